package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.concurrent.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Whoever wants to take over a socket and does not get it does nothing to it. */
final class FailedClaimTest {
  private record Token(String token) {}

  private record User(String name) {}

  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final SocketIoServer io =
      SocketIoServer.builder()
          .timers(timers)
          .inlineHandlers()
          .observer(recorder)
          .connectionStateRecovery(ConnectionStateRecovery.create())
          .build();
  private final Visitor owner = new Visitor(io);
  private final List<Socket> judged = new ArrayList<>();

  @Test
  void refusedClaimantsLateEventsReachNobody() {
    owner.connect();
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    io.use(
        (socket, handshake) -> {
          judged.add(socket);
          return verdict.minimalCompletionStage();
        });
    TestClient refused = claim();

    verdict.complete(false);
    judged.get(0).emit("profile", "of the refused one");

    assertThat(refused.taken()).singleElement().asString().startsWith("44");
    assertThat(owner.events()).isEmpty();
  }

  @Test
  void claimantsEventsReachNobodyWhenTheVerdictTookTooLong() {
    owner.connect();
    CompletionStage<Boolean> undecided = new CompletableFuture<>();
    io.use(
        (socket, handshake) -> {
          judged.add(socket);
          return undecided;
        });
    TestClient late = claim();

    timers.advance(Duration.ofSeconds(15));
    judged.get(0).emit("profile", "of the late one");

    assertThat(late.taken()).singleElement().asString().startsWith("44");
    assertThat(owner.events()).isEmpty();
  }

  @Test
  void anotherPrincipalsLateEventsReachNobody() {
    io.authenticate(
        (socket, handshake) -> {
          judged.add(socket);
          return new User(handshake.auth(Token.class).token());
        });
    owner.connect("\"token\":\"ann\"");
    Visitor other = new Visitor(io);
    other.pid = owner.pid;
    other.connect("\"token\":\"bob\"");
    assertThat(recorder.lines).contains("not recovered in /: OTHER_PRINCIPAL");
    Socket claimant = judged.get(1);
    assertThat(claimant.principal(User.class)).isEqualTo(new User("bob"));

    claimant.emit("balance", "of bob");

    assertThat(owner.events()).isEmpty();
    assertThat(other.events()).isEmpty();
  }

  @Test
  void stateWhoseTimeIsOverWhileItIsTakenOverGoesWithTheClaimant() {
    owner.connect();
    owner.client.vanish();
    timers.advance(Duration.ofSeconds(119));

    claimAndVanish(io, owner, () -> timers.advance(Duration.ofSeconds(1)));

    assertThat(recovery(io).isEmpty()).isTrue();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void stateThatIsGivenUpWhileItIsTakenOverGoesWithTheClaimant() {
    SocketIoServer small =
        SocketIoServer.builder()
            .timers(timers)
            .inlineHandlers()
            .connectionStateRecovery(ConnectionStateRecovery.create().withMaxSessions(1))
            .build();
    Visitor first = new Visitor(small);
    first.connect();
    Visitor second = new Visitor(small);
    second.connect();
    first.client.vanish();

    claimAndVanish(small, first, second.client::vanish);

    assertThat(recovery(small).find(first.pid)).isNull();
    assertThat(recovery(small).find(second.pid)).isNotNull();
  }

  /** A client comes back and is gone again before it is told; something happens in between. */
  private static void claimAndVanish(SocketIoServer io, Visitor visitor, Runnable inBetween) {
    TestClient back = TestClient.open(io);
    io.use(
        (socket, handshake) -> {
          SerialExecutor mailbox = ((RealSocket) socket).mailbox();
          mailbox.execute( // ahead of the outcome of this middleware, and what follows behind it
              () -> {
                mailbox.execute(inBetween);
                back.vanish();
              });
          return true;
        });
    back.send("40" + visitor.auth());
    assertThat(back.isClosed()).isTrue();
  }

  private static Recovery recovery(SocketIoServer io) {
    return ((RealServer) io).main().recovery();
  }

  /** Another client names the private id of the owner. */
  private TestClient claim() {
    return TestClient.open(io).send("40" + owner.auth());
  }
}
