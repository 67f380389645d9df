package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static io.sockeye.interop.client.Clients.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import io.sockeye.client.Manager;
import io.sockeye.client.Socket;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.ChaosProxy.Cut;
import io.sockeye.testsupport.ChaosProxy.Direction;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A network that loses everything without a word, or is there and not there in turns. */
final class SilenceTest {
  /** The most that the network has for any number of connections. */
  private static final int NETWORK_THREADS = 2 * Runtime.getRuntime().availableProcessors();

  private static final Duration PING_INTERVAL = Duration.ofMillis(300);
  private static final Duration PING_TIMEOUT = Duration.ofMillis(500);

  @RegisterExtension final Clients clients = new Clients();

  private final LedgerServer server = clients.keep(LedgerServer.start(PING_INTERVAL, PING_TIMEOUT));
  private final ChaosProxy proxy = clients.keep(ChaosProxy.to(server.port()));

  private Manager manager(Mode mode) {
    return manager(mode, options -> {});
  }

  private Manager manager(Mode mode, Consumer<Manager.Builder> choose) {
    return clients.manager(
        "http://127.0.0.1:" + proxy.port(),
        mode,
        options -> choose.accept(options.timeout(Duration.ofMillis(500))));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void blackHoleIsNoticedAndLeft(Mode mode) throws InterruptedException {
    Socket socket = manager(mode).socket("/").connect();
    BlockingQueue<DisconnectReason> lost = new LinkedBlockingQueue<>();
    socket.onDisconnect(lost::add);
    BlockingQueue<String> failed = new LinkedBlockingQueue<>();
    socket.onConnectError(failure -> failed.add(failure.getMessage()));
    eventually().until(socket::isConnected);
    eventually().until(() -> get(socket.emitWithAck("echo-ack", Integer.class, 1)) == 1);

    proxy.swallow(Direction.values());
    assertThat(next(lost)).isEqualTo(DisconnectReason.PING_TIMEOUT);
    assertThat(next(failed)).contains("took more than 500 ms");
    IntStream.range(0, 10).forEach(i -> socket.emit("note", i));
    proxy.heal();

    eventually()
        .untilAsserted(
            () ->
                assertThat(server.numbers())
                    .containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList()));
  }

  @ParameterizedTest
  @CsvSource({
    "POLLING, TO_CLIENT",
    "POLLING, TO_SERVER",
    "WEBSOCKET, TO_CLIENT",
    "WEBSOCKET, TO_SERVER"
  })
  void oneWayIsNoWay(Mode mode, Direction swallowed) throws InterruptedException {
    Socket socket = manager(mode).socket("/").connect();
    BlockingQueue<DisconnectReason> lost = new LinkedBlockingQueue<>();
    socket.onDisconnect(lost::add);
    eventually().until(socket::isConnected);

    proxy.swallow(swallowed);
    DisconnectReason reason = next(lost);
    proxy.heal();

    // The server hears nothing, and says goodbye; or the client hears nothing.
    assertThat(reason)
        .isIn(
            swallowed == Direction.TO_SERVER
                ? new Object[] {DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.PING_TIMEOUT}
                : new Object[] {DisconnectReason.PING_TIMEOUT});
    eventually().until(socket::isConnected);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void shortSilenceIsNoLoss(Mode mode) {
    LedgerServer patient = clients.keep(LedgerServer.start());
    proxy.target(patient.port());
    Socket socket = manager(mode).socket("/").connect();
    AtomicInteger losses = new AtomicInteger();
    socket.onDisconnect(reason -> losses.incrementAndGet());
    eventually().until(socket::isConnected);

    for (int i = 0; i < 20; i++) {
      proxy.stall();
      socket.emit("note", i);
      proxy.heal();
    }

    assertThat(get(socket.emitWithAck("note", Integer.class, 20))).isEqualTo(20);
    assertThat(patient.numbers())
        .containsExactlyElementsOf(IntStream.rangeClosed(0, 20).boxed().toList());
    assertThat(losses).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"POLLING", "WEBSOCKET"})
  void flappingNetworkIsTriedOnceAtATime(Mode mode) {
    ExecutorService handlers = Executors.newSingleThreadExecutor();
    clients.keep(handlers::shutdown);
    Socket socket = manager(mode, options -> options.handlers(handlers)).socket("/").connect();
    eventually().until(socket::isConnected);
    AtomicInteger losses = new AtomicInteger();
    AtomicInteger attempts = new AtomicInteger();
    socket.onDisconnect(reason -> losses.incrementAndGet());
    socket.manager().onReconnectAttempt(attempt -> attempts.incrementAndGet());
    long threads = ClientThreads.count();

    proxy.flap(Duration.ofMillis(60), Duration.ofMillis(60));
    eventually().until(() -> losses.get() >= 8);

    // One poll and one POST at once, or the one WebSocket: never two sessions.
    assertThat(proxy.mostOpen()).isLessThanOrEqualTo(mode == Mode.POLLING ? 2 : 1);
    assertThat(attempts.get()).isGreaterThanOrEqualTo(8);
    assertThat(ClientThreads.count()).isLessThanOrEqualTo(threads + NETWORK_THREADS);
    proxy.heal();
    eventually().until(socket::isConnected);
    assertThat(get(socket.emitWithAck("note", Integer.class, 1))).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void connectionThatIsCutWhileItIsMadeIsMadeAgain(Mode mode) {
    AtomicInteger bytes = new AtomicInteger();
    // One connection is cut after its first byte, the next one 20 bytes later, and so on.
    proxy.cutAfter(() -> 1 + bytes.getAndAdd(20), Cut.RST);

    Socket socket = manager(mode).socket("/").connect();
    eventually().until(socket::isConnected);
    proxy.heal();

    eventually().until(socket::isConnected);
    eventually()
        .ignoreExceptions()
        .until(() -> get(socket.emitWithAck("echo-ack", Integer.class, 1)) == 1);
  }
}
