package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.testkit.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that prove themselves by a certificate (mutual TLS, RFC 8446 section 4.3.2). */
final class ClientCertificatesTest {
  private final SocketIoServer io = SocketIoServer.create();
  private final BlockingQueue<List<X509Certificate>> seen = new LinkedBlockingQueue<>();

  private static NettyOptions.Builder options() {
    return NettyOptions.builder()
        .host("127.0.0.1")
        .tls(Tls.certificate(), Tls.privateKey())
        .fallback(ClientCertificatesTest::showCertificates);
  }

  private static void showCertificates(HttpExchange exchange) {
    int count = exchange.request().clientCertificates().size();
    exchange.respond(HttpResponse.text(200, "text/plain", count + " certificates"));
  }

  private static WireClient connect(NettyServer server, KeyStore own) {
    try {
      return WireClient.over(Tls.socket(server.port(), own));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void certificateOfAClientIsThereForAuthenticators() throws Exception {
    io.authenticate(
        (socket, handshake) -> {
          seen.add(handshake.clientCertificates());
          return handshake.clientCertificates().get(0).getSubjectX500Principal();
        });
    NettyOptions required = options().clientCertificates(Tls.certificate(), true).build();
    try (NettyServer server = NettyServer.start(io, required);
        WireClient client = connect(server, Tls.keyStore())) {
      client.handshake("/socket.io/?EIO=4&transport=websocket").answer();
      assertThat(client.frame().text()).startsWith("0{");
      client.text("40");

      assertThat(client.frame().text()).startsWith("40{");
      assertThat(seen.poll(10, TimeUnit.SECONDS))
          .containsExactly((X509Certificate) Tls.keyStore().getCertificate("sockeye"));
    }
  }

  @Test
  void clientWithoutACertificateIsRefusedWhereOneIsRequired() {
    NettyOptions required = options().clientCertificates(Tls.certificate(), true).build();
    try (NettyServer server = NettyServer.start(io, required)) {
      assertThatThrownBy(() -> ask(server, null)).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void clientWithoutACertificateComesInWhereNoneIsRequired() throws Exception {
    NettyOptions optional = options().clientCertificates(Tls.keyStore(), false).build();
    try (NettyServer server = NettyServer.start(io, optional)) {
      assertThat(ask(server, null)).isEqualTo("0 certificates");
      assertThat(ask(server, Tls.keyStore())).isEqualTo("1 certificates");
    }
  }

  @Test
  void certificateThatNoAuthoritySignedIsRefusedInAnyCase() {
    NettyOptions optional = options().clientCertificates(Tls.certificate(), false).build();
    try (NettyServer server = NettyServer.start(io, optional)) {
      assertThatThrownBy(() -> ask(server, Tls.stranger()))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void nobodyIsAskedUnlessThatIsWanted() {
    try (NettyServer server = NettyServer.start(io, options().build())) {
      assertThat(ask(server, Tls.keyStore())).isEqualTo("0 certificates");
    }
  }

  private static String ask(NettyServer server, KeyStore own) {
    try (WireClient client = connect(server, own)) {
      return client.get("/page").answer().body();
    }
  }

  @Test
  void optionsAreCheckedAtOnce(@TempDir Path folder) throws Exception {
    NettyOptions.Builder builder = NettyOptions.builder();
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    KeyStore nobody = KeyStore.getInstance("PKCS12");
    nobody.load(null, null);

    assertThatThrownBy(() -> builder.clientCertificates(Path.of("missing.pem"), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing.pem");
    assertThatThrownBy(() -> builder.clientCertificates(empty, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected the certificate of an authority, got none");
    assertThatThrownBy(() -> builder.clientCertificates(nobody, true))
        .isInstanceOf(IllegalArgumentException.class);
    builder.clientCertificates(Tls.certificate(), true);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected tls to be set as well");
  }
}
