package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.ask;
import static io.sockeye.interop.client.Clients.connect;
import static io.sockeye.interop.client.Clients.events;
import static io.sockeye.interop.client.Clients.get;
import static io.sockeye.interop.client.Clients.next;
import static io.sockeye.interop.client.Clients.settle;
import static io.sockeye.interop.client.Clients.who;
import static io.sockeye.interop.client.Values.bytes;
import static io.sockeye.interop.client.Values.oneOfEach;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.client.Manager;
import io.sockeye.client.Socket;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.client.engine.JdkNetwork;
import io.sockeye.client.engine.TransportType;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Options of the client that show on the wire, in the eyes of the official server. */
final class NodeOptionsIT {
  @RegisterExtension final Clients clients = new Clients();

  private NodeServer start(String... flags) {
    return clients.keep(NodeServer.start(NodeServer.NEWEST, flags));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void certificateOfOnesOwnIsTrusted(Mode mode) throws Exception {
    NodeServer server = start("--tls");
    String url = "https://127.0.0.1:" + server.port();
    JdkNetwork network =
        clients.keep(JdkNetwork.builder().sslContext(trusting(server.certificate())).build());
    Socket stranger = clients.manager(url, mode).socket("/").connect();
    Socket socket = clients.manager(url, mode, options -> options.network(network)).socket("/");

    assertThatThrownBy(() -> get(stranger.connected()))
        .hasCauseInstanceOf(ConnectFailure.Tls.class);
    connect(socket, mode);

    assertThat(ask(socket, "echo-ack", oneOfEach())).containsExactly(oneOfEach());
    assertThat(ask(socket, "big", 100_000))
        .containsExactly("z".repeat(100_000), bytes(100_000, (byte) 7));
  }

  private static SSLContext trusting(Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void cookieOfTheHandshakeComesBack(Mode mode) {
    NodeServer server = start("--cookie", "node");
    Manager manager = clients.manager(server.url(), mode, options -> options.withCredentials(true));
    Socket socket = connect(manager.socket("/"), mode);
    settle(socket);

    List<?> cookies = (List<?>) requireNonNull(ask(socket, "cookies").get(0));

    if (mode == Mode.WEBSOCKET) {
      assertThat(cookies).isEmpty(); // its only request is the handshake
    } else {
      assertThat(cookies)
          .hasSizeGreaterThan(1)
          .allSatisfy(each -> assertThat((String) each).startsWith("node="));
    }
  }

  @Test
  void cookiesAreNotKeptUnlessAskedFor() {
    NodeServer server = start("--cookie", "node");
    Socket socket = connect(clients.manager(server.url(), Mode.UPGRADE).socket("/"), Mode.UPGRADE);

    assertThat((List<?>) ask(socket, "cookies").get(0)).isNotEmpty().containsOnlyNulls();
  }

  @Test
  void smallEventsShareBodiesThatTheServerTakes() throws InterruptedException {
    NodeServer server = start("--max-payload", "100");
    Socket socket = clients.manager(server.url(), Mode.POLLING).socket("/");
    var back = events(socket, "echo-back");
    List<List<@Nullable Object>> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) { // 30 bytes each, and some with binary
      expected.add(List.of(i, i % 7 == 0 ? bytes(i, i, i) : "€ " + i));
      socket.emit("echo", expected.get(i).toArray());
    }

    connect(socket, Mode.POLLING);

    for (List<@Nullable Object> each : expected) {
      assertThat(next(back)).isEqualTo(each);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void binaryTravelsAsTextIfItMust(Mode mode) {
    NodeServer server = start();
    Manager manager = clients.manager(server.url(), mode, options -> options.forceBase64(true));
    Socket socket = connect(manager.socket("/"), mode);

    assertThat(ask(socket, "echo-ack", oneOfEach())).containsExactly(oneOfEach());
    assertThat(((Map<?, ?>) requireNonNull(who(socket).get("query"))).get("b64")).isEqualTo("1");
  }

  @Test
  void nextTransportIsTriedIfTheFirstIsNotThere() {
    NodeServer server = start("--transports", "websocket");
    Manager stubborn = clients.manager(server.url(), Mode.UPGRADE);
    Manager flexible =
        clients.manager(server.url(), Mode.UPGRADE, options -> options.tryAllTransports(true));
    Socket refused = stubborn.socket("/").connect();

    assertThatThrownBy(() -> get(refused.connected()))
        .cause()
        .isInstanceOfSatisfying(
            ConnectFailure.Http.class,
            failure -> {
              assertThat(failure.status()).isEqualTo(400);
              assertThat(failure.body()).contains("Transport unknown");
            });
    connect(flexible.socket("/"), Mode.WEBSOCKET);
  }

  @Test
  void serverThatOffersNoUpgradeIsPolled() {
    NodeServer server = start("--transports", "polling");

    Socket socket = connect(clients.manager(server.url(), Mode.UPGRADE).socket("/"), Mode.POLLING);

    settle(socket);
    assertThat(who(socket).get("transport")).isEqualTo("polling");
  }

  @Test
  void upgradeIsRemembered() throws InterruptedException {
    NodeServer server = start();
    Manager manager =
        clients.manager(server.url(), Mode.UPGRADE, options -> options.rememberUpgrade(true));
    Socket socket = manager.socket("/");
    var welcome = events(socket, "welcome");
    connect(socket, Mode.UPGRADE);
    next(welcome);

    socket.emit("drop");

    Map<?, ?> said = (Map<?, ?>) requireNonNull(next(welcome).get(0));
    assertThat(said.get("transport")).isEqualTo("websocket");
    assertThat(((Map<?, ?>) requireNonNull(who(socket).get("query"))).get("transport"))
        .isEqualTo("websocket");
    assertThat(manager.transport()).hasValue(TransportType.WEBSOCKET);
  }
}
