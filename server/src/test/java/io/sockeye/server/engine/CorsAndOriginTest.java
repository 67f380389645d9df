package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who of another origin may talk to the server. */
class CorsAndOriginTest {
  private static final String HANDSHAKE = "EIO=4&transport=polling";
  private static final Cors ONE = Cors.origins("https://chat.example");

  private static EngineRig rig(Cors cors) {
    return new EngineRig(EngineRig.options().cors(cors));
  }

  @Test
  void withoutTheOptionThereAreNoCorsHeaders() {
    FakeExchange handshake = new EngineRig().get(HANDSHAKE, "Origin", "https://chat.example");

    assertThat(handshake.status()).isEqualTo(200);
    assertThat(handshake.header("access-control-allow-origin")).isNull();
  }

  @Test
  void allowedOriginIsNamed() {
    FakeExchange handshake =
        rig(ONE.credentials().exposedHeaders("X-One"))
            .get(HANDSHAKE, "Origin", "https://chat.example");

    assertThat(handshake.header("access-control-allow-origin")).isEqualTo("https://chat.example");
    assertThat(handshake.header("access-control-allow-credentials")).isEqualTo("true");
    assertThat(handshake.header("access-control-expose-headers")).isEqualTo("X-One");
    assertThat(handshake.header("vary")).isEqualTo("Origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "http://chat.example",
        "https://chat.example.evil.com",
        "https://evilchat.example",
        "https://chat.example:8443",
        "https://chat.example/",
        "https://sub.chat.example"
      })
  void otherOriginIsNotNamed(String origin) {
    FakeExchange handshake = rig(ONE).get(HANDSHAKE, "Origin", origin);

    assertThat(handshake.header("access-control-allow-origin")).isNull();
    assertThat(handshake.header("vary")).isEqualTo("Origin");
  }

  @Test
  void anyOriginIsAStar() {
    FakeExchange handshake = rig(Cors.anyOrigin()).get(HANDSHAKE, "Origin", "https://x.example");

    assertThat(handshake.header("access-control-allow-origin")).isEqualTo("*");
  }

  @Test
  void anyOriginWithCredentialsIsRefusedWhenConfigured() {
    assertThatThrownBy(() -> Cors.anyOrigin().credentials())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("browsers refuse");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"chat.example", "https://chat.example/", "https://a b", "https://x?y", ""})
  void whatIsNoOriginIsRefusedWhenConfigured(String origin) {
    assertThatThrownBy(() -> Cors.origins(origin)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void errorsHaveCorsHeadersToo() {
    FakeExchange refused = rig(ONE).get("EIO=4&transport=abc", "Origin", "https://chat.example");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.header("access-control-allow-origin")).isEqualTo("https://chat.example");
  }

  @Test
  void preflightIsAnswered204() {
    FakeExchange preflight =
        rig(ONE.maxAge(Duration.ofMinutes(10)))
            .request(
                "OPTIONS",
                HANDSHAKE,
                "Origin",
                "https://chat.example",
                "Access-Control-Request-Headers",
                "x-token");

    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-methods"))
        .isEqualTo("GET,HEAD,PUT,PATCH,POST,DELETE");
    assertThat(preflight.header("access-control-allow-headers")).isEqualTo("x-token");
    assertThat(preflight.header("access-control-max-age")).isEqualTo("600");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:3000, true",
    "https://localhost:3000, true",
    "HTTP://LOCALHOST:3000, true",
    "https://chat.example, true",
    "https://evil.example, false",
    "http://localhost, false",
    "http://localhost:3001, false",
    "null, false",
    "localhost:3000, false"
  })
  void webSocketOfABrowserNeedsTheOwnOriginOrAnAllowedOne(String origin, boolean allowed) {
    FakeExchange upgrade = rig(ONE).upgrade("EIO=4&transport=websocket", "Origin", origin);

    if (allowed) {
      assertThat(upgrade.open().isClosed()).isFalse();
    } else {
      assertThat(upgrade.status()).isEqualTo(403);
      assertThat(upgrade.text()).isEqualTo("Origin not allowed");
    }
  }

  @Test
  void webSocketWithoutOriginIsNoBrowsersAndPasses() {
    assertThat(rig(ONE).openWebSocket().isClosed()).isFalse();
  }

  @Test
  void originWithControlCharactersIsRefused() {
    FakeExchange refused =
        rig(Cors.matching(o -> true)).get(HANDSHAKE, "Origin", "https://x\u0007");

    assertThat(refused.status()).isEqualTo(400);
  }
}
