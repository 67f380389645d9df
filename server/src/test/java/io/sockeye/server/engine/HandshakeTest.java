package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protocol sections "handshake" and "errors": what a client is told when it knocks. */
class HandshakeTest {
  @Test
  void pollingHandshakeIsAnsweredWithTheOpenPacketAlone() {
    EngineRig rig = new EngineRig();

    FakeExchange handshake = rig.get("EIO=4&transport=polling");

    assertThat(handshake.status()).isEqualTo(200);
    assertThat(handshake.text())
        .matches(
            "0\\{\"sid\":\"[A-Za-z0-9_-]{20}\",\"upgrades\":\\[\"websocket\"],\"pingInterval\":300,"
                + "\"pingTimeout\":200,\"maxPayload\":1000000}");
    assertThat(handshake.header("content-type")).isEqualTo("text/plain; charset=UTF-8");
    assertThat(handshake.header("cache-control")).isEqualTo("no-store");
    assertThat(rig.server.clientsCount()).isEqualTo(1);
  }

  @Test
  void webSocketHandshakeIsAnsweredWithTheOpenPacketWithoutUpgrades() {
    EngineRig rig = new EngineRig();

    FakeLink link = rig.upgrade("EIO=4&transport=websocket").open();

    assertThat(link.take()).singleElement().asString().contains("\"upgrades\":[]");
    assertThat(rig.session().transport()).isEqualTo(TransportType.WEBSOCKET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | EIO=4                             | 400 | 0 | Transport unknown",
        "GET | EIO=4&transport=abc               | 400 | 0 | Transport unknown",
        "GET | EIO=4&transport=__proto__         | 400 | 0 | Transport unknown",
        "GET | EIO=4&transport=webtransport      | 400 | 0 | Transport unknown",
        "GET | EIO=4&transport=polling&sid=nobody| 400 | 1 | Session ID unknown",
        "GET | EIO=4&transport=polling&sid=__proto__ | 400 | 1 | Session ID unknown",
        "POST | EIO=4&transport=polling          | 400 | 2 | Bad handshake method",
        "PUT | EIO=4&transport=polling           | 400 | 2 | Bad handshake method",
        "OPTIONS | EIO=4&transport=polling       | 400 | 2 | Bad handshake method",
        "GET | EIO=4&transport=websocket         | 400 | 3 | Bad request",
        "GET | EIO=4&transport=polling&j=0       | 400 | 3 | Bad request",
        "GET | EIO=4&EIO=3&transport=polling     | 400 | 3 | Bad request",
        "GET | EIO=4&transport=polling&transport=polling | 400 | 3 | Bad request",
        "GET | EIO=3&transport=polling           | 400 | 5 | Unsupported protocol version",
        "GET | EIO=abc&transport=polling         | 400 | 5 | Unsupported protocol version",
        "GET | transport=polling                 | 400 | 5 | Unsupported protocol version",
      })
  void badRequestIsToldItsCode(String method, String query, int status, int code, String message) {
    EngineRig rig = new EngineRig();

    FakeExchange refused = rig.request(method, query);

    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.header("content-type")).isEqualTo("application/json");
    assertThat(refused.text()).isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
    assertThat(rig.refusals).singleElement().asString().startsWith(code + " ");
    assertThat(rig.server.clientsCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EIO=4                                 | Transport unknown",
        "EIO=4&transport=abc                   | Transport unknown",
        "EIO=4&transport=websocket&sid=nobody  | Session ID unknown",
        "EIO=abc&transport=websocket           | Unsupported protocol version",
        "transport=websocket                   | Unsupported protocol version",
        "EIO=4&transport=polling               | Bad request",
      })
  void badUpgradeIsToldInPlainTextAndTheConnectionEnds(String query, String message) {
    EngineRig rig = new EngineRig();

    FakeExchange refused = rig.upgrade(query);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.header("content-type")).isEqualTo("text/html");
    assertThat(refused.text()).isEqualTo(message);
    assertThat(refused.isClosed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "7, dGhlIHNhbXBsZSBub25jZQ==, 426",
    "12, dGhlIHNhbXBsZSBub25jZQ==, 426",
    "13, dGhlIHNhbXBsZQ==, 400",
    "13, not base64!, 400",
    "13, dGhlIHNhbXBsZSBub25jZQ, 400",
    "13, dGhlIHNhbXBsZSBub25jZQ=, 400",
    "13, '', 400"
  })
  void malformedWebSocketHandshakeIsRefused(String version, String key, int status) {
    EngineRig rig = new EngineRig();

    FakeExchange refused =
        rig.get(
            "EIO=4&transport=websocket",
            "Upgrade",
            "websocket",
            "Connection",
            "keep-alive, Upgrade",
            "Sec-WebSocket-Version",
            version,
            "Sec-WebSocket-Key",
            key);

    assertThat(refused.status()).isEqualTo(status);
    assertThat(rig.server.clientsCount()).isZero();
  }

  @Test
  void firstSubprotocolOfferedIsChosen() {
    EngineRig rig = new EngineRig();

    FakeExchange upgrade =
        rig.upgrade("EIO=4&transport=websocket", "Sec-WebSocket-Protocol", "chat, superchat");

    assertThat(upgrade.accept().subprotocol()).contains("chat");
  }

  @Test
  void transportThatIsSwitchedOffIsUnknown() {
    EngineRig rig = new EngineRig(EngineRig.options().transports(TransportType.POLLING));

    assertThat(rig.upgrade("EIO=4&transport=websocket").text()).isEqualTo("Transport unknown");
    assertThat(rig.get("EIO=4&transport=polling").text()).contains("\"upgrades\":[]");
  }

  @Test
  void queryOfTheHandshakeIsKeptDecoded() {
    EngineRig rig = new EngineRig();

    rig.get("EIO=4&transport=polling&%26a=%26%3D%3Fa&b=x+y&c=%E2%82%AC&a=1&a=2");

    assertThat(rig.session().query())
        .containsEntry("&a", "&=?a")
        .containsEntry("b", "x y")
        .containsEntry("c", "€")
        .containsEntry("a", "2");
  }

  @Test
  void tooManyQueryParametersAreRefused() {
    EngineRig rig = new EngineRig();

    FakeExchange refused = rig.get("EIO=4&transport=polling" + "&x=1".repeat(31));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(rig.refusals).containsExactly("3 MALFORMED_QUERY");
  }

  @Test
  void queryThatIsNotUtf8IsRefused() {
    EngineRig rig = new EngineRig();

    assertThat(rig.get("EIO=4&transport=polling&x=%ff").status()).isEqualTo(400);
  }

  @Test
  void pathIsMatchedWholeWithOrWithoutTheSlashAtItsEnd() {
    EngineRig rig = new EngineRig();

    assertThat(rig.server.matches(HttpRequest.builder("GET", "/engine.io/?EIO=4").build()))
        .isTrue();
    assertThat(rig.server.matches(HttpRequest.builder("GET", "/engine.io").build())).isTrue();
    assertThat(rig.server.matches(HttpRequest.builder("GET", "/engine.iox").build())).isFalse();
    assertThat(rig.server.matches(HttpRequest.builder("GET", "/engine.io/x").build())).isFalse();
    assertThat(rig.server.matches(HttpRequest.builder("GET", "/").build())).isFalse();
  }

  @Test
  void handshakeBeyondMaxConnectionsIsAnswered503WithRetryAfter() {
    EngineRig rig = new EngineRig(EngineRig.options().maxConnections(1));
    rig.openPolling();

    FakeExchange refused = rig.get("EIO=4&transport=polling");

    assertThat(refused.status()).isEqualTo(503);
    assertThat(Integer.parseInt(String.valueOf(refused.header("retry-after")))).isBetween(1, 5);
    assertThat(rig.limitHits).containsExactly("maxConnections");
  }

  @Test
  void placeOfASessionIsFreeAgainAfterItsEnd() {
    EngineRig rig = new EngineRig(EngineRig.options().maxConnections(1));
    String sid = rig.openPolling();
    rig.post(sid, "1");

    assertThat(rig.get("EIO=4&transport=polling").status()).isEqualTo(200);
  }

  @Test
  void placeOfAWebSocketHandshakeThatFailsIsFreeAgain() {
    EngineRig rig = new EngineRig(EngineRig.options().maxConnections(1));
    rig.upgrade("EIO=4&transport=websocket").failHandshake();

    assertThat(rig.openWebSocket().isClosed()).isFalse();
    assertThat(rig.closes).isEmpty();
    assertThat(rig.server.clientsCount()).isEqualTo(1);
  }

  @Test
  void clientThatIsGoneBeforeTheAnswerLeavesNothing() {
    EngineRig rig = new EngineRig();
    FakeExchange gone =
        new FakeExchange(HttpRequest.builder("GET", "/engine.io/?EIO=4&transport=polling").build());
    gone.disconnect();

    rig.server.handle(gone);

    assertThat(rig.server.clientsCount()).isZero();
    assertThat(rig.sessions).isEmpty();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void idsAreDifferentAndHaveTwentyCharacters() {
    EngineRig rig = new EngineRig();

    assertThat(rig.openPolling()).hasSize(20).isNotEqualTo(rig.openPolling());
  }

  @Test
  void followUpOfAnotherOriginIsRefused() {
    EngineRig rig = new EngineRig(EngineRig.options().cors(Cors.anyOrigin()));
    String sid =
        EngineRig.sidOf(
            rig.get("EIO=4&transport=polling", "Origin", "https://chat.example").text());

    FakeExchange refused =
        rig.get("EIO=4&transport=polling&sid=" + sid, "Origin", "https://evil.example");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(rig.refusals).containsExactly("3 ORIGIN_MISMATCH");
    assertThat(rig.server.clientsCount()).isEqualTo(1);
  }

  @Test
  void optionsThatContradictEachOtherAreRefusedWhenBuilt() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    EngineOptions.builder()
                        .outboundHighWaterMark(100)
                        .maxOutboundBytes(10)
                        .build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxOutboundBytes (10) is below outboundHighWaterMark (100)");
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> EngineOptions.builder().pingInterval(Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pingInterval: expected 1 ms to 2147483647 ms, got PT0S");
  }
}
