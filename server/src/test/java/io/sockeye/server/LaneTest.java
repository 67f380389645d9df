package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.concurrent.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where listeners run, and what a slow one may hold up (sections 3 and 4 of the design). */
final class LaneTest {
  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final ManualExecutor executor = new ManualExecutor();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void releaseListeners() {
    release.countDown();
  }

  private SocketIoServer.Builder builder() {
    return SocketIoServer.builder().timers(timers).observer(recorder);
  }

  @Test
  void blockedListenersDelayNoOtherSocket() {
    SocketIoServer io = builder().build();
    io.on("block", (socket, args, ack) -> release.await());
    io.on("ping", (socket, args, ack) -> socket.emit("pong"));
    List<TestClient> blocked =
        IntStream.range(0, 60).mapToObj(i -> TestClient.connect(io).send("42[\"block\"]")).toList();
    TestClient other = TestClient.connect(io);

    other.send("42[\"ping\"]");

    assertThat(other.next()).isEqualTo("42[\"pong\"]");
    blocked.forEach(client -> client.send("42[\"ping\"]"));
    release.countDown();
    blocked.forEach(client -> assertThat(client.next()).isEqualTo("42[\"pong\"]"));
  }

  @Test
  void listenerMayWaitForAnAckOfItsOwnSocket() {
    SocketIoServer io = builder().build();
    io.on(
        "start", (socket, args, ack) -> socket.emit("got", socket.emitWithAck("ask").get().get(0)));
    TestClient client = TestClient.connect(io);

    client.send("42[\"start\"]");
    assertThat(client.next()).isEqualTo("420[\"ask\"]");
    client.send("430[\"answer\"]");

    assertThat(client.next()).isEqualTo("42[\"got\",\"answer\"]");
  }

  @Test
  void listenersOfASocketRunOneAtATimeInOrder() {
    SocketIoServer io = builder().build();
    AtomicInteger running = new AtomicInteger();
    List<Object> seen = new CopyOnWriteArrayList<>();
    io.onConnection(socket -> seen.add("connected"));
    io.on(
        "x",
        (socket, args, ack) -> {
          assertThat(running.incrementAndGet()).isEqualTo(1);
          Thread.onSpinWait();
          seen.add(args.get(0));
          running.decrementAndGet();
        });
    io.onDisconnect((socket, reason) -> seen.add("disconnected"));
    TestClient client = TestClient.connect(io);

    for (int i = 0; i < 500; i++) {
      client.send("42[\"x\"," + i + "]");
    }
    client.vanish();

    List<Object> expected = new ArrayList<>(List.of("connected"));
    IntStream.range(0, 500).forEach(expected::add);
    expected.add("disconnected");
    await().untilAsserted(() -> assertThat(seen).isEqualTo(expected));
    assertThat(recorder.lines).noneMatch(line -> line.contains("failed"));
  }

  @Test
  void connectionListenersRunBeforeTheFirstEvent() {
    SocketIoServer io = builder().handlers(executor).build();
    List<String> seen = new ArrayList<>();
    io.onConnection(socket -> socket.on("x", (args, ack) -> seen.add("x")));
    TestClient client = TestClient.connect(io);

    client.send("42[\"x\"]");
    assertThat(seen).isEmpty();
    executor.runAll();

    assertThat(seen).containsExactly("x");
  }

  @Test
  void burstCostsOneHandOver() {
    SocketIoServer io = builder().handlers(executor).build();
    TestClient client = TestClient.connect(io);
    executor.runAll();

    client.send("42[\"x\"]", "42[\"x\"]", "42[\"x\"]");

    assertThat(executor.tasks).hasSize(1);
  }

  @Test
  void longQueuePausesReadingUntilItIsShort() {
    SocketIoServer io = builder().handlers(executor).maxQueuedEvents(8).build();
    AtomicInteger heard = new AtomicInteger();
    io.on("x", (socket, args, ack) -> heard.incrementAndGet());
    TestClient client = TestClient.connect(io);
    executor.runAll();

    for (int i = 0; i < 7; i++) {
      client.send("42[\"x\"]");
    }
    assertThat(client.isReading()).isTrue();
    client.send("42[\"x\"]");
    assertThat(client.isReading()).isFalse();
    assertThat(recorder.lines).contains("limit maxQueuedEvents");

    executor.runAll();
    assertThat(heard).hasValue(8);
    assertThat(client.isReading()).isTrue();
  }

  @Test
  void readingGoesOnWhenAQuarterIsLeft() {
    SocketIoServer io = builder().handlers(executor).maxQueuedEvents(8).build();
    TestClient[] client = new TestClient[1];
    List<Boolean> reading = new ArrayList<>();
    io.on("x", (socket, args, ack) -> reading.add(client[0].isReading()));
    client[0] = TestClient.connect(io);
    executor.runAll();

    for (int i = 0; i < 8; i++) {
      client[0].send("42[\"x\"]");
    }
    executor.runAll();

    assertThat(reading).containsExactly(false, false, false, false, false, false, true, true);
  }

  @Test
  void clientThatIsNotReadFromIsNotTakenForSilent() {
    SocketIoServer io = builder().handlers(executor).maxQueuedEvents(1).build();
    TestClient client = TestClient.connect(io);
    executor.runAll();
    client.send("42[\"x\"]");
    assertThat(client.isReading()).isFalse();

    timers.advance(Duration.ofMinutes(5));
    assertThat(client.isClosed()).isFalse();
    executor.runAll();
    assertThat(client.isReading()).isTrue();
    timers.advance(Duration.ofSeconds(45));

    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void manyBytesPauseReadingToo() {
    SocketIoServer io = builder().handlers(executor).maxQueuedBytes(1_000).build();
    TestClient client = TestClient.connect(io);
    executor.runAll();

    client.send("42[\"x\",\"" + "y".repeat(990) + "\"]");

    assertThat(client.isReading()).isFalse();
    executor.runAll();
    assertThat(client.isReading()).isTrue();
  }

  @Test
  void eventsThatWaitWhenTheProgramDisconnectsAreDropped() {
    SocketIoServer io = builder().handlers(executor).build();
    List<Object> seen = new ArrayList<>();
    io.on("x", (socket, args, ack) -> seen.add(args.get(0)));
    io.onDisconnect((socket, reason) -> seen.add(reason.text()));
    TestClient client = TestClient.connect(io);
    executor.runAll();
    client.send("42[\"x\",1]", "42[\"x\",2]");

    io.disconnectSockets();
    executor.runAll();

    assertThat(seen).containsExactly("server namespace disconnect");
  }

  @Test
  void eventsThatCameBeforeTheClientLeftAreHeard() {
    SocketIoServer io = builder().handlers(executor).build();
    List<Object> seen = new ArrayList<>();
    io.on("x", (socket, args, ack) -> seen.add(args.get(0)));
    io.onDisconnect((socket, reason) -> seen.add(reason.text()));
    TestClient client = TestClient.connect(io);
    client.send("42[\"x\",1]");
    client.vanish();

    executor.runAll();

    assertThat(seen).containsExactly(1, "transport close");
  }

  @Test
  void executorThatRefusesLosesNothing() {
    AtomicInteger refusals = new AtomicInteger();
    SocketIoServer io =
        builder()
            .handlers(
                task -> {
                  if (refusals.incrementAndGet() % 2 == 1) {
                    throw new RejectedExecutionException("full");
                  }
                  task.run();
                })
            .build();
    io.on("x", (socket, args, ack) -> ack.send(args.get(0)));
    TestClient client = TestClient.connect(io);

    client.send("420[\"x\",1]", "421[\"x\",2]");

    assertThat(List.of(client.next(), client.next())).containsExactly("430[1]", "431[2]");
  }

  @Test
  void jvmInTroubleClosesTheConnection() {
    List<Throwable> uncaught = new ArrayList<>();
    SocketIoServer io =
        builder()
            .handlers(
                task -> {
                  Thread.UncaughtExceptionHandler before =
                      Thread.currentThread().getUncaughtExceptionHandler();
                  Thread.currentThread()
                      .setUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
                  try {
                    task.run();
                  } finally {
                    Thread.currentThread().setUncaughtExceptionHandler(before);
                  }
                })
            .build();
    io.on(
        "x",
        (socket, args, ack) -> {
          throw new InternalError("jvm");
        });
    TestClient client = TestClient.connect(io);

    client.send("42[\"x\"]");

    assertThat(client.isClosed()).isTrue();
    assertThat(recorder.lines).contains("listener of x failed: jvm");
    assertThat(uncaught).hasOnlyElementsOfType(InternalError.class);
  }
}
