package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.Timers;
import io.sockeye.testsupport.ChaosProxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions with a real server over a network that breaks. */
class SessionChaosTest {
  private static final int ROUNDS = 10;
  private static final int AT_ONCE = 20;
  private static final int MESSAGES = 15;

  private final Timers timers = Timers.create("test-timers");
  private final Network network = JdkNetwork.create();

  @AfterEach
  void nothingIsLeft() {
    network.close();
    timers.close();
  }

  private RealClient client(
      ChaosProxy proxy, UnaryOperator<SessionOptions.StandaloneBuilder> choice) {
    URI uri = URI.create("http://127.0.0.1:" + proxy.port());
    return new RealClient(uri, choice.apply(SessionOptions.builder()).build(), network, timers);
  }

  /**
   * Wherever a connection breaks, around the opening and the upgrade among others. Each session
   * ends, if only by its heartbeat: the JDK does not tell of a WebSocket that ends without a close
   * frame at the moment when a message is being told.
   */
  @ParameterizedTest
  @EnumSource
  void whatArrivesIsInOrderWhereverConnectionsBreak(ChaosProxy.Cut cut) {
    Random random = new Random(7);
    int whole = 0;
    int notUpgraded = 0;
    try (EchoServer server =
            new EchoServer(
                0,
                options ->
                    options
                        .pingInterval(Duration.ofSeconds(1))
                        .pingTimeout(Duration.ofSeconds(2)));
        ChaosProxy proxy = ChaosProxy.to(server.port())) {
      proxy.cutAfter(() -> 200 + random.nextInt(4_000), cut);
      for (int round = 0; round < ROUNDS; round++) {
        List<RealClient> clients = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          clients.add(client(proxy, options -> options));
        }
        for (int i = 0; i < clients.size(); i++) {
          sendMessages(clients.get(i), round + "/" + i);
        }
        for (int i = 0; i < clients.size(); i++) {
          RealClient client = clients.get(i);
          await()
              .atMost(Duration.ofSeconds(20))
              .pollInterval(Duration.ofMillis(10))
              .until(() -> client.closed.isDone() || client.messages.size() == MESSAGES);
          whole += client.closed.isDone() ? 0 : 1;
          notUpgraded +=
              !client.closed.isDone() && client.upgraded.isCompletedExceptionally() ? 1 : 0;
          client.abort();
          checkOrder(server, client, round + "/" + i);
        }
      }
      // Otherwise nothing was tried.
      assertThat(whole).isBetween(1, ROUNDS * AT_ONCE - 1);
      assertThat(notUpgraded).isPositive();
    }
  }

  private static void sendMessages(RealClient client, String name) {
    client.opened.handle((handshake, failed) -> "").orTimeout(20, TimeUnit.SECONDS).join();
    for (int i = 0; i < MESSAGES && !client.closed.isDone(); i++) {
      client.send(name + ":" + i);
    }
  }

  private static void checkOrder(EchoServer server, RealClient client, String name) {
    RealClient.within(client.closed);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      all.add(name + ":" + i);
    }
    List<String> arrived =
        server.messages.stream().filter(message -> message.startsWith(name + ":")).toList();
    assertThat(all.subList(0, arrived.size())).isEqualTo(arrived);
    assertThat(all.subList(0, client.messages.size())).isEqualTo(client.messages);
  }

  @Test
  void aSlowNetworkLosesNothing() {
    try (EchoServer server = new EchoServer();
        ChaosProxy proxy = ChaosProxy.to(server.port())) {
      proxy.delay(Duration.ofMillis(20));
      proxy.slice(7);
      RealClient client = client(proxy, options -> options);
      RealClient.within(client.opened);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        expected.add("m" + i);
        client.send("m" + i);
      }

      assertThat(RealClient.within(client.upgraded)).isEqualTo(TransportType.WEBSOCKET);
      await().untilAsserted(() -> assertThat(client.messages).isEqualTo(expected));
      client.close();
      assertThat(RealClient.within(client.closed)).isEqualTo(DisconnectReason.FORCED_CLOSE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatIsSwallowedByTheNetworkIsMissed(TransportType type) {
    try (EchoServer server =
            new EchoServer(
                0,
                options ->
                    options
                        .pingInterval(Duration.ofMillis(500))
                        .pingTimeout(Duration.ofMillis(1_500)));
        ChaosProxy proxy = ChaosProxy.to(server.port())) {
      RealClient client = client(proxy, options -> options.transports(type));
      RealClient.within(client.opened);

      proxy.swallow(ChaosProxy.Direction.TO_CLIENT, ChaosProxy.Direction.TO_SERVER);

      assertThat(RealClient.within(client.closed)).isEqualTo(DisconnectReason.PING_TIMEOUT);
      proxy.heal();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOpeningThatTheNetworkSwallowsEndsInTime(TransportType type) {
    try (EchoServer server = new EchoServer();
        ChaosProxy proxy = ChaosProxy.to(server.port())) {
      proxy.swallow(ChaosProxy.Direction.TO_CLIENT);

      RealClient client =
          client(proxy, options -> options.transports(type).timeout(Duration.ofMillis(300)));

      assertThat(RealClient.within(client.closed)).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
      assertThat(client.failure).isInstanceOf(ConnectFailure.Timeout.class);
    }
  }

  @Test
  void anOrderlyEndThatTheNetworkSwallowsEndsInTime() {
    try (EchoServer server = new EchoServer();
        ChaosProxy proxy = ChaosProxy.to(server.port())) {
      RealClient client = client(proxy, options -> options.transports(TransportType.WEBSOCKET));
      RealClient.within(client.opened);
      proxy.swallow(ChaosProxy.Direction.TO_CLIENT, ChaosProxy.Direction.TO_SERVER);

      client.close();

      assertThat(RealClient.within(client.closed)).isEqualTo(DisconnectReason.FORCED_CLOSE);
      proxy.heal();
    }
  }
}
