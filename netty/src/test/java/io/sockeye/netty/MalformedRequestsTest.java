package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.testkit.WireClient;
import io.sockeye.testkit.WireClient.Answer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that two servers could read differently, or that cost too much, are refused, and what
 * follows on the connection is not served (the rows P27 and P28 of the test matrix).
 */
final class MalformedRequestsTest {
  private static final String POST = "POST /engine/ HTTP/1.1\r\nHost: x\r\n";
  private static final String SMUGGLED = "GET /engine/?smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

  private static final EchoEndpoint endpoint = new EchoEndpoint();
  private static NettyServer server;

  @BeforeAll
  static void start() {
    server = NettyServer.start(endpoint, NettyOptions.builder().host("127.0.0.1").build());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    endpoint.requests.clear();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        // lengths
        row(
            400,
            "length and chunked",
            POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        row(
            400,
            "chunked and length",
            POST + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
        row(400, "two lengths", POST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        row(
            400,
            "the same length twice",
            POST + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab"),
        row(400, "list of lengths", POST + "Content-Length: 2, 2\r\n\r\nab"),
        row(400, "length with a sign", POST + "Content-Length: +2\r\n\r\nab"),
        row(400, "negative length", POST + "Content-Length: -2\r\n\r\nab"),
        row(400, "hexadecimal length", POST + "Content-Length: 0x2\r\n\r\nab"),
        row(400, "empty length", POST + "Content-Length:\r\n\r\nab"),
        row(
            400,
            "length beyond all numbers",
            POST + "Content-Length: 99999999999999999999\r\n\r\nab"),
        // transfer codings
        row(400, "unknown coding", POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        row(
            400,
            "unknown coding last",
            POST + "Transfer-Encoding: chunked, xchunked\r\n\r\n0\r\n\r\n"),
        row(400, "unknown coding first", POST + "Transfer-Encoding: x, chunked\r\n\r\n0\r\n\r\n"),
        row(
            400,
            "chunked twice",
            POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        row(
            400,
            "chunked and identity",
            POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
        row(400, "space before the colon", POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        row(
            400,
            "vertical tab before the coding",
            POST + "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n"),
        row(
            400,
            "coding in HTTP/1.0",
            "POST /engine/ HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        // lines
        row(400, "lone line feeds", "POST /engine/ HTTP/1.1\nHost: x\nContent-Length: 0\n\n"),
        row(
            400,
            "one lone line feed",
            "POST /engine/ HTTP/1.1\r\nHost: x\nContent-Length: 0\r\n\r\n"),
        row(400, "folded field", POST + "X-One: 1\r\n 2\r\nContent-Length: 0\r\n\r\n"),
        row(
            400,
            "field folded by a tab",
            POST + "X-One: 1\r\n\tTransfer-Encoding: chunked\r\n\r\n"),
        row(400, "first field starts with a space", "POST /engine/ HTTP/1.1\r\n Host: x\r\n\r\n"),
        row(400, "space before the request line", " " + POST + "\r\n"),
        row(400, "NUL before the request line", "\0" + POST + "\r\n"),
        row(400, "NUL in a value", POST + "X-One: a\0b\r\n\r\n"),
        row(400, "lone carriage return in a value", POST + "X-One: a\rb\r\n\r\n"),
        row(400, "no colon", POST + "X-One\r\n\r\n"),
        row(400, "empty name", POST + ": x\r\n\r\n"),
        row(400, "space in a name", POST + "X One: 1\r\n\r\n"),
        row(400, "control character in a name", POST + "X\u0001: 1\r\n\r\n"),
        // the request line
        row(400, "no version", "GET /engine/\r\nHost: x\r\n\r\n"),
        row(400, "unknown protocol", "GET /engine/ HTTQ/1.1\r\nHost: x\r\n\r\n"),
        row(505, "HTTP/2.0", "GET /engine/ HTTP/2.0\r\nHost: x\r\n\r\n"),
        row(
            400,
            "control character in the target",
            "GET /engine/\u0001 HTTP/1.1\r\nHost: x\r\n\r\n"),
        row(
            400,
            "letter outside ASCII in the target",
            "GET /engine/\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n"),
        row(400, "no Host", "GET /engine/ HTTP/1.1\r\n\r\n"),
        row(400, "two Hosts", "GET /engine/ HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
        row(417, "unknown expectation", POST + "Expect: tea\r\nContent-Length: 2\r\n\r\nab"),
        // sizes
        row(
            414,
            "long request line",
            "GET /engine/?" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"),
        row(431, "large field", POST + "X-One: " + "x".repeat(17_000) + "\r\n\r\n"),
        row(431, "large fields together", POST + fields(60, 300) + "\r\n"),
        row(431, "too many fields", POST + fields(100, 1) + "\r\n"));
  }

  static Stream<Arguments> refusedBodies() {
    return Stream.of(
        row(400, "chunk size not hexadecimal", "zz\r\nab\r\n0\r\n\r\n"),
        row(400, "chunk size with prefix", "0x2\r\nab\r\n0\r\n\r\n"),
        row(400, "negative chunk size", "-1\r\nab\r\n0\r\n\r\n"),
        row(400, "empty chunk size", "\r\nab\r\n0\r\n\r\n"),
        row(400, "chunk size beyond all numbers", "fffffffffffffffff\r\nab\r\n0\r\n\r\n"),
        row(400, "chunk longer than its size", "2\r\nabcd\r\n0\r\n\r\n"),
        row(400, "chunk ended by a line feed", "2\r\nab\n0\r\n\r\n"),
        row(400, "chunk size ended by a line feed", "2\nab\r\n0\r\n\r\n"),
        row(400, "line feed in a chunk extension", "2;a\nb\r\nab\r\n0\r\n\r\n"),
        row(431, "large trailers", "0\r\nX-One: " + "x".repeat(17_000) + "\r\n\r\n"));
  }

  private static Arguments row(int status, String name, String request) {
    return Arguments.of(status, name, request);
  }

  private static String fields(int count, int size) {
    return IntStream.range(0, count)
        .mapToObj(i -> "X-" + i + ": " + "x".repeat(size) + "\r\n")
        .collect(Collectors.joining());
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("refused")
  void malformedHeadIsRefusedAndNothingAfterItServed(int status, String name, String request) {
    try (WireClient other = WireClient.connect(server.port());
        WireClient client = WireClient.connect(server.port())) {
      other.post("/engine/?before", "works");

      client.send(request).send(SMUGGLED);
      Answer answer = client.answer();

      assertThat(answer.status()).as(name).isEqualTo(status);
      assertThat(answer.headers().get("Connection")).isEqualToIgnoringCase("close");
      assertThat(answer.body()).isEmpty();
      assertThat(client.rest()).isEmpty();
      assertThat(other.answer().body()).isEqualTo("works");
      assertThat(other.post("/engine/?after", "still works").answer().body())
          .isEqualTo("still works");
      assertThat(endpoint.requests).containsExactly("POST /engine/?before", "POST /engine/?after");
    }
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("refusedBodies")
  void malformedBodyIsRefusedAndNothingAfterItServed(int status, String name, String body) {
    try (WireClient client = WireClient.connect(server.port())) {
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n").send(body).send(SMUGGLED);
      Answer answer = client.answer();

      assertThat(answer.status()).as(name).isEqualTo(status);
      assertThat(client.rest()).isEmpty();
      assertThat(endpoint.requests).containsExactly("POST /engine/");
    }
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("refused")
  void malformedHeadIsRefusedAlsoWhenItComesInPieces(int status, String name, String request) {
    try (WireClient client = WireClient.connect(server.port())) {
      for (int i = 0; i < request.length(); i += 7) {
        client.send(request.substring(i, Math.min(request.length(), i + 7)));
      }

      assertThat(client.answer().status()).as(name).isEqualTo(status);
      assertThat(client.rest()).isEmpty();
      assertThat(endpoint.requests).isEmpty();
    }
  }
}
