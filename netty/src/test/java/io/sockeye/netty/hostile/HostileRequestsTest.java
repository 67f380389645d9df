package io.sockeye.netty.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.testkit.WireClient;
import io.sockeye.testkit.WireClient.Answer;
import io.sockeye.testsupport.Leftovers;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that open no session: with queries, methods and header fields that are wrong, or want
 * what is switched off. What the client is told is a status, a code and a word, and nothing else.
 */
@ExtendWith(Leftovers.class)
final class HostileRequestsTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  /** All that an answer may have; no name of a product, no version. */
  private static final Set<String> HEADERS =
      Set.of(
          "content-type", "content-length", "connection", "retry-after", "allow", "vary", "date");

  @RegisterExtension static final Siege siege = new Siege();

  /**
   * A request.
   *
   * @param code that of the body; -1 if the body is not JSON: a word, or nothing
   */
  record Row(String about, int status, int code, String request) {
    @Override
    public String toString() {
      return about;
    }
  }

  private static Row get(int code, String about, String target) {
    return request(400, code, about, "GET " + target, "");
  }

  private static Row request(int status, int code, String about, String line, String headers) {
    return new Row(about, status, code, line + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
  }

  private static Row upgrade(int status, String about, String line, String version, String key) {
    return request(
        status,
        -1, // An upgrade is answered by a word alone, as the JavaScript server does it.
        about,
        line,
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: %s\r\n"
                .formatted(version)
            + "Sec-WebSocket-Key: %s\r\n".formatted(key));
  }

  private static String parameters(int count) {
    StringBuilder query = new StringBuilder();
    IntStream.range(0, count).forEach(i -> query.append("&p").append(i).append('=').append(i));
    return query.toString();
  }

  static Stream<Row> rows() {
    return Stream.of(
        get(5, "P22: Engine.IO 3, which is off", "/socket.io/?EIO=3&transport=polling"),
        get(5, "P22: no revision", "/socket.io/?transport=polling"),
        get(5, "P22: a revision that is no number", "/socket.io/?EIO=four&transport=polling"),
        get(5, "P22: a revision to come", "/socket.io/?EIO=5&transport=polling"),
        get(3, "V26, P22: two revisions", "/socket.io/?EIO=4&EIO=3&transport=polling"),
        get(3, "V26: two transports", POLLING + "&transport=websocket"),
        get(3, "V26, P30: two session ids", POLLING + "&sid=a&sid=b"),
        get(3, "V26: the same session id twice", POLLING + "&sid=a&sid=a"),
        get(3, "V26: a session id that is hidden", POLLING + "&sid=a&%73id=b"),
        get(0, "V26: a transport in a list", "/socket.io/?EIO=4&transport[]=polling"),
        get(0, "P30: a transport of a prototype", "/socket.io/?EIO=4&transport=__proto__"),
        get(0, "P30: a transport that is nothing", "/socket.io/?EIO=4&transport=%00"),
        get(0, "P30: no transport", "/socket.io/?EIO=4"),
        get(0, "a transport with a space", "/socket.io/?EIO=4&transport=polling+"),
        get(3, "P30: a query that is no text", POLLING + "&x=%ff"),
        get(3, "P30: an overlong form", POLLING + "&x=%c0%af"),
        get(3, "V26, P30: 33 parameters", POLLING + parameters(31)),
        get(3, "V26: six hundred parameters", POLLING + parameters(600)),
        request(414, -1, "V26: a line of 9 KB", "GET " + POLLING + "&x=" + "x".repeat(9_000), ""),
        get(3, "V30, S14: JSONP", POLLING + "&j=0"),
        get(3, "V30: a script for an index", POLLING + "&j=alert(1)//"),
        get(3, "V30: JSONP of Engine.IO 3", "/socket.io/?EIO=3&transport=polling&j=0"),
        get(1, "V31: a session id that is unknown", POLLING + "&sid=AAAAAAAAAAAAAAAAAAAA"),
        get(1, "V31: a session id of another length", POLLING + "&sid=A"),
        get(1, "V31: a session id that is no such", POLLING + "&sid=..%2f..%2f"),
        request(400, 2, "a handshake by POST", "POST " + POLLING, "Content-Length: 0\r\n"),
        request(400, 2, "a handshake by PUT", "PUT " + POLLING, "Content-Length: 0\r\n"),
        request(400, 2, "a handshake by a method of nobody", "BREW " + POLLING, ""),
        request(400, 3, "a WebSocket without an upgrade", "GET " + WEBSOCKET, ""),
        upgrade(400, "an upgrade to polling", "GET " + POLLING, "13", KEY),
        upgrade(426, "P29: version 7", "GET " + WEBSOCKET, "7", KEY),
        upgrade(426, "P29: version 8", "GET " + WEBSOCKET, "8", KEY),
        upgrade(426, "P29: version 12", "GET " + WEBSOCKET, "12", KEY),
        upgrade(426, "P29: no version", "GET " + WEBSOCKET, "", KEY),
        upgrade(400, "P29: no key", "GET " + WEBSOCKET, "13", ""),
        upgrade(400, "P29: a key that is too short", "GET " + WEBSOCKET, "13", "c2hvcnQ="),
        upgrade(
            400, "P29: a key of no base64", "GET " + WEBSOCKET, "13", "not base64 at all!!!!!!!"),
        request(
            400,
            -1,
            "P29: h2c",
            "GET " + WEBSOCKET,
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"),
        request(
            400,
            -1,
            "V27: a control character in Origin",
            "GET " + POLLING,
            "Origin: a\u0001b\r\n"),
        request(
            400, -1, "V27: a lone carriage return in Origin", "GET " + POLLING, "Origin: a\rb\r\n"),
        request(431, -1, "P28: 101 header fields", "GET " + POLLING, "X: 1\r\n".repeat(100)),
        request(
            431, -1, "P28: 17 KB of them", "GET " + POLLING, "X: " + "x".repeat(17_000) + "\r\n"),
        request(400, -1, "P28: two hosts", "GET " + POLLING, "Host: y\r\n"),
        new Row("P28: no host", 400, -1, "GET " + POLLING + " HTTP/1.1\r\n\r\n"),
        request(404, -1, "V31: another path that begins alike", "GET /socket.iox/?EIO=4", ""),
        request(404, -1, "S15: a file outside", "GET /socket.io/../../etc/passwd", ""),
        request(404, -1, "S15: a file outside, encoded", "GET /socket.io/%2e%2e/%2e%2e/x", ""));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void requestIsRefused(Row row) {
    int before = siege.io().engine().clientsCount();
    try (WireClient client = siege.connect().send(row.request())) {
      Answer answer = client.answer();

      assertThat(answer.status()).isEqualTo(row.status());
      assertThat(answer.headers().keySet())
          .allSatisfy(name -> assertThat(HEADERS).contains(name.toLowerCase(Locale.ROOT)));
      if (row.code() >= 0) {
        assertThat(answer.body())
            .matches("\\{\"code\":" + row.code() + ",\"message\":\"[A-Za-z ]+\"}");
      } else {
        assertThat(answer.body()).hasSizeLessThan(60);
      }
      assertThat(siege.io().engine().clientsCount()).isEqualTo(before);
    }
  }

  /** S02: a session id that a client brings along opens no session of that name. */
  @Test
  void sessionIdIsNeverChosenByTheClient() {
    try (WireClient client = siege.connect()) {
      client.send(
          "GET "
              + POLLING
              + " HTTP/1.1\r\nHost: x\r\nCookie: io=AAAAAAAAAAAAAAAAAAAA\r\n"
              + "X-Sid: AAAAAAAAAAAAAAAAAAAA\r\nsid: AAAAAAAAAAAAAAAAAAAA\r\n\r\n");
      String open = client.answer().body();

      assertThat(open).startsWith("0{\"sid\":\"").doesNotContain("AAAAAAAAAAAAAAAAAAAA");
      String sid = open.substring(9, 29);
      assertThat(client.post(POLLING + "&sid=" + sid, "1").answer().body()).isEqualTo("ok");
    }
  }

  /** V31: nothing tells one who guesses how near the guess was. */
  @Test
  void answersToGuessesAreAllTheSame() {
    try (Attacker attacker = siege.polling()) {
      String near = attacker.sid().substring(0, 19) + (attacker.sid().endsWith("x") ? "y" : "x");
      Answer one = attacker.client().get(POLLING + "&sid=" + near).answer();
      Answer other = attacker.client().get(POLLING + "&sid=0").answer();

      assertThat(one.status()).isEqualTo(other.status());
      assertThat(one.body())
          .isEqualTo(other.body())
          .isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
      assertThat(one.headers()).isEqualTo(other.headers());
      attacker.client().post(attacker.target(), "1").answer();
    }
  }
}
