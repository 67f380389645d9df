package io.sockeye.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.testsupport.LongWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a server stops. */
final class ShutdownTest {
  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final List<String> told = new CopyOnWriteArrayList<>();

  private SocketIoServer.Builder builder() {
    return SocketIoServer.builder().timers(timers).observer(recorder);
  }

  private static void join(CompletionStage<?> stage) throws Exception {
    stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void socketsAreToldBeforeTheirConnectionsAreClosed() throws Exception {
    SocketIoServer io = builder().build();
    io.onDisconnect((socket, reason) -> told.add(reason + " " + socket.session().isWritable()));
    TestClient[] clients = {TestClient.connect(io), TestClient.connect(io)};

    join(io.close());

    assertThat(told).containsExactly("server shutting down true", "server shutting down true");
    assertThat(clients[0].isClosed()).isTrue();
    assertThat(clients[0].taken()).as("no DISCONNECT packet").isEmpty();
    assertThat(clients[1].isClosed()).isTrue();
    assertThat(io.engine().clientsCount()).isZero();
  }

  @Test
  void listenersMayFinish() throws Exception {
    SocketIoServer io = builder().build();
    LongWork work = new LongWork();
    io.on(
        "work",
        (socket, args, ack) -> {
          work.run();
          told.add("finished");
        });
    io.onDisconnect((socket, reason) -> told.add(reason.text()));
    TestClient client = TestClient.connect(io);
    client.send("42[\"work\"]");
    work.awaitStart();

    CompletionStage<CloseReport> closed = io.close();
    assertThat(client.isClosed()).isFalse();
    work.letGo();
    join(closed);

    assertThat(told).containsExactly("finished", "server shutting down");
  }

  @Test
  void listenerThatDoesNotFinishIsInterrupted() throws Exception {
    SocketIoServer io = builder().build();
    LongWork stuck = new LongWork();
    io.on("stuck", (socket, args, ack) -> stuck.run());
    TestClient client = TestClient.connect(io);
    client.send("42[\"stuck\"]");
    stuck.awaitStart();

    CompletionStage<CloseReport> closed = io.close();
    timers.advance(Duration.ofSeconds(10));
    join(closed);

    assertThat(client.isClosed()).isTrue();
    stuck.awaitInterruption();
    assertThat(recorder.lines).contains("limit closeTimeout");
  }

  @Test
  void closeMayBeCalledAgainAndFromAListener() throws Exception {
    SocketIoServer io = builder().build();
    CompletableFuture<CompletionStage<CloseReport>> closing = new CompletableFuture<>();
    io.onConnection(socket -> closing.complete(io.close()));
    TestClient client = TestClient.open(io);

    client.send("40");

    join(closing.get(10, TimeUnit.SECONDS));
    join(io.close());
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void closingServerAdmitsNobody() throws Exception {
    SocketIoServer io = builder().inlineHandlers().build();
    join(io.close());

    int status = TestClient.get(io.endpoint(), "/socket.io/?EIO=4&transport=polling").status();

    assertThat(status).isEqualTo(503);
  }

  @Test
  void whatIsAwaitedFailsWhenTheServerCloses() throws Exception {
    SocketIoServer io = builder().build();
    TestClient client = TestClient.open(io);
    CompletableFuture<?> answer = io.socket(client.join("/")).get().emitWithAck("ask");

    join(io.close());

    assertThat(answer).failsWithin(Duration.ofSeconds(10));
  }

  @Test
  void connectionsInNoNamespaceAreLimited() {
    SocketIoServer io = builder().inlineHandlers().maxUnjoinedConnections(1).build();
    TestClient first = TestClient.open(io);

    assertThat(TestClient.get(io.endpoint(), "/socket.io/?EIO=4&transport=polling").status())
        .isEqualTo(503);
    first.join("/");
    assertThat(TestClient.get(io.endpoint(), "/socket.io/?EIO=4&transport=polling").status())
        .isEqualTo(200);
    assertThat(recorder.lines).contains("limit maxUnjoinedConnections");
  }

  @Test
  void listenersThatFinishAreStillHeardAndAnswered() throws Exception {
    SocketIoServer io = builder().build();
    LongWork work = new LongWork();
    io.on(
        "work",
        (socket, args, ack) -> {
          work.run();
          socket.emit("question");
          ack.send(socket.timeout(Duration.ofMinutes(1)).emitWithAck("ask").get().size());
        });
    TestClient client = TestClient.connect(io);
    client.send("421[\"work\"]");
    work.awaitStart();

    CompletionStage<CloseReport> closed = io.close();
    client.send("42[\"work\"]");
    work.letGo();
    String question = client.next();
    String asked = client.next();
    client.send("43" + asked.replaceAll("\\D", "").substring(2) + "[]");

    assertThat(question).isEqualTo("42[\"question\"]");
    assertThat(client.next()).isEqualTo("431[0]");
    assertThat(closed.toCompletableFuture().get(10, TimeUnit.SECONDS).isClean()).isTrue();
    assertThat(client.taken()).as("the event that came too late").isEmpty();
  }

  @Test
  void answerThatComesLaterIsWaitedFor() throws Exception {
    SocketIoServer io = builder().build();
    CompletableFuture<String> answer = new CompletableFuture<>();
    CountDownLatch asked = new CountDownLatch(1);
    io.onRequest(
        "ask",
        (socket, args) -> {
          asked.countDown();
          return answer.minimalCompletionStage();
        });
    TestClient client = TestClient.connect(io);
    client.send("427[\"ask\"]");
    asked.await();

    CompletionStage<CloseReport> closed = io.close();
    assertThat(client.isClosed()).isFalse();
    answer.complete("late");

    assertThat(client.next()).isEqualTo("437[\"late\"]");
    assertThat(closed.toCompletableFuture().get(10, TimeUnit.SECONDS))
        .isEqualTo(new CloseReport(0, 0));
  }

  @Test
  void whatWasSentGoesOutBeforeTheEnd() {
    SocketIoServer io = builder().inlineHandlers().build();
    TestClient slow = TestClient.connect(io);
    slow.pendingBytes(1_000);

    CompletableFuture<CloseReport> closed = io.close().toCompletableFuture();
    timers.advance(Duration.ofSeconds(9));
    assertThat(slow.isClosed()).isFalse();
    slow.pendingBytes(0);
    timers.advance(Duration.ofMillis(100));

    assertThat(slow.isClosed()).isTrue();
    assertThat(closed).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(new CloseReport(0, 0));
  }

  @Test
  void clientThatDoesNotReadIsCutWhenTheTimeIsUp() {
    SocketIoServer io = builder().inlineHandlers().build();
    TestClient stopped = TestClient.connect(io);
    stopped.pendingBytes(1_000);

    CompletableFuture<CloseReport> closed = io.close().toCompletableFuture();
    timers.advance(Duration.ofSeconds(10));

    assertThat(stopped.isClosed()).isTrue();
    assertThat(closed).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(new CloseReport(0, 1_000));
    assertThat(recorder.lines).contains("limit closeTimeout");
  }

  /** What waits for a client that does not poll, and how long it is waited for. */
  @ParameterizedTest
  @CsvSource({"news, 3000", ", 1000"})
  void clientBetweenTwoPollsIsWaitedForAMoment(String event, int millis) {
    SocketIoServer io = builder().inlineHandlers().build();
    String target = "/socket.io/?EIO=4&transport=polling";
    String open = new String(TestClient.get(io.endpoint(), target).body(), UTF_8);
    target += "&sid=" + TestClient.sidOf(open);
    TestClient.request(io.endpoint(), "POST", target, "40");
    TestClient.get(io.endpoint(), target);
    if (event != null) {
      io.emit(event);
    }

    CompletableFuture<CloseReport> closed = io.close().toCompletableFuture();
    timers.advance(Duration.ofMillis(millis - 30));
    assertThat(closed).isNotDone();
    timers.advance(Duration.ofMillis(60));

    assertThat(closed).succeedsWithin(Duration.ofSeconds(10));
    assertThat(closed.join().unsentBytes() > 0).isEqualTo(event != null);
  }

  @Test
  void endsAreSpreadOverTheTimeSet() {
    SocketIoServer io = builder().inlineHandlers().closeSpread(Duration.ofSeconds(5)).build();
    TestClient[] clients = new TestClient[1_000];
    Arrays.setAll(clients, each -> TestClient.connect(io));

    CompletableFuture<CloseReport> closed = io.close().toCompletableFuture();
    List<Integer> gone = new ArrayList<>(List.of(1_000 - io.sockets().size()));
    for (int tenths = 0; tenths < 50; tenths++) {
      timers.advance(Duration.ofMillis(100));
      gone.add(1_000 - io.sockets().size());
    }

    assertThat(gone.get(25)).as("after half of the time").isBetween(480, 520);
    for (int tenths = 10; tenths <= 50; tenths++) {
      assertThat(gone.get(tenths) - gone.get(tenths - 10)).as("in a second").isBetween(180, 221);
    }
    assertThat(closed).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(new CloseReport(0, 0));
    assertThat(io.engine().clientsCount()).isZero();
  }

  @Test
  void clientIsServedUntilItsTurnComes() {
    SocketIoServer io = builder().inlineHandlers().closeSpread(Duration.ofSeconds(10)).build();
    io.on("echo", (socket, args, ack) -> ack.send("served"));
    List<TestClient> clients = List.of(TestClient.connect(io), TestClient.connect(io));

    io.close();
    TestClient left = clients.stream().filter(each -> !each.isClosed()).findFirst().orElseThrow();
    left.send("421[\"echo\"]");

    assertThat(left.next()).isEqualTo("431[\"served\"]");
    timers.advance(Duration.ofSeconds(6));
    assertThat(left.isClosed()).isTrue();
  }

  @Test
  void secondCallMayHurry() throws Exception {
    SocketIoServer io = builder().closeSpread(Duration.ofMinutes(1)).build();
    LongWork endless = new LongWork();
    io.on("stuck", (socket, args, ack) -> endless.run());
    TestClient stuck = TestClient.connect(io);
    TestClient other = TestClient.connect(io);
    stuck.send("42[\"stuck\"]");
    endless.awaitStart();

    CompletionStage<CloseReport> first = io.close();
    CompletionStage<CloseReport> second = io.close(Duration.ZERO);

    CloseReport report = first.toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertThat(report.unfinishedListeners()).as("with those of the other").isBetween(1, 2);
    assertThat(second.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo(report);
    assertThat(stuck.isClosed()).isTrue();
    assertThat(other.isClosed()).isTrue();
    assertThat(timers.pending()).as("alarms").isZero();
  }

  @Test
  void manyThreadsMayCloseAtTheSameTime() throws Exception {
    SocketIoServer io = builder().build();
    io.onDisconnect((socket, reason) -> told.add(reason.text()));
    TestClient.connect(io);
    TestClient.connect(io);
    List<CompletableFuture<CloseReport>> ends = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(new Thread(() -> ends.add(io.close().toCompletableFuture())));
    }

    threads.forEach(Thread::start);
    for (Thread each : threads) {
      each.join();
    }
    for (CompletableFuture<CloseReport> each : ends) {
      each.get(10, TimeUnit.SECONDS);
    }

    assertThat(told).containsExactly("server shutting down", "server shutting down");
    assertThat(recorder.lines).containsOnlyOnce("closing").containsOnlyOnce("closed");
  }

  @Test
  void serverIsNotReadyAnyMoreBeforeItCloses() {
    SocketIoServer io = builder().inlineHandlers().build();
    assertThat(io.isReady()).isTrue();

    io.prepareToClose();
    io.prepareToClose();

    assertThat(io.isReady()).isFalse();
    assertThat(recorder.lines).containsExactly("closing");
    TestClient late = TestClient.connect(io);
    io.close();
    assertThat(late.isClosed()).isTrue();
    assertThat(recorder.lines).containsOnlyOnce("closing").endsWith("closed");
  }

  @Test
  void whoIsStillToBeAdmittedNeverConnects() throws Exception {
    SocketIoServer io = builder().build();
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    io.use((socket, handshake) -> verdict);
    io.onConnection(socket -> told.add("connected"));
    TestClient client = TestClient.open(io).send("40");

    CompletionStage<CloseReport> closed = io.close();
    verdict.complete(true);
    join(closed);

    assertThat(client.taken()).isEmpty();
    assertThat(told).isEmpty();
    assertThat(client.isClosed()).isTrue();
  }
}
