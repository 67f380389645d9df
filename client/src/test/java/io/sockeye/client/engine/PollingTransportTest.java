package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.concurrent.SerialExecutor;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Long polling over a network that the test plays. */
final class PollingTransportTest {
  private final TransportRig rig = new TransportRig();
  private final FakeNetwork network = rig.network;
  private final ManualTimers timers = rig.timers;
  private final SerialExecutor mailbox = rig.mailbox;
  private final TransportRecord record = rig.record;

  // ---- reading

  @Test
  void onePollFollowsTheOtherAndNamesTheSessionOnceThereIsOne() {
    rig.polling(SessionOptions.builder().build());
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
    rig.polling(
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
    ClientTransport transport = rig.openPolling();
    mailbox.execute(() -> transport.setReading(false));
    network.next("GET").answer(200, "4a");
    assertThat(record.events).containsExactly("4a");
    assertThat(network.isIdle()).isTrue();
    mailbox.execute(() -> transport.setReading(true));

    network.next("GET");
  }

  @Test
  void packetCloseIsTheEnd() {
    rig.openPolling();
    network.next("GET").answer(200, "4a\u001e1\u001e4b");

    assertThat(record.events).containsExactly("4a", "closed: transport closed by the server");
    assertThat(network.isIdle()).isTrue();
  }

  @Test
  void answerThatIsNoPayloadIsProtocol() {
    rig.openPolling();
    network.next("GET").answer(200, "4a\u001ex");
    assertThat(record.events).containsExactly("4a", "failed: Protocol");
    assertThat(network.isIdle()).isTrue();
  }

  @Test
  void webPageIsNamedAsOne() {
    rig.polling(SessionOptions.builder().build());
    network.next("GET").answer(200, "\n<!doctype html><p>Log in");

    assertThat(record.failure)
        .isInstanceOf(ConnectFailure.Protocol.class)
        .hasMessageContaining("web page");
  }

  @Test
  void serverThatOpensNoSessionIsProtocol() {
    rig.polling(SessionOptions.builder().build());
    network.next("GET").answer(200, "4a");

    assertThat(record.failure)
        .isInstanceOf(ConnectFailure.Protocol.class)
        .hasMessageContaining("expected the packet OPEN");
  }

  @Test
  void otherStatusEndsBothExchanges() {
    ClientTransport transport = rig.openPolling();
    FakeNetwork.Exchange poll = network.next("GET");
    rig.send(transport, "a");
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
    ClientTransport transport = rig.openPolling();
    assertThat(rig.isWritable(transport)).isTrue();
    rig.send(transport, "a", "b");
    FakeNetwork.Exchange poll = network.next("GET");
    FakeNetwork.Exchange post = network.next("POST");
    assertThat(post.body()).isEqualTo("4a\u001e4b");
    assertThat(post.call().headers())
        .containsEntry("Content-Type", List.of("text/plain;charset=UTF-8"));
    assertThat(post.call().uri().getQuery()).endsWith("&sid=S1");
    assertThat(rig.isWritable(transport)).isFalse();
    post.answer(200, "ok");

    assertThat(record.events).containsExactly("drain");
    assertThat(rig.isWritable(transport)).isTrue();
    assertThat(poll.answer()).isNotDone();
  }

  @Test
  void nothingCanBeSentBeforeTheSessionIsOpen() {
    assertThat(rig.isWritable(rig.polling(SessionOptions.builder().build()))).isFalse();
  }

  // ---- pause

  @Test
  void pauseWaitsForThePollAndThePost() {
    ClientTransport transport = rig.openPolling();
    FakeNetwork.Exchange poll = network.next("GET");
    rig.send(transport, "a");
    FakeNetwork.Exchange post = network.next("POST");
    mailbox.execute(() -> transport.pause(() -> record.events.add("paused")));
    poll.answer(200, "4last\u001e6");
    assertThat(record.events).containsExactly("4last", "6");
    post.answer(200, "ok");

    assertThat(record.events).containsExactly("4last", "6", "drain", "paused");
    assertThat(network.isIdle()).isTrue();
    assertThat(rig.isWritable(transport)).isFalse();
  }

  @Test
  void pollingGoesOnWhenItIsResumed() {
    ClientTransport transport = rig.openPolling();
    FakeNetwork.Exchange poll = network.next("GET");
    mailbox.execute(() -> transport.pause(() -> record.events.add("paused")));
    mailbox.execute(transport::resume);
    poll.answer(200, "6");
    network.next("GET");

    assertThat(record.events).containsExactly("6");
    assertThat(rig.isWritable(transport)).isTrue();
  }

  // ---- limits

  @Test
  void answerThatDoesNotEndInTimeIsATimeout() {
    rig.polling(SessionOptions.builder().requestTimeout(Duration.ofSeconds(3)).build());
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
    ClientTransport transport = rig.openPolling();
    FakeNetwork.Exchange poll = network.next("GET");
    rig.send(transport, "a");
    FakeNetwork.Exchange post = network.next("POST");
    assertThat(poll.call().timeout()).isZero();
    assertThat(post.call().timeout()).isEqualTo(PollingTransport.POST_TIMEOUT);
    timers.advance(PollingTransport.POST_TIMEOUT);

    assertThat(post.answer()).isCancelled();
    assertThat(record.events).containsExactly("failed: Timeout");
  }

  @Test
  void postThatIsAnsweredLeavesNoAlarm() {
    ClientTransport transport = rig.openPolling();
    rig.send(transport, "a");
    network.next("GET");
    network.next("POST").answer(200, "ok");

    assertThat(timers.pending()).isZero();
  }

  @Test
  void serverThatAnswersEveryPollAtOnceIsAskedMoreAndMoreSlowly() {
    ClientTransport transport = rig.openPolling();
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
    rig.polling(SessionOptions.builder().cookies(store).build());

    assertThat(network.next("GET").call().headers()).isEmpty();
  }

  @Test
  void cookiesAreKeptAndSentBack() {
    rig.polling(SessionOptions.builder().cookies(new CookieManager()).build());
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
