package io.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.DisconnectedException;
import io.sockeye.server.MissingServersException;
import io.sockeye.server.RemoteSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What the servers of a cluster ask each other: for their sockets, for answers of their clients,
 * and for answers of their own. Each question ends, and says who is missing. A part of {@link
 * ClusterContract}.
 */
public abstract class ClusterQuestionsContract extends ClusterFixture {
  /** How long what never comes is waited for. */
  private static final Duration SHORT = Duration.ofMillis(700);

  /** What a client sends to say who it is. */
  record Token(String user, int level) {}

  // -- sockets

  @Test
  protected void socketsOfAllServersAreFetched() {
    List<Member> all = cluster(3);
    List<LoopClient> clients = all.stream().map(Member::client).toList();

    for (Member member : all) {
      assertThat(ids(result(member.io.fetchSockets())))
          .containsExactlyInAnyOrderElementsOf(clients.stream().map(LoopClient::id).toList());
    }
    assertThat(ids(result(all.get(0).io.local().fetchSockets())))
        .containsExactly(clients.get(0).id());
    assertThat(ids(result(all.get(0).io.in(clients.get(1).id()).fetchSockets())))
        .containsExactly(clients.get(1).id());
    assertThat(ids(result(all.get(0).io.except(clients.get(1).id()).fetchSockets())))
        .containsExactlyInAnyOrder(clients.get(0).id(), clients.get(2).id());
    assertThat(result(all.get(0).io.in("nowhere").fetchSockets())).isEmpty();
  }

  @Test
  protected void fetchedSocketTellsWhatItsServerKnows() {
    List<Member> all = cluster(2);
    LoopClient there = LoopClient.connect(all.get(1).io, "/", "{\"user\":\"ada\",\"level\":7}");
    all.get(1).socket(there).data().put("score", 42).put("tags", List.of("a", "b"));
    result(all.get(1).socket(there).join("lobby"));

    RemoteSocket fetched = result(all.get(0).io.in("lobby").fetchSockets()).get(0);

    assertThat(fetched.id()).isEqualTo(there.id());
    assertThat(fetched.rooms()).containsExactlyInAnyOrder(there.id(), "lobby");
    assertThat(fetched.data().get("score", Number.class).map(Number::intValue)).contains(42);
    assertThat(fetched.data().toMap()).containsEntry("tags", List.of("a", "b"));
    assertThat(fetched.handshake().query()).containsEntry("from", "testkit");
    assertThat(fetched.handshake().header("User-Agent")).contains("testkit");
    assertThat(fetched.handshake().auth()).containsEntry("user", "ada");
    assertThat(fetched.handshake().auth(Token.class)).isEqualTo(new Token("ada", 7));
    assertThat(fetched.handshake().isSecure()).isFalse();
    assertThat(fetched.handshake().time()).isEqualTo(all.get(1).socket(there).handshake().time());
  }

  @Test
  protected void fetchedSocketIsDealtWithWhereItIs() {
    List<Member> all = cluster(2);
    LoopClient there = all.get(1).client();
    LoopClient other = all.get(1).client();
    RemoteSocket fetched = result(all.get(0).io.in(there.id()).fetchSockets()).get(0);

    fetched.emit("hello", 1);
    assertThat(there.next()).isEqualTo("42[\"hello\",1]");

    CompletableFuture<String> answer = fetched.emitWithAck("ask", String.class, 2);
    there.answer(there.next(), "\"yes\",\"more\"");
    assertThat(result(answer)).isEqualTo("yes");

    result(fetched.join("lobby"));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> all.get(1).socket(there).rooms().contains("lobby"));
    result(fetched.leave("lobby"));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !all.get(1).socket(there).rooms().contains("lobby"));

    fetched.disconnect();
    assertThat(there.next()).isEqualTo("41");
    assertThat(before(all.get(0), other)).isEmpty();
    failure(fetched.emitWithAck("ask", 3), DisconnectedException.class);
  }

  @Test
  protected void fetchedSocketThatDoesNotAnswerIsNotWaitedForForEver() {
    List<Member> all = cluster(2);
    LoopClient there = all.get(1).client();
    RemoteSocket fetched = result(all.get(0).io.in(there.id()).fetchSockets()).get(0);

    failure(fetched.timeout(SHORT).emitWithAck("ask"), AckTimeoutException.class);
  }

  // -- answers of clients

  @Test
  protected void clientsOfAllServersAnswer() {
    List<Member> all = cluster(3);
    List<LoopClient> clients = new ArrayList<>();
    for (Member member : all) {
      clients.add(member.client());
      clients.add(member.client());
    }

    CompletableFuture<List<Integer>> answers =
        all.get(0).io.emitWithAck("ask", Integer.class, "x", new byte[] {7});
    for (int i = 0; i < clients.size(); i++) {
      LoopClient client = clients.get(i);
      String event = client.next();
      assertThat(client.next()).isEqualTo("0x07");
      client.answer(event.replaceFirst("^451-", "42"), i + ",\"more\"");
    }

    assertThat(result(answers)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
  }

  @Test
  protected void nobodyToAnswerIsNoFailure() {
    List<Member> all = cluster(2);

    assertThat(result(all.get(0).io.in("nowhere").emitWithAck("ask"))).isEmpty();
    assertThat(result(all.get(1).io.local().emitWithAck("ask"))).isEmpty();
  }

  @Test
  protected void clientsThatDoNotAnswerAreMissing() {
    List<Member> all = cluster(2);
    LoopClient here = all.get(0).client();
    LoopClient mute = all.get(0).client();
    LoopClient there = all.get(1).client();
    all.get(1).client();
    all.get(1).client();

    CompletableFuture<List<Args>> answers = all.get(0).io.timeout(SHORT).emitWithAck("ask");
    here.answer(here.next(), "1");
    there.answer(there.next(), "2");

    AckTimeoutException late = failure(answers, AckTimeoutException.class);
    assertThat(late).hasMessage("operation has timed out");
    assertThat(late.answers()).extracting(answer -> answer.get(0)).containsExactlyInAnyOrder(1, 2);
    assertThat(late.missing()).hasSize(2).contains(mute.id());
    assertThat(late.missing()).anyMatch(name -> name.startsWith("2 of 3 sockets of "));
  }

  @Test
  protected void manyAnswerAndATenthDoesNot() {
    List<Member> all = cluster(3);
    List<LoopClient> clients =
        IntStream.range(0, 300).mapToObj(i -> all.get(i % 3).client()).toList();

    CompletableFuture<List<Args>> answers =
        all.get(0).io.timeout(Duration.ofSeconds(2)).emitWithAck("ask");
    for (int i = 0; i < clients.size(); i++) {
      String event = clients.get(i).next();
      if (i % 10 != 0) {
        clients.get(i).answer(event, String.valueOf(i));
      }
    }

    assertThat(failure(answers, AckTimeoutException.class).answers())
        .extracting(answer -> answer.get(0, Integer.class))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 300).filter(i -> i % 10 != 0).boxed().toList());
  }

  @Test
  protected void clientElsewhereThatLeavesIsMissing() {
    List<Member> all = cluster(2);
    LoopClient there = all.get(1).client();

    CompletableFuture<List<Args>> answers = all.get(0).io.timeout(SHORT).emitWithAck("ask");
    there.next();
    there.vanish();

    assertThat(failure(answers, AckTimeoutException.class).missing()).hasSize(1);
  }

  /** A bus that brings questions by another way than the rest leaves this out. */
  @Test
  protected void whatFollowsAQuestionDoesNotOvertakeIt() {
    List<Member> all = cluster(2);
    LoopClient there = all.get(1).client();

    for (int i = 0; i < 20; i++) {
      var unused = all.get(0).io.timeout(SHORT).emitWithAck("ask", i);
      assertThat(before(all.get(0), there)).singleElement().asString().contains("\"ask\"," + i);
    }
  }

  // -- answers of servers

  @Test
  protected void serversAnswer() {
    List<Member> all = cluster(3);
    for (int i = 0; i < all.size(); i++) {
      int number = i;
      all.get(i)
          .io
          .onServerSide(
              "question",
              (namespace, args, ack) ->
                  ack.send(
                      (int) Objects.requireNonNull(args.get(0, Integer.class)) + number, "more"));
    }

    assertThat(result(all.get(0).io.serverSideEmitWithAck("question", Integer.class, 10)))
        .containsExactlyInAnyOrder(11, 12);
    assertThat(result(all.get(2).io.serverSideEmitWithAck("question", Integer.class, 20)))
        .containsExactlyInAnyOrder(20, 21);
  }

  /** A wire that has no bytes in such events, as that of the classic adapter, leaves this out. */
  @Test
  protected void bytesGoToServersAndBack() {
    List<Member> all = cluster(2);
    all.get(1)
        .io
        .onServerSide(
            "echo", (namespace, args, ack) -> ack.send((Object) args.get(0, byte[].class)));

    List<byte[]> answers =
        result(
            all.get(0).io.serverSideEmitWithAck("echo", byte[].class, (Object) new byte[] {1, 2}));

    assertThat(answers).hasSize(1);
    assertThat(answers.get(0)).containsExactly(1, 2);
  }

  @Test
  protected void silentServerIsNamed() {
    List<Member> all = cluster(3);
    all.get(1).io.onServerSide("question", (namespace, args, ack) -> ack.send("here"));

    AckTimeoutException late =
        failure(all.get(0).io.serverSideEmitWithAck("question"), AckTimeoutException.class);

    assertThat(late.getMessage()).startsWith("timeout reached: ");
    assertThat(late.answers()).extracting(answer -> answer.get(0)).containsExactly("here");
    assertThat(late.missing()).hasSize(1);
  }

  @Test
  protected void lonelyServerAsksNobody() {
    List<Member> all = cluster(1);
    LoopClient client = all.get(0).client();

    assertThat(result(all.get(0).io.serverSideEmitWithAck("question"))).isEmpty();
    assertThat(ids(result(all.get(0).io.fetchSockets()))).containsExactly(client.id());
    CompletableFuture<List<Args>> answers = all.get(0).io.emitWithAck("ask");
    client.answer(client.next(), "1");
    assertThat(result(answers)).hasSize(1);
  }

  // -- many at once

  @Test
  protected void manyQuestionsAtOnceAllEnd() {
    List<Member> all = cluster(3);
    Set<String> clients = new TreeSet<>();
    all.forEach(member -> clients.add(member.client().id()));
    all.forEach(
        member -> member.io.onServerSide("count", (namespace, args, ack) -> ack.send(args.get(0))));

    List<CompletableFuture<List<RemoteSocket>>> fetched =
        IntStream.range(0, 200).mapToObj(i -> all.get(i % 3).io.fetchSockets()).toList();
    List<CompletableFuture<List<Integer>>> counted =
        IntStream.range(0, 200)
            .mapToObj(i -> all.get(i % 3).io.serverSideEmitWithAck("count", Integer.class, i))
            .toList();

    fetched.forEach(
        each -> assertThat(ids(result(each))).containsExactlyInAnyOrderElementsOf(clients));
    for (int i = 0; i < counted.size(); i++) {
      assertThat(result(counted.get(i))).containsExactly(i, i);
    }
  }

  @Test
  protected void questionsEndWhileServersComeAndGo() throws Exception {
    List<Member> all = cluster(2);
    LoopClient here = all.get(0).client();
    List<CompletableFuture<List<RemoteSocket>>> asked = new ArrayList<>();

    for (int i = 0; i < 5; i++) {
      Member guest = guest();
      for (int j = 0; j < 10; j++) {
        asked.add(all.get(0).io.timeout(SHORT).fetchSockets());
      }
      result(guest.io.close());
    }

    for (CompletableFuture<List<RemoteSocket>> each : asked) {
      assertThat(ids(result(each.exceptionally(ClusterQuestionsContract::found))))
          .containsExactly(here.id());
    }
  }

  private static List<RemoteSocket> found(Throwable failure) {
    if (failure instanceof MissingServersException late) {
      return late.sockets();
    }
    throw new AssertionError(failure);
  }

  static List<String> ids(List<RemoteSocket> sockets) {
    return sockets.stream().map(RemoteSocket::id).toList();
  }
}
