package io.sockeye.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.server.adapter.FetchedSockets;
import io.sockeye.server.adapter.SocketSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What an adapter asks other servers, which the test plays, and how it ends. */
final class ClusterQuestionsTest extends ClusterAdapterScene {
  @Test
  void requestIdsAreSixteenHexadecimalDigits() {
    open();

    assertThat(fetch()).isNotCancelled();
    assertThat(fetchId()).matches("[0-9a-f]{16}");
  }

  @Test
  void answerThatComesTwiceCountsOnce() {
    open();
    bus.others = 2;
    CompletableFuture<FetchedSockets> fetched = fetch();

    bus.bring("b", sockets(fetchId(), "bob"));
    bus.bring("b", sockets(fetchId(), "bob"));
    assertThat(fetched).isNotDone();
    bus.bring("c", sockets(fetchId(), "cid"));

    assertThat(fetched.join().sockets())
        .extracting(SocketSnapshot::id)
        .containsExactly("bob", "cid");
    assertThat(adapter.openRequests()).isZero();
    assertThat(node.timers.pending()).isZero();
  }

  @Test
  void answersWithoutNamesAreCounted() {
    open();
    bus.others = 2;
    CompletableFuture<FetchedSockets> fetched = fetch();

    bus.bring(null, sockets(fetchId(), "bob"));
    assertThat(fetched).isNotDone();
    bus.bring(null, sockets(fetchId()));

    assertThat(fetched.join().sockets()).hasSize(1);
  }

  @Test
  void timeoutThatWasAskedForCounts() {
    open();
    bus.others = 1;
    CompletableFuture<FetchedSockets> fetched =
        adapter.fetchSockets(EVERYBODY.withTimeout(Duration.ofSeconds(60))).toCompletableFuture();

    node.timers.advance(Duration.ofSeconds(59));
    assertThat(fetched).isNotDone();
    node.timers.advance(Duration.ofSeconds(1));

    assertThat(fetched.join().missing()).containsExactly("1 of 1 servers");
  }

  @Test
  void missingServersAreNamedIfTheyMustBeThose() {
    open();
    bus.bring("b", new ClusterMessage.ServerSideEmit("x", Args.empty(), null));
    bus.bring("c", new ClusterMessage.ServerSideEmit("x", Args.empty(), null));
    bus.others = 2;
    CompletableFuture<FetchedSockets> one = fetch();
    bus.bring("c", sockets(fetchId(), "cid"));
    bus.others = 3;
    CompletableFuture<FetchedSockets> two = fetch();
    bus.bring("c", sockets(fetchId()));
    bus.others = 2;
    CompletableFuture<FetchedSockets> nameless = fetch();
    bus.bring(null, sockets(fetchId()));

    node.timers.advance(Duration.ofSeconds(5));

    assertThat(one.join().missing()).containsExactly("b");
    assertThat(one.join().sockets()).hasSize(1);
    assertThat(one.join().detail())
        .isEqualTo("timeout reached: only 1 responses received out of 2");
    assertThat(two.join().missing()).containsExactly("2 of 3 servers");
    assertThat(nameless.join().missing()).containsExactly("1 of 2 servers");
  }

  @Test
  void tooManyQuestionsAreNotAsked() {
    open();
    bus.others = 1;
    for (int i = 0; i < 3; i++) {
      assertThat(fetch()).isNotDone();
    }
    int before = bus.published.size();

    assertThat(fetch().join().detail()).startsWith("maxRequests: 3 ");
    CompletableFuture<List<Args>> asked =
        adapter.serverSideEmitWithAck("x", Args.empty()).toCompletableFuture();
    CollectedAcks acks = new CollectedAcks();
    adapter.broadcastWithAck(EVENT, EVERYBODY, acks);

    assertThatThrownBy(asked::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(AckTimeoutException.class);
    assertThat(acks.lines)
        .containsExactly(
            "to [ada]", "to [all other servers]", "all other servers is gone", "that is all");
    assertThat(bus.published).hasSize(before);
    node.timers.advance(Duration.ofSeconds(5));
    assertThat(adapter.openRequests()).isZero();
    assertThat(fetch()).isNotDone();
  }

  @Test
  void lateAndForeignAnswersAreIgnored() {
    open();
    bus.others = 1;
    CompletableFuture<FetchedSockets> fetched = fetch();
    String id = fetchId();

    bus.bring("b", new ClusterMessage.ServerSideAnswer(id, Args.of(1)));
    bus.bring("b", new ClusterMessage.Ids(id, Set.of("x")));
    bus.bring("b", sockets("0000000000000000", "x"));
    assertThat(fetched).isNotDone();
    node.timers.advance(Duration.ofSeconds(5));
    bus.bring("b", sockets(id, "x"));

    assertThat(fetched.join().sockets()).isEmpty();
    assertThat(node.events).isEmpty();
  }

  @Test
  void answersOfClientsCountAsFarAsTheyWerePromised() {
    open();
    bus.others = 2;
    CollectedAcks acks = new CollectedAcks();
    adapter.broadcastWithAck(EVENT, EVERYBODY, acks);
    String id = bus.last(ClusterMessage.Broadcast.class).requestId();

    bus.bring("b", new ClusterMessage.ClientAnswer(id, Args.of("early")));
    bus.bring("b", new ClusterMessage.ClientCount(id, 1));
    bus.bring("b", new ClusterMessage.ClientAnswer(id, Args.of("one")));
    bus.bring("b", new ClusterMessage.ClientAnswer(id, Args.of("too many")));
    bus.bring("c", new ClusterMessage.ClientCount(id, -7));
    bus.bring("c", new ClusterMessage.ClientCount(id, Integer.MAX_VALUE));
    bus.bring("c", new ClusterMessage.ClientCount(id, 1));
    node.timers.advance(Duration.ofSeconds(5));

    assertThat(acks.lines)
        .containsExactly(
            "to [ada]",
            "to [b#1]",
            "b#1 answered [one]",
            "to [2147483647 of 2147483647 sockets of c]",
            "2147483647 of 2147483647 sockets of c is gone",
            "that is all");
    assertThat(adapter.openRequests()).isZero();
  }

  @Test
  void closedAdapterLeavesNobodyWaiting() {
    open();
    bus.others = 1;
    CompletableFuture<FetchedSockets> fetched = fetch();

    adapter.close();

    assertThat(fetched.join().detail()).isEqualTo("the adapter is closed");
    assertThat(adapter.openRequests()).isZero();
    assertThat(node.timers.pending()).isZero();
    assertThat(fetch().join()).isEqualTo(FetchedSockets.NONE);
  }
}
