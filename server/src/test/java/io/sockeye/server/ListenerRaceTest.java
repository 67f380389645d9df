package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.EventListener;
import io.sockeye.Listeners;
import io.sockeye.concurrent.ManualTimers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Listeners that come and go while events arrive: those that stay miss nothing. */
final class ListenerRaceTest {
  private static final int EVENTS = 5_000;
  private static final int THREADS = 3;

  private final Recorder recorder = new Recorder();
  private final SocketIoServer io =
      SocketIoServer.builder().timers(new ManualTimers()).observer(recorder).build();

  @Test
  void listenersThatStayHearEveryEventOnceAndInOrder() throws InterruptedException {
    List<Integer> ofSocket = new CopyOnWriteArrayList<>();
    List<Integer> ofNamespace = new CopyOnWriteArrayList<>();
    List<Integer> ofAll = new CopyOnWriteArrayList<>();
    TestClient client = TestClient.open(io);
    Socket socket = io.socket(client.join("/")).orElseThrow();
    socket.on("n", Integer.class, ofSocket::add);
    socket.onAny((event, args) -> ofAll.add(args.get(0, Integer.class)));
    io.on("n", Integer.class, (from, n) -> ofNamespace.add(n));
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(THREADS);
    for (int t = 0; t < THREADS; t++) {
      new Thread(
              () -> {
                while (!over.get()) {
                  comeAndGo(socket);
                }
                done.countDown();
              })
          .start();
    }

    for (int n = 0; n < EVENTS; n++) {
      client.send("42[\"n\"," + n + "]");
    }
    await().until(() -> ofSocket.size() == EVENTS);
    over.set(true);
    done.await();

    List<Integer> all = IntStream.range(0, EVENTS).boxed().toList();
    assertThat(ofSocket).isEqualTo(all);
    assertThat(ofNamespace).isEqualTo(all);
    assertThat(ofAll).isEqualTo(all);
    assertThat(recorder.lines).noneMatch(line -> line.contains("failed"));
    // Who came is there, who went is gone.
    assertThat(socket.listenersAny()).hasSize(1);
    socket.on("late", (args, ack) -> ack.send());
    client.send("421[\"late\"]");
    assertThat(client.next()).isEqualTo("431[]");
  }

  private void comeAndGo(Socket socket) {
    EventListener one = (args, ack) -> {};
    Listeners.Any any = (event, args) -> {};
    socket.on("n", one).onAny(any).prependAny(any);
    socket.once("other", one).off("n", one).offAny(any).offAny(any).off("other", one);
    SocketListeners.Raw raw = (from, args, ack) -> {};
    io.on("n", raw).off("n", raw);
  }
}
