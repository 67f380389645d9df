package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.server.engine.Cors;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The JavaScript client under the path (section 4.13); the test resources have a small one. */
final class ClientBundleTest {
  private final SocketIoServer io = server(SocketIoServer.builder());

  private static SocketIoServer server(SocketIoServer.Builder builder) {
    return builder.timers(new ManualTimers()).inlineHandlers().build();
  }

  private HttpResponse get(String name, String... headers) {
    return TestClient.get(io.endpoint(), "/socket.io/" + name, headers);
  }

  private static String text(HttpResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void fileIsServedWithItsHeaders() {
    HttpResponse response = get("socket.io.js");

    assertThat(response.status()).isEqualTo(200);
    assertThat(text(response)).startsWith("// a stand-in for the client");
    assertThat(response.headers().get("Content-Type"))
        .contains("application/javascript; charset=utf-8");
    assertThat(response.headers().get("Cache-Control")).contains("public, max-age=0");
    assertThat(response.headers().get("ETag")).contains("\"4.8.9-test\"");
  }

  @Test
  void mapIsJson() {
    assertThat(get("socket.io.js.map").headers().get("Content-Type"))
        .contains("application/json; charset=utf-8");
  }

  @Test
  void knownVersionIsNotSentAgain() {
    assertThat(get("socket.io.js", "If-None-Match", "\"4.8.9-test\"").status()).isEqualTo(304);
    assertThat(get("socket.io.js", "If-None-Match", "W/\"4.8.9-test\"").status()).isEqualTo(304);
    assertThat(get("socket.io.js", "If-None-Match", "\"4.8.9-test\"").body()).isEmpty();
    assertThat(get("socket.io.js", "If-None-Match", "\"4.7.0\"").status()).isEqualTo(200);
  }

  @Test
  void fileIsCompressedForThoseWhoTakeIt() throws IOException {
    HttpResponse response = get("socket.io.js", "Accept-Encoding", "br, gzip;q=0.8");

    assertThat(response.headers().get("Content-Encoding")).contains("gzip");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(text(get("socket.io.js")));
    }
    assertThat(get("socket.io.js", "Accept-Encoding", "gzip;q=0").headers().get("Content-Encoding"))
        .isEmpty();
  }

  @Test
  void fileThatThisVersionLacksIsNotFound() {
    assertThat(get("socket.io.msgpack.min.js").status()).isEqualTo(404);
  }

  @Test
  void otherNamesAreTheEngines() {
    var request = HttpRequest.builder("GET", "/socket.io/../socket.io.js").build();

    assertThat(io.endpoint().matches(request)).isFalse();
    assertThat(text(get("?EIO=4&transport=nothing"))).contains("\"code\":0");
  }

  @Test
  void corsHoldsForFilesToo() {
    SocketIoServer open = server(SocketIoServer.builder().cors(Cors.origins("https://a.example")));

    HttpResponse response =
        TestClient.get(open.endpoint(), "/socket.io/socket.io.js", "Origin", "https://a.example");

    assertThat(response.headers().get("Access-Control-Allow-Origin")).contains("https://a.example");
  }

  @Test
  void nothingIsServedWhenSwitchedOff() {
    SocketIoServer off = server(SocketIoServer.builder().serveClient(false));

    assertThat(off.endpoint()).isSameAs(off.engine());
  }
}
