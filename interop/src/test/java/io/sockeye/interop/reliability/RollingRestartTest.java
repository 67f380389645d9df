package io.sockeye.interop.reliability;

import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Socket;
import io.sockeye.interop.client.Clients;
import io.sockeye.interop.client.Mode;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.redis.RedisStreamsAdapter;
import io.sockeye.server.ConnectionStateRecovery;
import io.sockeye.server.Namespace;
import io.sockeye.server.ServerObserver;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.Figures;
import io.sockeye.testsupport.Ledger;
import io.sockeye.testsupport.LedgerStream;
import io.sockeye.testsupport.LedgerVerdict;
import io.sockeye.testsupport.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The servers of a cluster restart in turn while one of them speaks without a pause: the clients
 * find their state at the others, and nothing is lost, doubled or out of order. Row L12 of the
 * matrix; {@code -Drolling.restarts} and {@code -Drolling.clients} choose how many.
 */
final class RollingRestartTest {
  private static final int RESTARTS = Integer.getInteger("rolling.restarts", 2);
  private static final int CLIENTS = Integer.getInteger("rolling.clients", 12);

  /** Those that poll are sent away for seconds by a server that closes. */
  private static final List<Mode> MODES =
      Boolean.getBoolean("rolling.polling") ? List.of(Mode.values()) : List.of(Mode.WEBSOCKET);

  private static final int NODES = 3;

  /** The speaker is no further ahead of all clients together than so many messages for each. */
  private static final int WINDOW = 200;

  /** So many are spoken between two restarts, at least. */
  private static final int BETWEEN = 100;

  @RegisterExtension final Clients clients = new Clients();

  private final Ledger ledger = new Ledger();
  private final List<LedgerStream> streams = new ArrayList<>();
  private final Semaphore news = new Semaphore(0);
  private final AtomicInteger recovered = new AtomicInteger();
  private final AtomicInteger strangers = new AtomicInteger();
  private final AtomicInteger spoken = new AtomicInteger();

  /** A server of the cluster. */
  private record Node(SocketIoServer io, NettyServer server, RedisStreamsAdapter adapter)
      implements AutoCloseable {
    static Node start(String redisUrl) {
      RedisStreamsAdapter adapter = RedisStreamsAdapter.connect(redisUrl);
      CountDownLatch up = new CountDownLatch(1);
      SocketIoServer io =
          SocketIoServer.builder()
              .adapter(adapter)
              .connectionStateRecovery(ConnectionStateRecovery.create())
              .observer(
                  new ServerObserver() {
                    @Override
                    public void clusterUp(Namespace namespace) {
                      up.countDown();
                    }
                  })
              .build();
      io.onConnection(socket -> socket.onRequest("here", args -> true));
      NettyServer server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build());
      eventually().until(() -> up.getCount() == 0);
      return new Node(io, server, adapter);
    }

    @Override
    public void close() {
      server.close();
      adapter.close();
    }
  }

  private Socket listener(ChaosProxy balancer, int number) {
    LedgerStream stream = ledger.stream("client " + number);
    streams.add(stream);
    Mode mode = MODES.get(number % MODES.size());
    Socket socket = clients.manager("http://127.0.0.1:" + balancer.port(), mode).socket("/");
    AtomicBoolean cameBefore = new AtomicBoolean();
    socket.onConnect(
        () -> {
          if (cameBefore.getAndSet(true)) {
            (socket.recovered() ? recovered : strangers).incrementAndGet();
          }
        });
    socket.on(
        "count",
        Integer.class,
        count -> {
          stream.arrived(count);
          news.release();
        });
    return socket.connect();
  }

  /** Without a pause, but for the clients to follow. */
  private void speak(Node speaker, AtomicBoolean ended) {
    while (!ended.get()) {
      if (ledger.missing() < (long) WINDOW * CLIENTS) {
        streams.forEach(LedgerStream::send);
        speaker.io().emit("count", spoken.getAndIncrement());
      } else {
        awaitNews();
      }
    }
  }

  private void awaitNews() {
    try {
      if (news.tryAcquire(5, TimeUnit.MILLISECONDS)) {
        news.drainPermits();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void clientsMissNothing() throws Exception {
    RedisServer redis = clients.keep(RedisServer.start());
    Node speaker = clients.keep(Node.start(redis.url()));
    List<Node> nodes = new ArrayList<>();
    List<ChaosProxy> balancers = new ArrayList<>();
    int[] targets = new int[NODES];
    for (int i = 0; i < NODES; i++) {
      nodes.add(clients.keep(Node.start(redis.url())));
      balancers.add(clients.keep(ChaosProxy.to(nodes.get(i).server().port())));
      targets[i] = i;
    }
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      sockets.add(listener(balancers.get(i % NODES), i));
    }
    sockets.forEach(each -> get(each.connected()));
    sockets.forEach(each -> get(each.emitWithAck("here")));
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<?> speech = thread.submit(() -> speak(speaker, ended));
    long begin = System.nanoTime();

    for (int restart = 0; restart < RESTARTS; restart++) {
      int heard = spoken.get();
      eventually().until(() -> spoken.get() >= heard + BETWEEN);
      int one = restart % NODES;
      // Its clients are led to the others first, and stay there.
      for (int i = 0; i < NODES; i++) {
        if (targets[i] == one) {
          targets[i] = (one + 1 + i % 2) % NODES;
          balancers.get(i).target(nodes.get(targets[i]).server().port());
        }
      }
      nodes.get(one).close();
      nodes.set(one, clients.keep(Node.start(redis.url())));
      eventually().until(() -> sockets.stream().allMatch(Socket::isConnected));
    }
    ended.set(true);
    speech.get(30, TimeUnit.SECONDS);
    thread.shutdown();
    eventually().until(() -> strangers.get() > 0 || ledger.missing() == 0);

    LedgerVerdict verdict = ledger.verdict();
    Figures.tell(
        "L12",
        "%d restarts in turn in %d s, %d clients: %d came back, %d of them as they were; %s",
        RESTARTS,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
        CLIENTS,
        recovered.get() + strangers.get(),
        recovered.get(),
        verdict);
    verdict.requireClean(
        "%d restarts, of %d who came back %d were not known"
            .formatted(RESTARTS, recovered.get() + strangers.get(), strangers.get()));
    assertThat(strangers).hasValue(0);
    assertThat(recovered).hasValueGreaterThanOrEqualTo(RESTARTS * CLIENTS / NODES);
  }
}
