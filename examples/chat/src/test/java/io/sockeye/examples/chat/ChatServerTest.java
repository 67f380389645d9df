package io.sockeye.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.netty.NettyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The chat from outside, by long polling with bare hands; browsers are in {@code interop}. */
final class ChatServerTest {
  private static final String HOST = "127.0.0.1";
  private static final String KEY = "0123456789abcdef";

  private final NettyServer server = ChatServer.start(HOST, 0);
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void pageAndStockClientComeFromTheSamePort() throws Exception {
    assertThat(get("/")).contains("<title>Sockeye chat</title>", "/socket.io/socket.io.js");
    assertThat(get("/socket.io/socket.io.js")).contains("Socket.IO");
  }

  @Test
  void visitorWithNameAndKeyIsLetIn() throws Exception {
    String session = handshake();

    post(session, "40{\"name\":\"Ada\",\"key\":\"" + KEY + "\"}");

    assertThat(get(session)).startsWith("40{\"sid\":");
    post(session, "1"); // or the server waits for this client when it stops
  }

  @Test
  void visitorWithoutNameIsToldWhatIsMissing() throws Exception {
    String session = handshake();

    post(session, "40{\"name\":\"  \",\"key\":\"" + KEY + "\"}");

    assertThat(get(session)).isEqualTo("44{\"message\":\"A name has 1 to 32 characters.\"}");
  }

  @Test
  void visitorWithoutKeyIsRefused() throws Exception {
    String session = handshake();

    post(session, "40{\"name\":\"Ada\"}");

    assertThat(get(session)).startsWith("44{\"message\":\"The page sent no key");
  }

  @Test
  void portInUseIsNamed() {
    assertThatThrownBy(() -> ChatServer.start(HOST, server.port()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(String.valueOf(server.port()));
  }

  /** Opens a session and returns the target of its requests. */
  private String handshake() throws IOException, InterruptedException {
    String open = get("/socket.io/?EIO=4&transport=polling");
    String sid = open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    return "/socket.io/?EIO=4&transport=polling&sid=" + sid;
  }

  private String get(String target) throws IOException, InterruptedException {
    return http.send(request(target).build(), BodyHandlers.ofString()).body();
  }

  private void post(String target, String body) throws IOException, InterruptedException {
    var request = request(target).POST(BodyPublishers.ofString(body)).build();
    assertThat(http.send(request, BodyHandlers.ofString()).body()).isEqualTo("ok");
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + server.port() + target));
  }
}
