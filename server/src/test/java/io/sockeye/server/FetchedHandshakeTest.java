package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.msgpack.MsgpackCodec;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The handshake of a socket elsewhere, as other servers tell it, Node ones too. */
final class FetchedHandshakeTest {
  private record Token(String user, List<Integer> levels) {}

  static List<SocketCodec> codecs() {
    return List.of(new JsonSocketCodec(JacksonJson.create()), MsgpackCodec.create());
  }

  private static FetchedHandshake of(Map<String, Object> told) {
    return new FetchedHandshake(codecs().get(0), told);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void authIsBoundToTypes(SocketCodec codec) {
    FetchedHandshake handshake =
        new FetchedHandshake(codec, Map.of("auth", Map.of("user", "ada", "levels", List.of(1, 2))));

    assertThat(handshake.auth()).containsEntry("user", "ada");
    assertThat(handshake.auth(Token.class)).isEqualTo(new Token("ada", List.of(1, 2)));
    assertThat(handshake.auth(new TypeRef<Map<String, Object>>() {}))
        .containsEntry("levels", List.of(1, 2));
    assertThatThrownBy(() -> handshake.auth(new TypeRef<Map<String, Integer>>() {}))
        .isInstanceOf(ArgumentException.class);
  }

  @Test
  void whatNodeTellsIsThere() {
    FetchedHandshake handshake =
        of(
            Map.of(
                "headers",
                Map.of("User-Agent", "node", "set-cookie", List.of("a", "b")),
                "query",
                Map.of("EIO", "4", "n", 7),
                "address",
                "::ffff:127.0.0.1",
                "secure",
                true,
                "xdomain",
                false,
                "issued",
                1_700_000_000_000L,
                "url",
                "/socket.io/?EIO=4"));

    assertThat(handshake.header("user-agent")).contains("node");
    assertThat(handshake.headers()).containsOnlyKeys("user-agent");
    assertThat(handshake.query()).containsExactly(Map.entry("EIO", "4"));
    assertThat(handshake.remoteAddress().getHostString()).isEqualTo("::ffff:127.0.0.1");
    assertThat(handshake.isSecure()).isTrue();
    assertThat(handshake.isCrossDomain()).isFalse();
    assertThat(handshake.time()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
    assertThat(handshake.url()).isEqualTo("/socket.io/?EIO=4");
    assertThat(handshake.clientCertificates()).isEmpty();
    assertThat(handshake.toMap()).containsKeys("headers", "issued");
  }

  @Test
  void whatIsNotToldIsEmpty() {
    for (FetchedHandshake handshake :
        Arrays.asList(of(Map.of()), of(Map.of("auth", 1, "query", "x", "issued", "y")))) {
      assertThat(handshake.auth()).isEmpty();
      assertThat(handshake.query()).isEmpty();
      assertThat(handshake.header("x")).isEmpty();
      assertThat(handshake.url()).isEmpty();
      assertThat(handshake.time()).isEqualTo(Instant.EPOCH);
      assertThat(handshake.isSecure()).isFalse();
    }
  }
}
