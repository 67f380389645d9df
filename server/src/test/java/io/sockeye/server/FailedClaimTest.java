package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
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

  /** Another client names the private id of the owner. */
  private TestClient claim() {
    return TestClient.open(io).send("40" + owner.auth());
  }
}
