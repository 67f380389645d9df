package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static io.sockeye.interop.client.Clients.next;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.DisconnectReason;
import io.sockeye.client.Manager;
import io.sockeye.client.Socket;
import io.sockeye.client.SocketState;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.interop.client.RawServer.Script;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are none, broken ones, and some that mean harm: each attempt ends, and says why. */
final class HostileServersTest {
  private static final int MAX_PAYLOAD = 100_000;

  /** For what takes for ever. */
  private static final Duration BRIEF = Duration.ofSeconds(1);

  /** For what does not. */
  private static final Duration LONG = Duration.ofSeconds(15);

  @RegisterExtension final Clients clients = new Clients();

  private RawServer serve(Script script) {
    return clients.keep(RawServer.start(script));
  }

  private Manager manager(RawServer server, Mode mode, boolean reconnection, Duration timeout) {
    return clients.manager(
        server.url(),
        mode,
        options -> options.timeout(timeout).maxPayload(MAX_PAYLOAD).reconnection(reconnection));
  }

  /** The one attempt, which fails, and after which nothing is left. */
  private ConnectFailure failure(RawServer server, Mode mode, Duration timeout) {
    Socket socket = manager(server, mode, false, timeout).socket("/").connect();

    assertThatThrownBy(() -> get(socket.connected())).hasCauseInstanceOf(ConnectFailure.class);

    eventually().until(() -> socket.state() instanceof SocketState.Failed);
    assertThat(socket.isActive()).isFalse();
    return ((SocketState.Failed) socket.state()).failure();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>welcome to the hotel</html>",
        "",
        "0",
        "0{",
        "0[]",
        "0null",
        "4hello",
        "9",
        "bAAAA",
        "0{}",
        "0{\"sid\":7,\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}",
        "0{\"sid\":\"\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}",
        "0{\"sid\":\"a\",\"upgrades\":5,\"pingInterval\":25000,\"pingTimeout\":20000}",
        "0{\"sid\":\"a\",\"upgrades\":[{}],\"pingInterval\":25000,\"pingTimeout\":20000}",
        "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":0,\"pingTimeout\":20000}",
        "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":-1,\"pingTimeout\":20000}",
        "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":1e18,\"pingTimeout\":20000}",
        "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":\"often\",\"pingTimeout\":20000}",
        "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":0}",
        "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000}",
        "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":-1}"
      })
  void whatIsNoHandshakeIsAProtocolFailure(String said) {
    RawServer polled = serve(exchange -> exchange.answer("200 OK", said));
    RawServer webSocket =
        serve(
            exchange -> {
              exchange.upgrade();
              exchange.frame(RawServer.TEXT, said);
              exchange.awaitEnd();
            });

    assertThat(failure(polled, Mode.POLLING, LONG)).isInstanceOf(ConnectFailure.Protocol.class);
    assertThat(failure(webSocket, Mode.WEBSOCKET, LONG))
        .isInstanceOf(ConnectFailure.Protocol.class);
  }

  @ParameterizedTest
  @CsvSource({
    "301 Moved Permanently, POLLING", "301 Moved Permanently, WEBSOCKET",
    "401 Unauthorized, POLLING", "401 Unauthorized, WEBSOCKET",
    "404 Not Found, POLLING", "404 Not Found, WEBSOCKET",
    "503 Service Unavailable, POLLING", "503 Service Unavailable, WEBSOCKET"
  })
  void statusIsTold(String status, Mode mode) {
    // A redirection to itself would go on for ever if it were followed.
    RawServer server =
        serve(exchange -> exchange.answer(status + "\r\nLocation: /socket.io/", "the reason"));

    assertThat(failure(server, mode, LONG))
        .isInstanceOfSatisfying(
            ConnectFailure.Http.class,
            failure -> {
              assertThat(failure.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
              if (mode == Mode.POLLING) {
                assertThat(failure.body()).isEqualTo("the reason");
              }
            });
    assertThat(server.accepted()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"POLLING", "WEBSOCKET"})
  void serverThatSaysNothingIsNotWaitedFor(Mode mode) {
    RawServer server = serve(RawServer.Exchange::awaitEnd);

    assertThat(failure(server, mode, BRIEF)).isInstanceOf(ConnectFailure.Timeout.class);
  }

  @Test
  void webSocketThatSaysNothingIsNotWaitedFor() {
    RawServer server =
        serve(
            exchange -> {
              exchange.upgrade();
              exchange.awaitEnd();
            });

    assertThat(failure(server, Mode.WEBSOCKET, BRIEF)).isInstanceOf(ConnectFailure.Timeout.class);
  }

  @Test
  void answerToConnectThatDoesNotComeIsNotWaitedFor() {
    RawServer server =
        serve(
            exchange -> {
              exchange.upgrade();
              exchange.frame(RawServer.TEXT, RawServer.OPEN);
              exchange.awaitEnd();
            });
    Socket socket = manager(server, Mode.WEBSOCKET, true, BRIEF).socket("/");
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    socket.onConnectError(failure -> failures.add(failure.getMessage()));

    socket.connect();

    eventually()
        .untilAsserted(
            () ->
                assertThat(failures)
                    .anyMatch(failure -> failure.contains("the answer to CONNECT for /")));
    eventually().until(() -> server.accepted() > 1);
    assertThat(socket.isActive()).isTrue();
  }

  static Stream<Arguments> streamsWithoutEnd() {
    String head = "HTTP/1.1 200 OK\r\n";
    return Stream.of(
        Arguments.of("a body by its length", head + "Content-Length: 999999999999\r\n\r\n", "x"),
        Arguments.of("a body in chunks", head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
        Arguments.of("a body until the end", head + "Connection: close\r\n\r\n", "x"),
        Arguments.of("header fields", head, "X-Field: value\r\n"),
        Arguments.of("one header field", head + "X-Field: ", "x"),
        Arguments.of("a status line", "HTTP/1.1 200 ", "x"),
        Arguments.of("no HTTP at all", "", "SSH-2.0-OpenSSH "),
        Arguments.of("provisional answers", "", "HTTP/1.1 100 Continue\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streamsWithoutEnd")
  void streamWithoutEndIsLeft(String what, String begin, String more) {
    byte[] much = more.repeat(20_000 / more.length()).getBytes(UTF_8);
    RawServer server =
        serve(
            exchange -> {
              exchange.send(begin);
              for (int i = 0; i < 100_000; i++) { // 2 GB, more than the test has memory for
                exchange.send(much);
              }
            });

    assertThat(failure(server, Mode.POLLING, BRIEF))
        .isInstanceOfAny(
            ConnectFailure.Protocol.class, ConnectFailure.Tcp.class, ConnectFailure.Timeout.class);
    if (Runtime.version().feature() > 17 || begin.endsWith("\r\n\r\n")) {
      // The JDK 17 stops reading a head that it does not like, but does not close the connection.
      eventually().until(() -> server.open() == 0);
    }
  }

  /** What a server may not say once a client is in, by WebSocket. */
  static Stream<Arguments> breaches() {
    byte[] megabyte = new byte[1_000_000];
    Arrays.fill(megabyte, (byte) 'x');
    return Stream.of(
        breach("a packet of no type", exchange -> exchange.frame(RawServer.TEXT, "9")),
        breach("a message of no type", exchange -> exchange.frame(RawServer.TEXT, "4abc")),
        breach("an event that is no list", exchange -> exchange.frame(RawServer.TEXT, "42{}")),
        breach(
            "JSON without bottom",
            exchange -> exchange.frame(RawServer.TEXT, "42[\"x\"," + "[".repeat(50_000))),
        breach("too many attachments", exchange -> exchange.frame(RawServer.TEXT, "45999-[\"x\"]")),
        breach(
            "text for an attachment",
            exchange -> {
              exchange.frame(RawServer.TEXT, "451-[\"x\",{\"_placeholder\":true,\"num\":0}]");
              exchange.frame(RawServer.TEXT, "42[\"x\"]");
            }),
        breach(
            "binary that belongs to nothing",
            exchange -> exchange.frame(RawServer.BINARY, new byte[] {1, 2, 3})),
        breach(
            "text that is no UTF-8",
            exchange -> exchange.frame(RawServer.TEXT, new byte[] {'4', (byte) 0xff})),
        breach("a message too long", exchange -> exchange.frame(RawServer.TEXT, megabyte)),
        breach(
            "fragments without end",
            exchange -> {
              exchange.frame(RawServer.TEXT_TO_BE_CONTINUED, "4");
              for (int i = 0; i < 2_000; i++) {
                exchange.frame(RawServer.CONTINUATION, megabyte);
              }
            }),
        breach("a frame of no kind", exchange -> exchange.frame(0x83, "4")),
        breach("reserved bits", exchange -> exchange.frame(0xf1, "42[\"x\"]")),
        breach(
            "a masked frame",
            exchange ->
                exchange.send(
                    (byte) 0x81, (byte) 0x81, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5)),
        breach("the end of the stream", exchange -> exchange.send(new byte[] {(byte) 0x88, 0})));
  }

  private static Arguments breach(String what, Script script) {
    return Arguments.of(what, script);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaches")
  void breachOfTheProtocolEndsTheConnectionAndAnotherIsMade(String what, Script breach)
      throws InterruptedException {
    RawServer server =
        serve(
            exchange -> {
              exchange.letIn();
              exchange.frame(RawServer.TEXT, "42[\"now\"]");
              breach.serve(exchange);
              exchange.awaitEnd();
            });
    Socket socket = manager(server, Mode.WEBSOCKET, true, LONG).socket("/");
    BlockingQueue<DisconnectReason> lost = new LinkedBlockingQueue<>();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    socket.onDisconnect(lost::add);
    socket.onAny((event, args) -> heard.add(event));

    socket.connect();

    assertThat(next(lost))
        .isIn(
            DisconnectReason.PARSE_ERROR,
            DisconnectReason.TRANSPORT_ERROR,
            DisconnectReason.TRANSPORT_CLOSE);
    assertThat(heard).containsOnly("now");
    assertThat(socket.isActive()).isTrue();
    eventually().until(() -> server.accepted() > 1);
  }

  @Test
  void payloadOfTooManyPacketsEndsTheSession() throws InterruptedException {
    RawServer server =
        serve(
            exchange -> {
              boolean first = !exchange.head().contains("sid=");
              boolean post = exchange.head().startsWith("POST");
              if (post) {
                exchange.skipBody();
              }
              exchange.answer(
                  "200 OK",
                  first
                      ? RawServer.OPEN
                      : post ? "ok" : "40{\"sid\":\"b\"}" + "\u001e6".repeat(10_001));
            });
    Socket socket = manager(server, Mode.POLLING, true, LONG).socket("/");
    BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    socket.onDisconnect(reason -> ends.add(reason.text()));
    socket.onConnectError(failure -> ends.add(failure.getMessage()));

    socket.connect();

    assertThat(next(ends)).isNotEmpty();
    assertThat(socket.isActive()).isTrue();
  }
}
