package io.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.server.MissingServersException;
import io.sockeye.server.RemoteSocket;
import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.ClusterOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What servers do when messages are late, lost, or the broker is away. */
final class InMemoryBusTest extends ClusterFixture {
  private final InMemoryBus bus =
      InMemoryBus.counting(ClusterOptions.defaults().withRequestsTimeout(Duration.ofMillis(300)));

  @Override
  protected AdapterFactory join() {
    return bus.node();
  }

  @Override
  protected void kill(AdapterFactory adapter) {
    node(adapter).cut(false);
  }

  private static InMemoryBus.Node node(AdapterFactory adapter) {
    return (InMemoryBus.Node) adapter;
  }

  @Test
  void serverThatStoodStillGetsEverythingOnceAndItsLateAnswersAreIgnored() {
    List<Member> all = cluster(2);
    LoopClient there = all.get(1).client();
    node(all.get(1).adapter).hold();

    all.get(0).io.emit("first");
    CompletableFuture<List<RemoteSocket>> fetched = all.get(0).io.fetchSockets();
    CompletableFuture<List<Args>> asked =
        all.get(0).io.timeout(Duration.ofMillis(300)).emitWithAck("ask");
    MissingServersException late = failure(fetched, MissingServersException.class);
    failure(asked, AckTimeoutException.class);
    node(all.get(1).adapter).release();

    assertThat(late.sockets()).isEmpty();
    assertThat(late).hasMessage("timeout reached: only 0 responses received out of 1");
    assertThat(there.next()).isEqualTo("42[\"first\"]");
    String event = there.next();
    there.answer(event, "1");
    assertThat(before(all.get(0), there)).isEmpty();
    assertThat(ids(result(all.get(0).io.fetchSockets()))).containsExactly(there.id());
  }

  @Test
  void missingServersAreNamedAndWhatCameIsThere() {
    List<Member> all = cluster(3);
    LoopClient here = all.get(0).client();
    LoopClient there = all.get(1).client();
    all.get(2).client();
    result(all.get(0).io.fetchSockets()); // by which it knows the others
    node(all.get(2).adapter).hold();

    MissingServersException late =
        failure(all.get(0).io.fetchSockets(), MissingServersException.class);

    assertThat(ids(late.sockets())).containsExactly(here.id(), there.id());
    assertThat(late.missing()).containsExactly(node(all.get(2).adapter).name());
    assertThat(late).hasMessage("timeout reached: only 1 responses received out of 2");
  }

  @Test
  void lostResponseIsAMissingServer() {
    List<Member> all = cluster(2);
    bus.drop(message -> message instanceof ClusterMessage.Response);

    assertThat(failure(all.get(0).io.fetchSockets(), MissingServersException.class).missing())
        .containsExactly("1 of 1 servers");
  }

  @Test
  void withoutTheBrokerOwnClientsAreServedAndWhatIsLostIsTold() {
    List<Member> all = cluster(2);
    LoopClient here = all.get(0).client();
    LoopClient there = all.get(1).client();
    node(all.get(0).adapter).cut(true);

    all.get(0).io.emit("news");
    all.get(0).io.serverSideEmit("note");
    assertThat(here.next()).isEqualTo("42[\"news\"]");
    MissingServersException alone =
        failure(all.get(0).io.fetchSockets(), MissingServersException.class);
    CompletableFuture<List<Args>> asked = all.get(0).io.emitWithAck("ask");
    here.answer(here.next(), "1");
    AckTimeoutException partly = failure(asked, AckTimeoutException.class);
    failure(all.get(0).io.serverCount(), IllegalStateException.class);

    assertThat(ids(alone.sockets())).containsExactly(here.id());
    assertThat(alone.missing()).containsExactly("all other servers");
    assertThat(partly.answers()).hasSize(1);
    assertThat(partly.missing()).containsExactly("all other servers");
    assertThat(all.get(0).told)
        .containsExactly("up /", "down /", "lost 1", "lost 1", "lost 1", "lost 1");

    node(all.get(0).adapter).heal();
    all.get(0).io.emit("again");
    assertThat(there.next()).isEqualTo("42[\"again\"]");
    assertThat(all.get(0).told).endsWith("up /");
  }

  private static List<String> ids(List<RemoteSocket> sockets) {
    return sockets.stream().map(RemoteSocket::id).toList();
  }
}
