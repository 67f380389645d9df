package io.sockeye.interop.reliability;

import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Socket;
import io.sockeye.interop.client.Clients;
import io.sockeye.interop.client.Mode;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testsupport.Figures;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Listeners on threads that come and go, virtual ones where the JVM has them, leave nothing that is
 * kept by thread. Row M09 of the matrix; {@code -Dthreads.events} chooses how many events.
 */
final class ThreadLocalsTest {
  private static final int EVENTS = Integer.getInteger("threads.events", 10_000);

  /** So many are under way, each by a thread of its own. */
  private static final int AT_ONCE = 64;

  private static final List<String> KEPT_BY_THREAD =
      List.of(
          "java.lang.VirtualThread",
          "java.lang.ThreadLocal$ThreadLocalMap",
          "io.netty.util.internal.InternalThreadLocalMap");

  /** Carriers and timers, which the JVM and libraries make when they are first needed. */
  private static final int FOR_ALL = 20;

  @RegisterExtension final Clients clients = new Clients();

  private final AtomicInteger virtual = new AtomicInteger();
  private final NettyServer server;

  ThreadLocalsTest() {
    SocketIoServer io = SocketIoServer.builder().build();
    io.onConnection(
        socket ->
            socket.onRequest(
                "ask",
                Integer.class,
                number -> {
                  // The group by which the JVM tells them; Java 17 has no method that does.
                  if (Thread.currentThread().getThreadGroup() != null
                      && Thread.currentThread()
                          .getThreadGroup()
                          .getName()
                          .equals("VirtualThreads")) {
                    virtual.incrementAndGet();
                  }
                  io.emit("asked", number); // Encodes, and wakes the I/O threads, from here.
                  return number;
                }));
    server = clients.keep(NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build()));
  }

  private void ask(Socket socket, int count) throws InterruptedException {
    Semaphore window = new Semaphore(AT_ONCE);
    for (int i = 0; i < count; i++) {
      assertThat(window.tryAcquire(Clients.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      var unused =
          socket
              .emitWithAck("ask", Integer.class, i)
              .whenComplete((answer, failure) -> window.release());
    }
    assertThat(window.tryAcquire(AT_ONCE, Clients.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void nothingIsKeptByThread() throws InterruptedException {
    Socket socket =
        clients.manager("http://127.0.0.1:" + server.port(), Mode.WEBSOCKET).socket("/").connect();
    get(socket.connected());
    ask(socket, AT_ONCE);
    ClassHistogram before = ClassHistogram.take();

    ask(socket, EVENTS);

    eventually()
        .untilAsserted(
            () -> {
              ClassHistogram after = ClassHistogram.take();
              assertThat(KEPT_BY_THREAD)
                  .allSatisfy(
                      name -> assertThat(after.of(name)).isLessThan(before.of(name) + FOR_ALL));
            });
    if (Runtime.version().feature() >= 21) {
      assertThat(virtual).hasPositiveValue();
    }
    Figures.tell(
        "M09",
        "%,d events, %,d of them on virtual threads: nothing kept by thread",
        EVENTS,
        virtual.get());
  }
}
