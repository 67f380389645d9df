package io.sockeye.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.sockeye.netty.NettyOptions.Transport;
import io.sockeye.server.ServerObserver;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.testkit.WireClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server behind a balancer that tells the address of the client in front of everything else. */
final class ProxyProtocolTest {
  private static final String HEADER = "PROXY TCP4 1.2.3.4 10.0.0.1 56324 443\r\n";

  /** Answers with the address of the client. */
  private static final EngineEndpoint WHO =
      new EngineEndpoint() {
        @Override
        public boolean matches(HttpRequest request) {
          return true;
        }

        @Override
        public void handle(HttpExchange exchange) {
          var client = exchange.request().remoteAddress();
          String text = client.getHostString() + " " + client.getPort();
          exchange.respond(HttpResponse.text(200, "text/plain", text));
        }
      };

  private NettyServer server;

  private static NettyOptions.Builder options() {
    return NettyOptions.builder()
        .host("127.0.0.1")
        .shutdownTimeout(Duration.ofMillis(100))
        .proxyProtocol("127.0.0.1", "::1");
  }

  private WireClient start(NettyOptions.Builder options) {
    server = NettyServer.start(WHO, options.build());
    return WireClient.connect(server.port());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "NIO"})
  void clientIsWhomTheHeaderTells(Transport transport) {
    WireClient client = start(options().transport(transport));

    client.send(HEADER).get("/");

    assertThat(client.answer().body()).isEqualTo("1.2.3.4 56324");
    assertThat(client.get("/").answer().body()).isEqualTo("1.2.3.4 56324");
  }

  @Test
  void headerOfVersion2MayComeInPiecesAndWithTheRequest() {
    byte[] header = ProxyHeaderTest.version2("2111", "010203040a000001dc0401bb");
    WireClient client = start(options());

    for (byte each : header) {
      client.send(new byte[] {each});
    }
    assertThat(client.get("/").answer().body()).isEqualTo("1.2.3.4 56324");

    String together = new String(header, ISO_8859_1) + "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    assertThat(WireClient.connect(server.port()).send(together).answer().body())
        .isEqualTo("1.2.3.4 56324");
  }

  @Test
  void headerStandsBeforeTls() throws IOException {
    start(options().tls(Tls.keyStore(), Tls.PASSWORD)).close();
    Socket raw = new Socket(InetAddress.getLoopbackAddress(), server.port());
    raw.getOutputStream().write(HEADER.getBytes(ISO_8859_1));

    try (WireClient client = WireClient.over(Tls.over(raw))) {
      assertThat(client.get("/").answer().body()).isEqualTo("1.2.3.4 56324");
    }
  }

  @Test
  void tlsWithoutTheHeaderIsCut() throws IOException {
    start(options().tls(Tls.keyStore(), Tls.PASSWORD)).close();

    try (SSLSocket raw = Tls.socket(server.port())) {
      assertThat(raw).isNotNull();
      assertThatIOException().isThrownBy(() -> raw.startHandshake());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY UNKNOWN\r\n", "\r\n\r\n\0\r\nQUIT\n \0\0\0"})
  void connectionOfTheProxyItselfHasItsAddress(String header) {
    WireClient client = start(options());

    client.send(header).get("/");

    assertThat(client.answer().body()).startsWith("127.0.0.1 ");
  }

  @Test
  void connectionWithoutTheHeaderIsCut() {
    WireClient client = start(options());

    client.get("/");

    assertThat(client.rest()).isEmpty();
  }

  @Test
  void headerOfAStrangerIsNotRead() {
    WireClient client = start(options().proxyProtocol("10.0.0.0/8"));

    assertThat(client.rest()).isEmpty();
  }

  @Test
  void observerIsToldOfAConnectionThatIsCut() {
    List<String> limits = new CopyOnWriteArrayList<>();
    SocketIoServer io =
        SocketIoServer.builder()
            .observer(
                new ServerObserver() {
                  @Override
                  public void limitHit(String limit, String detail) {
                    limits.add(limit + ": " + detail);
                  }
                })
            .build();
    server = NettyServer.start(io, options().build());

    try (WireClient client = WireClient.connect(server.port()).get("/")) {
      assertThat(client.rest()).isEmpty();
    }

    await().until(() -> !limits.isEmpty());
    assertThat(limits).hasSize(1);
    assertThat(limits.get(0))
        .startsWith("proxyProtocol: a connection of /127.0.0.1:")
        .contains(" was closed: expected the PROXY protocol, got something else");
  }

  @Test
  void headerThatIsNotExpectedIsNoHttp() {
    WireClient client = start(NettyOptions.builder().host("127.0.0.1"));

    client.send(HEADER).get("/");

    assertThat(client.answer().status()).isEqualTo(400);
  }

  @Test
  void headerDoesNotComeTwice() {
    WireClient client = start(options());

    client.send(HEADER).send("PROXY TCP4 6.6.6.6 10.0.0.1 1 2\r\n").get("/");

    assertThat(client.answer().status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void headerIsNotWaitedForWithoutEnd(boolean tls) {
    NettyOptions.Builder options =
        options()
            .headersTimeout(Duration.ofMillis(200))
            .tlsHandshakeTimeout(Duration.ofMillis(200));
    WireClient client = start(tls ? options.tls(Tls.keyStore(), Tls.PASSWORD) : options);

    client.send("PROXY TCP4 ");

    assertThat(client.rest()).isEmpty();
  }

  @Test
  void someProxyHasToBeNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NettyOptions.builder().proxyProtocol())
        .withMessageStartingWith("proxyProtocol");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NettyOptions.builder().proxyProtocol("everybody"))
        .withMessageStartingWith("proxyProtocol");
  }
}
