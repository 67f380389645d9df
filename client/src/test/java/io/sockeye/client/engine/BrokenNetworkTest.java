package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.SerialExecutor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What transports make of a network that breaks its promises. */
final class BrokenNetworkTest {
  private final TransportRig rig = new TransportRig();
  private final FakeNetwork network = rig.network;
  private final SerialExecutor mailbox = rig.mailbox;
  private final TransportRecord record = rig.record;

  @Test
  void networkThatThrowsFailsBothTransports() {
    SessionOptions options = SessionOptions.builder().build();
    Network throwing =
        new Network() {
          @Override
          public CompletableFuture<HttpAnswer> send(HttpCall call) {
            throw new IllegalArgumentException("not this");
          }

          @Override
          public CompletableFuture<WebSocketChannel> openWebSocket(
              WebSocketCall call, WebSocketEvents events) {
            throw new IllegalArgumentException("not this");
          }

          @Override
          public void close() {}
        };
    NetworkTransports transports = rig.transports(throwing, options);
    for (TransportType type : TransportType.values()) {
      ClientTransport transport = transports.create(type, Optional.empty(), record);
      mailbox.execute(transport::open);
    }

    assertThat(record.events).containsExactly("ready", "failed: Tcp", "failed: Tcp");
    assertThat(record.failure).hasMessageContaining("not this");
  }

  @Test
  void networkThatThrowsAtAPostIsAFailure() {
    ClientTransport transport = rig.openPolling();
    network.thrown = new IllegalStateException("boom");
    rig.send(transport, "a");

    assertThat(record.events).containsExactly("failed: Tcp");
    assertThat(record.failure).hasRootCauseMessage("boom");
  }

  @Test
  void networkThatReturnsNothingForAPollIsAFailure() {
    network.returnsNull = true;
    rig.polling(SessionOptions.builder().build());
    assertThat(record.events).containsExactly("ready", "failed: Tcp");
    network.next("GET");
  }

  @Test
  void answerThatIsNothingIsAFailure() {
    rig.openPolling();
    network.next("GET").answer().complete(null);

    assertThat(record.events).containsExactly("failed: Tcp");
    assertThat(record.failure).hasMessageContaining("result of send, got null");
  }

  @Test
  void networkThatThrowsAtAHandshakeIsAFailure() {
    network.thrown = new IllegalStateException("boom");
    rig.webSocket(SessionOptions.builder().build());

    assertThat(record.events).containsExactly("failed: Tcp");
    assertThat(record.failure).hasRootCauseMessage("boom");
  }

  @Test
  void networkThatReturnsNothingForAHandshakeIsAFailure() {
    network.returnsNull = true;
    rig.webSocket(SessionOptions.builder().build());
    assertThat(record.events).containsExactly("failed: Tcp");
  }

  @Test
  void channelThatIsNothingIsAFailure() {
    rig.webSocket(SessionOptions.builder().build());
    network.nextSocket().opening.complete(null);

    assertThat(record.failure).hasMessageContaining("result of openWebSocket, got null");
  }
}
