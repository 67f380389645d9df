package io.sockeye.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.FetchedSockets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that tell each other that they are there, for their bus does not know. */
final class HeartbeatsTest {
  private static final BroadcastOptions EVERYBODY = BroadcastOptions.everybody();
  private static final SocketPacket.Event EVENT = new SocketPacket.Event("/", "news", Args.of(1));
  private static final ClusterMessage FIRST = new ClusterMessage.Heartbeat(true);
  private static final ClusterMessage BEAT = new ClusterMessage.Heartbeat(false);

  private final FakeNode node = new FakeNode();
  private final FakeBus bus = new FakeBus(false);
  private final ClusterAdapter adapter = new ClusterAdapter(node, bus);

  @BeforeEach
  void open() {
    adapter.init();
  }

  private int servers() {
    return adapter.serverCount().toCompletableFuture().join();
  }

  private CompletableFuture<FetchedSockets> fetch() {
    return adapter.fetchSockets(EVERYBODY).toCompletableFuture();
  }

  @Test
  void serverSaysThatItIsThereAndAnswersWhoeverIsNew() {
    assertThat(bus.published).containsExactly(FIRST);

    bus.bring("b", FIRST);
    bus.bring("b", BEAT);

    assertThat(bus.published).containsExactly(FIRST, BEAT);
    assertThat(servers()).isEqualTo(2);
  }

  @Test
  void heartbeatIsSentAfterASilenceOnly() {
    node.timers.advance(Duration.ofSeconds(3));
    adapter.broadcast(EVENT, EVERYBODY);
    bus.published.clear();

    node.timers.advance(Duration.ofSeconds(4));
    assertThat(bus.published).isEmpty();
    node.timers.advance(Duration.ofSeconds(1));
    assertThat(bus.published).containsExactly(BEAT);
    node.timers.advance(Duration.ofSeconds(10));
    assertThat(bus.published).containsExactly(BEAT, BEAT, BEAT);
  }

  @Test
  void silentServerIsGoneAndNotWaitedFor() {
    bus.bring("b", BEAT);
    node.timers.advance(Duration.ofSeconds(6));
    bus.bring("c", BEAT);
    CompletableFuture<FetchedSockets> fetched =
        adapter.fetchSockets(EVERYBODY.withTimeout(Duration.ofMinutes(1))).toCompletableFuture();
    String id = bus.last(ClusterMessage.FetchSockets.class).requestId();
    bus.bring("c", new ClusterMessage.Sockets(id, List.of()));
    assertThat(fetched).isNotDone();

    node.timers.advance(Duration.ofSeconds(5));

    assertThat(fetched.join().missing()).isEmpty();
    assertThat(servers()).isEqualTo(2);
  }

  @Test
  void serverThatLeavesIsNotWaitedFor() {
    bus.bring("b", BEAT);
    CompletableFuture<FetchedSockets> fetched = fetch();

    bus.bring("b", new ClusterMessage.Leave());

    assertThat(fetched.join()).isEqualTo(FetchedSockets.NONE);
    assertThat(servers()).isEqualTo(1);
  }

  @Test
  void answersThatAServerPromisedAreMissingWhenItIsGone() {
    bus.bring("b", BEAT);
    CollectedAcks acks = new CollectedAcks();
    adapter.broadcastWithAck(EVENT, EVERYBODY, acks);
    String id = bus.last(ClusterMessage.Broadcast.class).requestId();
    bus.bring("b", new ClusterMessage.ClientCount(id, 2));
    bus.bring("b", new ClusterMessage.ClientAnswer(id, Args.of("x")));

    bus.bring("b", new ClusterMessage.Leave());

    assertThat(acks.lines)
        .containsExactly(
            "to []",
            "to [b#1]",
            "b#1 answered [x]",
            "to [1 of 2 sockets of b]",
            "1 of 2 sockets of b is gone",
            "that is all");
  }

  @Test
  void thoseThatDoNotAnswerAreNamed() {
    bus.bring("b", BEAT);
    bus.bring("c", BEAT);
    CompletableFuture<FetchedSockets> fetched = fetch();

    node.timers.advance(Duration.ofSeconds(5));

    assertThat(fetched.join().missing()).containsExactlyInAnyOrder("b", "c");
    assertThat(fetched.join().detail()).isEqualTo("timeout reached: missing 2 responses");
  }

  @Test
  void emitterIsNoServer() {
    bus.bring(ClusterMessage.EMITTER, new ClusterMessage.Broadcast(EVENT, EVERYBODY, null));

    assertThat(servers()).isEqualTo(1);
  }

  @Test
  void namesThatSomebodyMakesUpDoNotFillTheMemory() {
    for (int i = 0; i < 2 * Peers.MAX; i++) {
      bus.bring("node" + i, BEAT);
    }

    assertThat(servers()).isEqualTo(1 + Peers.MAX);
  }

  @Test
  void itSaysAgainThatItIsThereWhenTheBusIsBack() {
    bus.published.clear();

    bus.receiver().onUp();

    assertThat(bus.published).containsExactly(FIRST);
  }

  @Test
  void serverThatClosesSaysSoAndIsSilent() {
    adapter.close();
    int before = bus.published.size();
    node.timers.advance(Duration.ofMinutes(1));

    assertThat(bus.last(ClusterMessage.Leave.class)).isNotNull();
    assertThat(bus.published).hasSize(before);
    assertThat(node.timers.pending()).isZero();
  }
}
