package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.PATIENCE;
import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectedException;
import io.sockeye.client.Manager;
import io.sockeye.client.Socket;
import io.sockeye.client.SocketOptions;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.ChaosProxy.Cut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Numbers that are sent while the network cuts each connection after some bytes, wherever that is:
 * in a handshake, an upgrade, a request, an answer, a frame.
 */
final class CutsTest {
  private static final int AT_ONCE = 20;
  private static final int CUTS = 10;
  private static final int ANSWERS = 100;

  @RegisterExtension final Clients clients = new Clients();

  private final LedgerServer server = clients.keep(LedgerServer.start());

  /**
   * Its silence is noticed soon: the JDK's WebSocket does not tell of the end of the stream if that
   * comes while a message is being handed over.
   */
  private final LedgerServer lively =
      clients.keep(LedgerServer.start(Duration.ofMillis(300), Duration.ofMillis(1_200)));

  private final ChaosProxy proxy = clients.keep(ChaosProxy.to(server.port()));

  private Manager manager(Mode mode) {
    return clients.manager("http://127.0.0.1:" + proxy.port(), mode);
  }

  /** Each connection to {@link #lively} carries so many bytes that some get through, and is cut. */
  private void cutAtRandom(long seed, int most, Cut how) {
    Random random = new Random(seed);
    proxy.target(lively.port());
    proxy.cutAfter(() -> 400 + random.nextInt(most), how);
  }

  @ParameterizedTest
  @CsvSource({
    "POLLING, RST, 1",
    "POLLING, FIN, 2",
    "WEBSOCKET, RST, 3",
    "WEBSOCKET, FIN, 4",
    "UPGRADE, RST, 5",
    "UPGRADE, FIN, 6"
  })
  void nothingAcknowledgedIsLostDoubledOrReordered(Mode mode, Cut how, long seed)
      throws InterruptedException {
    cutAtRandom(seed, 6_000, how);
    Socket socket = manager(mode).socket("/");
    AtomicInteger losses = new AtomicInteger();
    socket.onDisconnect(reason -> losses.incrementAndGet());
    socket.connect();
    Semaphore window = new Semaphore(AT_ONCE);
    List<CompletableFuture<Integer>> answers = new ArrayList<>();

    AtomicInteger answered = new AtomicInteger();
    while (losses.get() < CUTS || answered.get() < ANSWERS) {
      assertThat(window.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("an answer, or that there is none, after %d cuts", losses.get())
          .isTrue();
      CompletableFuture<Integer> answer = socket.emitWithAck("note", Integer.class, answers.size());
      answers.add(answer);
      var unused =
          answer.whenComplete(
              (number, failure) -> {
                if (failure == null) {
                  answered.incrementAndGet();
                }
                window.release();
              });
    }
    proxy.heal();

    List<Integer> acknowledged = acknowledged(answers);
    List<Integer> received = byConnectionOneAfterTheOther();
    assertThat(received).doesNotHaveDuplicates().isSorted().containsAll(acknowledged);
  }

  /** Waits for all, and returns those that the server answered. */
  private static List<Integer> acknowledged(List<CompletableFuture<Integer>> answers)
      throws InterruptedException {
    List<Integer> acknowledged = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      try {
        assertThat(answers.get(i).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).get())
            .isEqualTo(i);
        acknowledged.add(i);
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(DisconnectedException.class);
      }
    }
    return acknowledged;
  }

  /** The listeners of two connections may run at once on the server: so they are put in order. */
  private List<Integer> byConnectionOneAfterTheOther() {
    return lively.byConnection().values().stream()
        .sorted((one, other) -> Integer.compare(Collections.min(one), Collections.min(other)))
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "POLLING, RST, 7",
    "POLLING, FIN, 8",
    "WEBSOCKET, RST, 9",
    "WEBSOCKET, FIN, 10",
    "UPGRADE, RST, 11",
    "UPGRADE, FIN, 12"
  })
  void retriesBringEachAtLeastOnceAndInOrder(Mode mode, Cut how, long seed) {
    int count = mode == Mode.WEBSOCKET ? 120 : 50; // each costs a poll less
    cutAtRandom(seed, 2_000, how);
    SocketOptions options =
        SocketOptions.builder().retries(1_000).ackTimeout(Duration.ofSeconds(10)).build();
    Socket socket = manager(mode).socket("/", options);
    AtomicInteger losses = new AtomicInteger();
    socket.onDisconnect(reason -> losses.incrementAndGet());
    socket.connect();

    List<CompletableFuture<Integer>> answers =
        IntStream.range(0, count)
            .mapToObj(i -> socket.emitWithAck("note", Integer.class, i))
            .toList();

    assertThat(answers.stream().map(Clients::get))
        .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    assertThat(socket.bufferedCount()).isZero();
    assertThat(losses.get()).isPositive();
    assertThat(lively.numbers()).contains(0, count - 1);
    int last = -1;
    for (List<Integer> ofOne : lively.byConnection().values()) {
      int first = ofOne.get(0);
      // What was under way when the connection broke is sent again, and nothing before it.
      assertThat(first).isBetween(last, last + 1);
      assertThat(ofOne) // once each while connected
          .containsExactlyElementsOf(IntStream.range(first, first + ofOne.size()).boxed().toList());
      last = ofOne.get(ofOne.size() - 1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatWaitsIsSentOnceAndInOrder(Mode mode) {
    int count = 10_000;
    Socket socket = manager(mode).socket("/").connect();
    get(socket.connected());
    proxy.refuse();
    proxy.cut(Cut.RST);
    eventually().until(() -> !socket.isConnected());

    for (int i = 0; i < count; i++) {
      socket.emit("note", i);
      if (i % 100 == 0) {
        socket.asVolatile().emit("note", -1); // is not kept
      }
    }
    eventually().until(() -> socket.bufferedCount() == count);
    proxy.heal();

    eventually()
        .untilAsserted(() -> assertThat(server.numbers()).hasSizeGreaterThanOrEqualTo(count));
    assertThat(server.numbers())
        .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    assertThat(socket.bufferedCount()).isZero();
  }

  @Test
  void eventOfAConnectListenerIsSentOnceThoughThereAreRetries() {
    SocketOptions options =
        SocketOptions.builder().retries(3).ackTimeout(Duration.ofSeconds(10)).build();
    Socket socket = manager(Mode.WEBSOCKET).socket("/", options);
    AtomicInteger connections = new AtomicInteger();
    socket.onConnect(() -> socket.emit("note", connections.getAndIncrement()));

    for (int i = 1; i <= 3; i++) {
      socket.connect();
      int so = i;
      eventually().until(() -> server.numbers().size() >= so && socket.bufferedCount() == 0);
      socket.disconnect();
    }

    assertThat(server.numbers()).containsExactly(0, 1, 2);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void answersThatCannotComeFailAtOnce(Mode mode) {
    Socket socket = manager(mode).socket("/").connect();
    get(socket.connected());
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(socket.emitWithAck("nobody-answers"));
    }
    assertThat(get(socket.emitWithAck("echo-ack", Integer.class, 1))).isEqualTo(1);

    // A cut between two polls alone is no loss: the next one would go by a new connection.
    proxy.refuse();
    proxy.cut(Cut.RST);

    eventually()
        .untilAsserted(
            () ->
                assertThat(answers)
                    .allSatisfy(
                        answer ->
                            assertThat(answer)
                                .failsWithin(Duration.ZERO)
                                .withThrowableThat()
                                .withCauseInstanceOf(DisconnectedException.class)));
  }
}
