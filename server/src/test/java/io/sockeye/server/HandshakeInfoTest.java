package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import io.sockeye.concurrent.ManualTimers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a socket knows of how it came (section 4.5 of the behaviour spec). */
final class HandshakeInfoTest {
  private record Token(String token) {}

  private final SocketIoServer io =
      SocketIoServer.builder()
          .timers(new ManualTimers(1_790_000_000_000L))
          .inlineHandlers()
          .build();

  private Handshake handshake(String connect) {
    TestClient client = TestClient.open(io, "&room=caf%C3%A9+bar&a=%26b");
    client.send(connect);
    return io.socket(TestClient.sidOf(client.next())).get().handshake();
  }

  @Test
  void firstRequestIsKept() {
    Handshake handshake = handshake("40");

    assertThat(handshake.query())
        .containsEntry("EIO", "4")
        .containsEntry("transport", "websocket")
        .containsEntry("room", "café bar")
        .containsEntry("a", "&b");
    assertThat(handshake.header("User-Agent")).contains("test");
    assertThat(handshake.headers()).containsEntry("user-agent", List.of("test"));
    assertThat(handshake.url())
        .isEqualTo("/socket.io/?EIO=4&transport=websocket&room=caf%C3%A9+bar&a=%26b");
    assertThat(handshake.isSecure()).isFalse();
    assertThat(handshake.isCrossDomain()).isFalse();
    assertThat(handshake.time()).isEqualTo(Instant.ofEpochMilli(1_790_000_000_000L));
  }

  @Test
  void authIsBoundToWhatTheProgramWants() {
    Handshake handshake = handshake("40{\"token\":\"t\",\"more\":[1]}");

    assertThat(handshake.auth()).isEqualTo(Map.of("token", "t", "more", List.of(1)));
    assertThat(handshake.auth(Token.class)).isEqualTo(new Token("t"));
    assertThat(handshake.auth(new TypeRef<Map<String, Object>>() {})).containsKey("more");
    assertThatExceptionOfType(ArgumentException.class)
        .isThrownBy(() -> handshake.auth(Integer.class));
  }

  @Test
  void mapHasTheFormThatJavaScriptKnows() {
    Map<String, Object> map = handshake("40{\"token\":\"t\"}").toMap();

    assertThat(map)
        .containsOnlyKeys(
            "headers", "time", "address", "xdomain", "secure", "issued", "url", "query", "auth")
        .containsEntry("auth", Map.of("token", "t"))
        .containsEntry("issued", 1_790_000_000_000L)
        .containsEntry("time", "Mon Sep 21 2026 14:13:20 GMT+0000 (Coordinated Universal Time)");
    assertThat(map.get("headers"))
        .isEqualTo(
            Map.of(
                "host", "localhost:3000",
                "user-agent", "test",
                "upgrade", "websocket",
                "connection", "Upgrade",
                "sec-websocket-version", "13",
                "sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="));
  }
}
