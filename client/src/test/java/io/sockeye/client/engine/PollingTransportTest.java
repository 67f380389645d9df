package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Long polling over a network that the test plays. */
final class PollingTransportTest {
  private static final URI SERVER = URI.create("http://h:1");

  private final FakeNetwork network = new FakeNetwork();
  private final ManualTimers timers = new ManualTimers();
  private final SerialExecutor mailbox = SerialExecutor.mailbox(Runnable::run);
  private final TransportRecord record = new TransportRecord();

  private ClientTransport open(SessionOptions options) {
    Endpoint endpoint = new Endpoint(SERVER, options, new SplittableRandom(1));
    ClientTransport transport =
        new NetworkTransports(network, endpoint, options, timers, mailbox)
            .create(TransportType.POLLING, Optional.empty(), record);
    record.transport = transport;
    mailbox.execute(transport::open);
    return transport;
  }

  /** A transport whose session is open, and the poll that waits. */
  private ClientTransport opened() {
    ClientTransport transport = open(SessionOptions.builder().build());
    network.next("GET").answer(200, "0S1");
    record.events.clear();
    return transport;
  }

  private void send(ClientTransport transport, String... texts) {
    List<PacketGroup> groups = List.of(texts).stream().map(PollingTransportTest::group).toList();
    mailbox.execute(() -> transport.send(groups));
  }

  private static PacketGroup group(String text) {
    return PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, text));
  }

  private boolean isWritable(ClientTransport transport) {
    boolean[] writable = new boolean[1];
    mailbox.execute(() -> writable[0] = transport.isWritable());
    return writable[0];
  }

  // ---- reading

  @Test
  void onePollFollowsTheOtherAndNamesTheSessionOnceThereIsOne() {
    open(SessionOptions.builder().build());
    FakeNetwork.Exchange first = network.next("GET");
    assertThat(first.call().uri().getQuery()).matches("EIO=4&transport=polling&t=.{8}");
    first.answer(200, "0S1\u001e4a\u001ebAQI=");
    FakeNetwork.Exchange second = network.next("GET");
    assertThat(second.call().uri().getQuery()).matches("EIO=4&transport=polling&t=.{8}&sid=S1");
    second.answer(200, "6");

    assertThat(record.events).containsExactly("ready", "0S1", "4a", "binary \u0001\u0002", "6");
    network.next("GET");
    assertThat(network.isIdle()).isTrue();
  }

  @Test
  void callsHaveTheLimitsAndFieldsOfTheOptions() {
    open(
        SessionOptions.builder()
            .maxPayload(77)
            .requestTimeout(Duration.ofSeconds(3))
            .extraHeaders(Map.of("X-A", "b"))
            .build());
    HttpCall call = network.next("GET").call();

    assertThat(call.maxBodyBytes()).isEqualTo(77);
    assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(call.headers()).containsEntry("X-A", List.of("b")).hasSize(1);
  }

  @Test
  void noPollIsSentWhileReadingIsOff() {
    ClientTransport transport = opened();
    mailbox.execute(() -> transport.setReading(false));
    network.next("GET").answer(200, "4a");
    assertThat(record.events).containsExactly("4a");
    assertThat(network.isIdle()).isTrue();
    mailbox.execute(() -> transport.setReading(true));

    network.next("GET");
  }

  @Test
  void packetCloseIsTheEnd() {
    opened();
    network.next("GET").answer(200, "4a\u001e1\u001e4b");

    assertThat(record.events).containsExactly("4a", "closed: transport closed by the server");
    assertThat(network.isIdle()).isTrue();
  }

  @Test
  void answerThatIsNoPayloadIsProtocol() {
    opened();
    network.next("GET").answer(200, "4a\u001ex");
    assertThat(record.events).containsExactly("4a", "failed: Protocol");
    assertThat(network.isIdle()).isTrue();
  }

  @Test
  void webPageIsNamedAsOne() {
    open(SessionOptions.builder().build());
    network.next("GET").answer(200, "\n<!doctype html><p>Log in");

    assertThat(record.failure)
        .isInstanceOf(ConnectFailure.Protocol.class)
        .hasMessageContaining("web page");
  }

  @Test
  void serverThatOpensNoSessionIsProtocol() {
    open(SessionOptions.builder().build());
    network.next("GET").answer(200, "4a");

    assertThat(record.failure)
        .isInstanceOf(ConnectFailure.Protocol.class)
        .hasMessageContaining("expected the packet OPEN");
  }

  @Test
  void otherStatusEndsBothExchanges() {
    ClientTransport transport = opened();
    FakeNetwork.Exchange poll = network.next("GET");
    send(transport, "a");
    FakeNetwork.Exchange post = network.next("POST");
    post.answer(413, "");

    assertThat(record.failure)
        .isInstanceOf(ConnectFailure.Http.class)
        .hasMessageContaining("POST http://h:1/socket.io/: expected 200, got 413");
    assertThat(record.events).containsExactly("failed: Http");
    assertThat(poll.answer()).isCancelled();
    poll.answer(200, "4late");
    assertThat(record.events).hasSize(1);
  }

  // ---- writing

  @Test
  void packetsGoInOnePostAtATime() {
    ClientTransport transport = opened();
    assertThat(isWritable(transport)).isTrue();
    send(transport, "a", "b");
    FakeNetwork.Exchange poll = network.next("GET");
    FakeNetwork.Exchange post = network.next("POST");
    assertThat(post.body()).isEqualTo("4a\u001e4b");
    assertThat(post.call().headers())
        .containsEntry("Content-Type", List.of("text/plain;charset=UTF-8"));
    assertThat(post.call().uri().getQuery()).endsWith("&sid=S1");
    assertThat(isWritable(transport)).isFalse();
    post.answer(200, "ok");

    assertThat(record.events).containsExactly("drain");
    assertThat(isWritable(transport)).isTrue();
    assertThat(poll.answer()).isNotDone();
  }

  @Test
  void nothingCanBeSentBeforeTheSessionIsOpen() {
    assertThat(isWritable(open(SessionOptions.builder().build()))).isFalse();
  }

  // ---- pause

  @Test
  void pauseWaitsForThePollAndThePost() {
    ClientTransport transport = opened();
    FakeNetwork.Exchange poll = network.next("GET");
    send(transport, "a");
    FakeNetwork.Exchange post = network.next("POST");
    mailbox.execute(() -> transport.pause(() -> record.events.add("paused")));
    poll.answer(200, "4last\u001e6");
    assertThat(record.events).containsExactly("4last", "6");
    post.answer(200, "ok");

    assertThat(record.events).containsExactly("4last", "6", "drain", "paused");
    assertThat(network.isIdle()).isTrue();
    assertThat(isWritable(transport)).isFalse();
  }

  @Test
  void pollingGoesOnWhenItIsResumed() {
    ClientTransport transport = opened();
    FakeNetwork.Exchange poll = network.next("GET");
    mailbox.execute(() -> transport.pause(() -> record.events.add("paused")));
    mailbox.execute(transport::resume);
    poll.answer(200, "6");
    network.next("GET");

    assertThat(record.events).containsExactly("6");
    assertThat(isWritable(transport)).isTrue();
  }

  // ---- the end

  @Test
  void closeIsPostedBehindThePostUnderWay() {
    ClientTransport transport = opened();
    FakeNetwork.Exchange poll = network.next("GET");
    send(transport, "a");
    FakeNetwork.Exchange post = network.next("POST");
    mailbox.execute(transport::close);
    assertThat(network.isIdle()).isTrue();
    post.answer(200, "ok");
    FakeNetwork.Exchange last = network.next("POST");
    assertThat(last.body()).isEqualTo("1");
    poll.answer(200, "4late");
    last.answer(200, "ok");

    assertThat(record.events).containsExactly("closed: closed by this side");
    assertThat(network.isIdle()).isTrue();
  }

  @Test
  void closeThatFailsIsAClose() {
    ClientTransport transport = opened();
    network.next("GET");
    mailbox.execute(transport::close);
    network.next("POST").answer().completeExceptionally(new ConnectFailure.Closed("gone"));

    assertThat(record.events).containsExactly("closed: closed by this side");
  }

  @Test
  void messagesThatCannotBePostedWhileClosingAreAFailure() {
    ClientTransport transport = opened();
    network.next("GET");
    send(transport, "a");
    mailbox.execute(transport::close);
    network.next("POST").answer(500, "");

    assertThat(record.events).containsExactly("failed: Http");
    assertThat(network.isIdle()).isTrue();
  }

  @Test
  void pollThatBreaksWhileClosingLeavesThePostAlone() {
    ClientTransport transport = opened();
    FakeNetwork.Exchange poll = network.next("GET");
    send(transport, "a");
    FakeNetwork.Exchange post = network.next("POST");
    mailbox.execute(transport::close);
    poll.answer().completeExceptionally(new ConnectFailure.Tcp("reset", null));
    assertThat(post.answer()).isNotDone();
    assertThat(record.events).isEmpty();
    post.answer(200, "ok");
    network.next("POST").answer(200, "ok");

    assertThat(record.events).containsExactly("closed: closed by this side");
  }

  @Test
  void abortEndsTheExchangesWithoutAWord() {
    ClientTransport transport = opened();
    FakeNetwork.Exchange poll = network.next("GET");
    send(transport, "a");
    FakeNetwork.Exchange post = network.next("POST");
    mailbox.execute(transport::abort);

    assertThat(poll.answer()).isCancelled();
    assertThat(post.answer()).isCancelled();
    assertThat(record.events).isEmpty();
  }

  @Test
  void exchangeThatFailsIsAFailureOfItsKind() {
    opened();
    network.next("GET").answer().completeExceptionally(new ConnectFailure.Dns("h", null));

    assertThat(record.events).containsExactly("failed: Dns");
  }

  @Test
  void networkThatThrowsFailsBothTransports() {
    SessionOptions options = SessionOptions.builder().build();
    Network throwing =
        new Network() {
          @Override
          public CompletableFuture<HttpAnswer> send(HttpCall call) {
            throw new IllegalArgumentException("not this");
          }

          @Override
          public CompletableFuture<WebSocketChannel> openWebSocket(
              WebSocketCall call, WebSocketEvents events) {
            throw new IllegalArgumentException("not this");
          }

          @Override
          public void close() {}
        };
    Endpoint endpoint = new Endpoint(SERVER, options, new SplittableRandom(1));
    NetworkTransports transports =
        new NetworkTransports(throwing, endpoint, options, timers, mailbox);
    for (TransportType type : TransportType.values()) {
      ClientTransport transport = transports.create(type, Optional.empty(), record);
      mailbox.execute(transport::open);
    }

    assertThat(record.events).containsExactly("ready", "failed: Tcp", "failed: Tcp");
    assertThat(record.failure).hasMessageContaining("not this");
  }

  // ---- limits

  @Test
  void answerThatDoesNotEndInTimeIsATimeout() {
    open(SessionOptions.builder().requestTimeout(Duration.ofSeconds(3)).build());
    FakeNetwork.Exchange poll = network.next("GET");
    timers.advance(Duration.ofSeconds(3));

    assertThat(poll.answer()).isCancelled();
    assertThat(record.failure)
        .isInstanceOf(ConnectFailure.Timeout.class)
        .hasMessageContaining("GET http://h:1/socket.io/ took more than 3000 ms");
    assertThat(record.events).containsExactly("ready", "failed: Timeout");
    assertThat(timers.pending()).isZero();
  }

  @Test
  void postHasALimitAndAPollHasNone() {
    ClientTransport transport = opened();
    FakeNetwork.Exchange poll = network.next("GET");
    send(transport, "a");
    FakeNetwork.Exchange post = network.next("POST");
    assertThat(poll.call().timeout()).isZero();
    assertThat(post.call().timeout()).isEqualTo(PollingTransport.POST_TIMEOUT);
    timers.advance(PollingTransport.POST_TIMEOUT);

    assertThat(post.answer()).isCancelled();
    assertThat(record.events).containsExactly("failed: Timeout");
  }

  @Test
  void postThatIsAnsweredLeavesNoAlarm() {
    ClientTransport transport = opened();
    send(transport, "a");
    network.next("GET");
    network.next("POST").answer(200, "ok");

    assertThat(timers.pending()).isZero();
  }

  @Test
  void serverThatAnswersEveryPollAtOnceIsAskedMoreAndMoreSlowly() {
    ClientTransport transport = opened();
    int polls = 0;
    while (!network.isIdle()) {
      network.next("GET").answer(200, "6");
      polls++;
    }
    assertThat(polls).isEqualTo(21);
    for (int i = 0; i < 10_000; i++) {
      timers.advance(Duration.ofMillis(1));
      if (!network.isIdle()) {
        network.next("GET").answer(200, "6");
        polls++;
      }
    }
    assertThat(polls).isBetween(30, 40);
    timers.advance(Duration.ofSeconds(1));
    network.next("GET").answer(200, "4a");
    for (int i = 0; i < 21; i++) {
      network.next("GET").answer(200, "6");
    }
    assertThat(network.isIdle()).isTrue();
    mailbox.execute(transport::abort);

    assertThat(timers.pending()).isZero();
  }

  // ---- networks that break their promises

  @Test
  void networkThatThrowsIsAFailure() {
    ClientTransport transport = opened();
    network.thrown = new IllegalStateException("boom");
    send(transport, "a");

    assertThat(record.events).containsExactly("failed: Tcp");
    assertThat(record.failure).hasRootCauseMessage("boom");
  }

  @Test
  void networkThatReturnsNothingIsAFailure() {
    network.returnsNull = true;
    open(SessionOptions.builder().build());
    assertThat(record.events).containsExactly("ready", "failed: Tcp");
    network.next("GET");
  }

  @Test
  void answerThatIsNothingIsAFailure() {
    opened();
    network.next("GET").answer().complete(null);

    assertThat(record.events).containsExactly("failed: Tcp");
    assertThat(record.failure).hasMessageContaining("result of send, got null");
  }

  // ---- cookies

  @Test
  void cookiesThatHttpDoesNotAllowAreNotSent() {
    CookieHandler store =
        new CookieHandler() {
          @Override
          public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
            return Map.of("Cookie", List.of("a=b\r\nX-Forged: c"));
          }

          @Override
          public void put(URI uri, Map<String, List<String>> headers) {}
        };
    open(SessionOptions.builder().cookies(store).build());

    assertThat(network.next("GET").call().headers()).isEmpty();
  }

  @Test
  void cookiesAreKeptAndSentBack() {
    open(SessionOptions.builder().cookies(new CookieManager()).build());
    FakeNetwork.Exchange first = network.next("GET");
    assertThat(first.call().headers()).doesNotContainKey("Cookie");
    first
        .answer()
        .complete(
            new HttpAnswer(
                200,
                Map.of("set-cookie", List.of("io=1; Path=/", "lb=2; Path=/")),
                new byte[] {'0', 'S'}));

    assertThat(network.next("GET").call().headers().get("Cookie"))
        .singleElement()
        .asString()
        .contains("io=1", "lb=2")
        .contains("; ");
  }
}
