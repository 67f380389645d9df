package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How a server stops. */
final class ShutdownTest {
  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final List<String> told = new CopyOnWriteArrayList<>();

  private SocketIoServer.Builder builder() {
    return SocketIoServer.builder().timers(timers).observer(recorder);
  }

  private static void join(CompletionStage<Void> stage) throws Exception {
    stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void socketsAreToldBeforeTheirConnectionsAreClosed() throws Exception {
    SocketIoServer io = builder().build();
    TestClient[] clients = new TestClient[2];
    io.onDisconnect((socket, reason) -> told.add(reason + " " + clients[0].isClosed()));
    clients[0] = TestClient.connect(io);
    clients[1] = TestClient.connect(io);

    join(io.close());

    assertThat(told).containsExactly("server shutting down false", "server shutting down false");
    assertThat(clients[0].isClosed()).isTrue();
    assertThat(clients[0].taken()).as("no DISCONNECT packet").isEmpty();
    assertThat(clients[1].isClosed()).isTrue();
    assertThat(io.engine().clientsCount()).isZero();
  }

  @Test
  void listenersMayFinish() throws Exception {
    SocketIoServer io = builder().build();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    io.on(
        "work",
        (socket, args, ack) -> {
          started.countDown();
          release.await();
          told.add("finished");
        });
    io.onDisconnect((socket, reason) -> told.add(reason.text()));
    TestClient client = TestClient.connect(io);
    client.send("42[\"work\"]");
    started.await();

    CompletionStage<Void> closed = io.close();
    assertThat(client.isClosed()).isFalse();
    release.countDown();
    join(closed);

    assertThat(told).containsExactly("finished", "server shutting down");
  }

  @Test
  void listenerThatDoesNotFinishIsInterrupted() throws Exception {
    SocketIoServer io = builder().build();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    io.on(
        "stuck",
        (socket, args, ack) -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        });
    TestClient client = TestClient.connect(io);
    client.send("42[\"stuck\"]");
    started.await();

    CompletionStage<Void> closed = io.close();
    timers.advance(Duration.ofSeconds(10));
    join(closed);

    assertThat(client.isClosed()).isTrue();
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(recorder.lines).contains("limit closeTimeout");
  }

  @Test
  void closeMayBeCalledAgainAndFromAListener() throws Exception {
    SocketIoServer io = builder().build();
    CompletableFuture<CompletionStage<Void>> closing = new CompletableFuture<>();
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
}
