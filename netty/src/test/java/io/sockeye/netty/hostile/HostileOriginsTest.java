package io.sockeye.netty.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.engine.Cors;
import io.sockeye.testkit.WireClient;
import io.sockeye.testkit.WireClient.Answer;
import io.sockeye.testsupport.Leftovers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages of other origins than the one that is allowed: their browsers keep the answers from them,
 * and WebSockets, which browsers do not keep from anybody, are refused here. Rows V28, V29, S03 and
 * S04 of the matrix.
 */
@ExtendWith(Leftovers.class)
final class HostileOriginsTest {
  private static final String HOST = "chat.example";

  @RegisterExtension
  static final Siege siege =
      new Siege(options -> options.cors(Cors.origins("https://good.com").credentials()), io -> {});

  private static String get(String target, String origin) {
    return "GET " + target + " HTTP/1.1\r\nHost: " + HOST + "\r\nOrigin: " + origin + "\r\n\r\n";
  }

  private static String upgrade(String origin) {
    return String.join(
        "\r\n",
        "GET " + Siege.PATH + "websocket HTTP/1.1",
        "Host: " + HOST,
        "Origin: " + origin,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "",
        "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "https://good.com.evil.com",
        "https://evil.com",
        "https://evilgood.com",
        "https://sub.good.com",
        "http://good.com",
        "https://good.com:8443",
        "https://good.com.",
        "https://good.com/",
        "https://good.com@evil.com",
        "https://evil.com#https://good.com",
        "https://evil.com, https://good.com",
        "https://GOOD.com.evil.com",
        "good.com",
        "*",
        "file://",
        "https://chat.example.evil.com",
        "https://chat.example:8443"
      })
  void otherOriginsAreKeptOut(String origin) {
    try (WireClient client = siege.connect();
        WireClient page = siege.connect();
        WireClient preflight = siege.connect()) {
      client.send(upgrade(origin));
      Answer refused = client.answer();
      Answer unreadable = page.send(get(Siege.PATH + "polling", origin)).answer();
      preflight.send(
          get(Siege.PATH + "polling", origin)
              .replace("GET", "OPTIONS")
              .replace("\r\n\r\n", "\r\nAccess-Control-Request-Method: POST\r\n\r\n"));
      Answer asked = preflight.answer();

      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).isEqualTo("Origin not allowed");
      for (Answer answer : new Answer[] {unreadable, asked}) {
        assertThat(answer.headers())
            .doesNotContainKeys("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials")
            .containsKey("Vary");
        assertThat(answer.headers().get("Vary")).contains("Origin");
      }
      if (unreadable.status() == 200) {
        String sid = unreadable.body().substring(9, 29);
        page.send(
            get(Siege.PATH + "polling&sid=" + sid, origin)
                .replace("GET", "POST")
                .replace("\r\n\r\n", "\r\nContent-Length: 1\r\n\r\n1"));
        page.answer();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"https://good.com", "https://chat.example", "http://chat.example"})
  void allowedOriginsAndTheServersOwnComeIn(String origin) {
    try (WireClient client = siege.connect()) {
      client.handshake(Siege.PATH + "websocket", "Origin: " + origin, "X-Unused: 1");
      // WireClient names the host localhost, so only the one that is allowed by name passes there.
      assertThat(client.answer().status()).isEqualTo(origin.contains("good") ? 101 : 403);
    }
    try (WireClient client = siege.connect()) {
      client.send(upgrade(origin));

      assertThat(client.answer().status()).isEqualTo(101);
    }
  }

  @Test
  void allowedOriginIsNamedWithItsCredentials() {
    try (WireClient client = siege.connect()) {
      Answer answer = client.send(get(Siege.PATH + "polling", "https://good.com")).answer();

      assertThat(answer.headers())
          .containsEntry("Access-Control-Allow-Origin", "https://good.com")
          .containsEntry("Access-Control-Allow-Credentials", "true");
      client.send(
          get(Siege.PATH + "polling&sid=" + answer.body().substring(9, 29), "https://good.com")
              .replace("GET", "POST")
              .replace("\r\n\r\n", "\r\nContent-Length: 1\r\n\r\n1"));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  /** A session that somebody else read the id of is of no use to another page. */
  @Test
  void sessionOfOneOriginIsNotServedToAnother() {
    try (WireClient client = siege.connect()) {
      String open = client.send(get(Siege.PATH + "polling", "https://good.com")).answer().body();
      String target = Siege.PATH + "polling&sid=" + open.substring(9, 29);

      Answer stranger = client.send(get(target, "https://evil.com")).answer();

      assertThat(stranger.status()).isEqualTo(400);
      assertThat(stranger.body()).startsWith("{\"code\":3,");
      client.send(
          get(target, "https://good.com")
              .replace("GET", "POST")
              .replace("\r\n\r\n", "\r\nContent-Length: 1\r\n\r\n1"));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }
}
