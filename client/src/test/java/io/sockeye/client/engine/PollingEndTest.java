package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.SerialExecutor;
import org.junit.jupiter.api.Test;

/** The end of long polling, whoever brings it about. */
final class PollingEndTest {
  private final TransportRig rig = new TransportRig();
  private final FakeNetwork network = rig.network;
  private final SerialExecutor mailbox = rig.mailbox;
  private final TransportRecord record = rig.record;

  @Test
  void closeIsPostedBehindThePostUnderWay() {
    ClientTransport transport = rig.openPolling();
    FakeNetwork.Exchange poll = network.next("GET");
    rig.send(transport, "a");
    FakeNetwork.Exchange post = network.next("POST");
    mailbox.execute(transport::close);
    assertThat(network.isIdle()).isTrue();
    post.answer(200, "ok");
    FakeNetwork.Exchange last = network.next("POST");
    assertThat(last.body()).isEqualTo("1");
    poll.answer(200, "4late");
    last.answer(200, "ok");

    assertThat(record.events).containsExactly("closed: closed by this side");
    assertThat(network.isIdle()).isTrue();
  }

  @Test
  void closeThatFailsIsAClose() {
    ClientTransport transport = rig.openPolling();
    network.next("GET");
    mailbox.execute(transport::close);
    network.next("POST").answer().completeExceptionally(new ConnectFailure.Closed("gone"));

    assertThat(record.events).containsExactly("closed: closed by this side");
  }

  @Test
  void messagesThatCannotBePostedWhileClosingAreAFailure() {
    ClientTransport transport = rig.openPolling();
    network.next("GET");
    rig.send(transport, "a");
    mailbox.execute(transport::close);
    network.next("POST").answer(500, "");

    assertThat(record.events).containsExactly("failed: Http");
    assertThat(network.isIdle()).isTrue();
  }

  @Test
  void pollThatBreaksWhileClosingLeavesThePostAlone() {
    ClientTransport transport = rig.openPolling();
    FakeNetwork.Exchange poll = network.next("GET");
    rig.send(transport, "a");
    FakeNetwork.Exchange post = network.next("POST");
    mailbox.execute(transport::close);
    poll.answer().completeExceptionally(new ConnectFailure.Tcp("reset", null));
    assertThat(post.answer()).isNotDone();
    assertThat(record.events).isEmpty();
    post.answer(200, "ok");
    network.next("POST").answer(200, "ok");

    assertThat(record.events).containsExactly("closed: closed by this side");
  }

  @Test
  void abortEndsTheExchangesWithoutAWord() {
    ClientTransport transport = rig.openPolling();
    FakeNetwork.Exchange poll = network.next("GET");
    rig.send(transport, "a");
    FakeNetwork.Exchange post = network.next("POST");
    mailbox.execute(transport::abort);

    assertThat(poll.answer()).isCancelled();
    assertThat(post.answer()).isCancelled();
    assertThat(record.events).isEmpty();
  }

  @Test
  void exchangeThatFailsIsAFailureOfItsKind() {
    rig.openPolling();
    network.next("GET").answer().completeExceptionally(new ConnectFailure.Dns("h", null));

    assertThat(record.events).containsExactly("failed: Dns");
  }
}
