package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.OpenPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions between this client and a real server, over real connections. */
class SessionEndToEndTest {
  private static final int UPGRADES = 1_000;
  private static final int AT_ONCE = 50;
  private static final int MESSAGES = 20;

  private final Timers timers = Timers.create("test-timers");
  private final Network network = JdkNetwork.create();

  @AfterEach
  void nothingIsLeft() {
    network.close();
    timers.close();
  }

  private RealClient client(EchoServer server) {
    return client(server, options -> options);
  }

  private RealClient client(
      EchoServer server, UnaryOperator<SessionOptions.StandaloneBuilder> choice) {
    SessionOptions options = choice.apply(SessionOptions.builder()).build();
    return new RealClient(server.uri(), options, network, timers);
  }

  @ParameterizedTest
  @EnumSource
  void messagesOfAllKindsGoThereAndBackByEachTransport(TransportType type) {
    try (EchoServer server = new EchoServer()) {
      RealClient client = client(server, options -> options.transports(type));
      OpenPacket handshake = RealClient.within(client.opened);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        expected.add("text \u20ac\uD83D\uDE00 " + i);
        assertThat(client.send("text \u20ac\uD83D\uDE00 " + i)).isEmpty();
        expected.add("bytes " + i);
        assertThat(client.sendBytes("bytes " + i)).isEmpty();
      }

      await().untilAsserted(() -> assertThat(client.messages).isEqualTo(expected));
      assertThat(server.messages).isEqualTo(expected);
      assertThat(handshake.maxPayload()).isEqualTo(1_000_000);
      assertThat(client.transport()).isEqualTo(type);
      client.close();
      assertThat(RealClient.within(client.closed)).isEqualTo(DisconnectReason.FORCED_CLOSE);
      await().untilAsserted(() -> assertThat(server.closes).containsExactly("transport close"));
    }
  }

  @Test
  void nothingIsLostOrOutOfOrderInAThousandUpgradesUnderTraffic() {
    try (EchoServer server = new EchoServer()) {
      for (int round = 0; round < UPGRADES / AT_ONCE; round++) {
        List<RealClient> clients = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          clients.add(client(server));
        }
        clients.forEach(client -> RealClient.within(client.opened));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
          String text = "m" + i;
          expected.add(text);
          clients.forEach(client -> assertThat(client.send(text)).isEmpty());
        }
        for (RealClient client : clients) {
          assertThat(RealClient.within(client.upgraded)).isEqualTo(TransportType.WEBSOCKET);
          client.send("after the upgrade");
        }
        expected.add("after the upgrade");
        await()
            .pollInterval(Duration.ofMillis(10))
            .untilAsserted(
                () ->
                    assertThat(clients)
                        .allSatisfy(client -> assertThat(client.messages).isEqualTo(expected)));
        clients.forEach(RealClient::close);
        for (RealClient client : clients) {
          assertThat(RealClient.within(client.closed)).isEqualTo(DisconnectReason.FORCED_CLOSE);
        }
      }
      await().until(() -> server.sessions() == 0);
      assertThat(server.messages).hasSize(UPGRADES * (MESSAGES + 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void allThatWasTakenArrivesBeforeAnOrderlyEnd(TransportType type) {
    try (EchoServer server = new EchoServer()) {
      RealClient client = client(server, options -> options.transports(type));
      RealClient.within(client.opened);
      for (int i = 0; i < 200; i++) {
        client.send("m" + i);
      }

      client.close();

      assertThat(RealClient.within(client.closed)).isEqualTo(DisconnectReason.FORCED_CLOSE);
      await().untilAsserted(() -> assertThat(server.closes).containsExactly("transport close"));
      assertThat(server.messages).hasSize(200);
    }
  }

  @Test
  void aServerThatRestartsEndsTheSessionAndTakesTheNext() {
    int port;
    RealClient first;
    try (EchoServer server = new EchoServer()) {
      port = server.port();
      first = client(server);
      RealClient.within(first.upgraded);
    }
    assertThat(RealClient.within(first.closed))
        .isIn(DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.TRANSPORT_ERROR);
    assertThat(first.failure).isNotNull();

    try (EchoServer server = new EchoServer(port, options -> options)) {
      RealClient second = client(server);
      assertThat(RealClient.within(second.upgraded)).isEqualTo(TransportType.WEBSOCKET);
      second.abort();
      assertThat(RealClient.within(second.closed)).isEqualTo(DisconnectReason.FORCED_CLOSE);
    }
  }

  @Test
  void aServerThatStopsEndsPollingToo() {
    RealClient client;
    try (EchoServer server = new EchoServer()) {
      client = client(server, options -> options.transports(TransportType.POLLING));
      RealClient.within(client.opened);
    }

    // It may stop between two polls, and then the next is refused.
    assertThat(RealClient.within(client.closed))
        .isIn(DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.TRANSPORT_ERROR);
    assertThat(client.failure).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheServerWouldNotTakeIsRefusedAndTheSessionGoesOn(TransportType type) {
    try (EchoServer server = new EchoServer(0, options -> options.maxHttpBufferSize(1_000))) {
      RealClient client = client(server, options -> options.transports(type));
      RealClient.within(client.opened);

      assertThat(client.send("x".repeat(1_000))).get().isInstanceOf(SendFailure.TooLarge.class);
      for (int i = 0; i < 20; i++) {
        assertThat(client.send("x".repeat(999))).isEmpty();
        assertThat(client.send("y".repeat(300))).isEmpty();
      }

      await().untilAsserted(() -> assertThat(client.messages).hasSize(40));
      assertThat(client.closed).isNotDone();
      client.abort();
    }
  }

  @ParameterizedTest
  @EnumSource
  void pingsAreAnsweredForAsLongAsTheSessionLives(TransportType type) {
    try (EchoServer server =
        new EchoServer(
            0,
            options ->
                options.pingInterval(Duration.ofMillis(50)).pingTimeout(Duration.ofSeconds(5)))) {
      RealClient client = client(server, options -> options.transports(type));
      RealClient.within(client.opened);

      await().until(() -> server.pongs.get() >= 10);

      assertThat(client.closed).isNotDone();
      client.abort();
    }
  }

  @Test
  void theHandshakeTellsTheServerWhatWasChosen() {
    try (EchoServer server = new EchoServer(0, options -> options.path("/chat"))) {
      RealClient client =
          client(
              server,
              options ->
                  options
                      .path("/chat/")
                      .query(Map.of("room", "caf\u00e9 & more"))
                      .extraHeaders(Map.of("Authorization", "Bearer 1")));
      assertThat(RealClient.within(client.upgraded)).isEqualTo(TransportType.WEBSOCKET);
      client.abort();
    }
  }

  @Test
  void aServerThatIsNotThereIsAFailureOfTcp() {
    EchoServer server = new EchoServer();
    server.close();

    RealClient client = client(server);

    assertThatThrownBy(() -> RealClient.within(client.opened))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ConnectFailure.Tcp.class);
    assertThat(RealClient.within(client.closed)).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
  }
}
