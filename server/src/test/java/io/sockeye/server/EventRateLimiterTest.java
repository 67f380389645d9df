package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.server.EventRateLimiter.Policy;
import io.sockeye.server.traffic.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of events that are too many: row O06 of the reliability spec. */
final class EventRateLimiterTest {
  private static final RateLimit LIMIT = RateLimit.perSecond(100).burst(200);

  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final List<Integer> seen = new ArrayList<>();
  private SocketIoServer io;

  private TestClient connect(EventRateLimiter limiter) {
    start(limiter);
    return TestClient.connect(io);
  }

  private void start(EventRateLimiter limiter) {
    io =
        SocketIoServer.builder()
            .timers(timers)
            .inlineHandlers()
            .observer(recorder)
            .eventRateLimiter(limiter)
            .build();
    io.on("count", Integer.class, (socket, number) -> seen.add(number));
    io.of("/other").on("count", Integer.class, (socket, number) -> seen.add(number));
  }

  @AfterEach
  void nothingIsLeft() {
    io.close();
    assertThat(timers.pending()).isZero();
  }

  private static void count(TestClient client, int from, int to) {
    for (int i = from; i < to; i++) {
      client.send("42[\"count\"," + i + "]");
    }
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Test
  void eventsBeyondTheLimitReachNoListener() {
    TestClient client = connect(EventRateLimiter.perConnection(LIMIT));

    count(client, 0, 1_000);
    assertThat(seen).isEqualTo(range(0, 200));
    timers.advance(Duration.ofSeconds(1));
    count(client, 1_000, 2_000);

    assertThat(seen).hasSize(300).endsWith(1_099);
    assertThat(recorder.lines).filteredOn("limit eventRateLimiter"::equals).hasSize(1_700);
    assertThat(recorder.lines)
        .contains("event count refused: more events than eventRateLimiter allows");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void droppedEventIsAnsweredWithAnErrorIfAnAckWasAskedFor() {
    TestClient client = connect(EventRateLimiter.perSocket(RateLimit.perSecond(4).burst(1)));
    io.onConnection(socket -> {});
    client.send("42[\"count\",1]", "427[\"count\",2]", "42[\"count\",3]");

    String answer = client.next();

    assertThat(answer).startsWith("437[{").contains("\"error\":\"rate_limited\"");
    assertThat(answer).contains("\"retryAfterMs\":250");
    assertThat(client.taken()).isEmpty();
    assertThat(seen).containsExactly(1);
  }

  @Test
  void errorListenersAreToldOfDroppedEvents() {
    start(EventRateLimiter.perSocket(RateLimit.perSecond(1)));
    List<String> errors = new ArrayList<>();
    io.onConnection(
        socket ->
            socket.onError(
                (event, cause) -> {
                  errors.add(event + ((RateLimitedException) cause).retryAfter());
                  socket.emit("slow down");
                }));
    TestClient client = TestClient.connect(io);

    count(client, 0, 2);

    assertThat(errors).containsExactly("countPT1S");
    assertThat(client.next()).isEqualTo("42[\"slow down\"]");
  }

  @Test
  void delayedEventsAllArriveInOrderAtTheRate() {
    TestClient client = connect(EventRateLimiter.perConnection(LIMIT).policy(Policy.DELAY));

    count(client, 0, 1_000);

    assertThat(seen).isEqualTo(range(0, 200));
    assertThat(client.isReading()).isFalse();
    timers.advance(Duration.ofSeconds(1));
    assertThat(seen).isEqualTo(range(0, 300));
    timers.advance(Duration.ofSeconds(7));
    assertThat(seen).isEqualTo(range(0, 1_000));
    assertThat(client.isReading()).isTrue();
    timers.advance(Duration.ofMillis(1_990));
    count(client, 1_000, 1_199);
    assertThat(client.isReading()).isTrue();
  }

  @Test
  void whatComesBehindADelayedEventWaitsToo() {
    TestClient client =
        connect(EventRateLimiter.perSocket(RateLimit.perSecond(1)).policy(Policy.DELAY));
    AtomicReference<String> answer = new AtomicReference<>();
    Socket socket = io.sockets().iterator().next();
    var unused =
        socket.emitWithAck("ask").thenAccept(args -> answer.set(args.get(0, String.class)));
    String ask = client.next();

    count(client, 0, 2);
    client.send("451-[\"count\",{\"_placeholder\":true,\"num\":0}]").sendBinary((byte) 1);
    client.send("43" + ask.charAt(2) + "[\"answered\"]", "40/other,");

    assertThat(answer).hasNullValue();
    timers.advance(Duration.ofSeconds(1));
    assertThat(seen).containsExactly(0, 1);
    assertThat(answer).hasNullValue();
    timers.advance(Duration.ofSeconds(1));
    assertThat(answer).hasValue("answered");
    assertThat(client.next()).startsWith("40/other,");
    assertThat(client.isReading()).isTrue();
  }

  @Test
  void clientThatIsReadSlowlyIsNotTakenForDead() {
    TestClient client =
        connect(EventRateLimiter.perConnection(RateLimit.perMinute(1)).policy(Policy.DELAY));
    count(client, 0, 4);

    timers.advance(Duration.ofMinutes(3)); // The pongs cannot be read meanwhile.

    assertThat(seen).isEqualTo(range(0, 4));
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void delayEndsWithTheConnection() {
    TestClient client = connect(EventRateLimiter.perSocket(LIMIT).policy(Policy.DELAY));
    count(client, 0, 1_000);

    client.vanish();

    timers.advance(Duration.ofSeconds(10));
    assertThat(seen).hasSize(200);
    assertThat(recorder.lines).contains("disconnected: transport close");
  }

  @Test
  void delayIsNoPlaceToStoreThingsIn() {
    TestClient client =
        connect(EventRateLimiter.perSocket(RateLimit.perSecond(1)).policy(Policy.DELAY));
    String large = "42[\"count\",\"" + "x".repeat(900_000) + "\"]";
    client.send(large);

    for (int i = 0; i < 30 && !client.isClosed(); i++) {
      client.send(large);
    }

    assertThat(client.isClosed()).isTrue();
    assertThat(recorder.lines).contains("disconnected: parse error");
  }

  @Test
  void pausesOfSlowListenersAndOfDelaysEndEachForItself() {
    ManualExecutor lanes = new ManualExecutor();
    io =
        SocketIoServer.builder()
            .timers(timers)
            .handlers(lanes)
            .maxQueuedEvents(4)
            .eventRateLimiter(
                EventRateLimiter.perConnection(RateLimit.perSecond(10).burst(4))
                    .policy(Policy.DELAY))
            .build();
    io.on("count", Integer.class, (socket, number) -> seen.add(number));
    TestClient client = TestClient.open(io);
    client.send("40");
    lanes.runAll();
    client.next();

    count(client, 0, 5);
    assertThat(client.isReading()).isFalse();
    lanes.runAll();
    assertThat(client.isReading()).isFalse();
    timers.advance(Duration.ofMillis(100));
    assertThat(client.isReading()).isTrue();
    lanes.runAll();

    assertThat(seen).isEqualTo(range(0, 5));
    client.vanish();
    lanes.runAll();
  }

  @Test
  void whoSendsTooMuchIsDisconnected() {
    TestClient client = connect(EventRateLimiter.perSocket(LIMIT).policy(Policy.DISCONNECT));

    count(client, 0, 1_000);

    assertThat(seen).isEqualTo(range(0, 200));
    assertThat(client.isClosed()).isTrue();
    assertThat(client.next()).isEqualTo("41");
    assertThat(recorder.lines)
        .contains("limit eventRateLimiter", "disconnected: server namespace disconnect");
    assertThat(io.engine().clientsCount()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = EventRateLimiter.Scope.class,
      names = {"SOCKET", "CONNECTION", "ADDRESS"})
  void limitIsSharedAsFarAsItSays(EventRateLimiter.Scope scope) {
    RateLimit limit = RateLimit.perSecond(1).burst(10);
    TestClient one =
        connect(
            switch (scope) {
              case SOCKET -> EventRateLimiter.perSocket(limit);
              case CONNECTION -> EventRateLimiter.perConnection(limit);
              default -> EventRateLimiter.perAddress(limit);
            });
    one.join("/other");
    TestClient two = TestClient.connect(io);

    count(one, 0, 20);
    for (int i = 0; i < 20; i++) {
      one.send("42/other,[\"count\"," + i + "]");
    }
    count(two, 0, 20);

    assertThat(seen)
        .hasSize(
            switch (scope) {
              case SOCKET -> 30;
              case CONNECTION -> 20;
              default -> 10;
            });
  }

  @Test
  void comingBackDoesNotFillTheBucketOfAnAddress() {
    TestClient client = connect(EventRateLimiter.perAddress(RateLimit.perSecond(1).burst(10)));
    count(client, 0, 10);
    client.vanish();

    count(TestClient.connect(io), 10, 20);

    assertThat(seen).isEqualTo(range(0, 10));
  }

  @Test
  void applicationMayDecideForItself() {
    TestClient client =
        connect(
            EventRateLimiter.by(
                    (socket, event) ->
                        event.equals("count") && seen.size() >= 3
                            ? Duration.ofSeconds(2)
                            : Duration.ZERO)
                .policy(Policy.DELAY));
    count(client, 0, 5);
    assertThat(seen).hasSize(3);

    seen.clear();
    timers.advance(Duration.ofSeconds(2));

    assertThat(seen).containsExactly(3, 4);
  }

  @Test
  void ruleThatFailsLetsNothingThrough() {
    TestClient client =
        connect(
            EventRateLimiter.by(
                (socket, event) -> {
                  throw new IllegalStateException("broken");
                }));

    count(client, 0, 1);

    assertThat(seen).isEmpty();
    assertThat(client.isClosed()).isFalse();
  }
}
