package io.sockeye.redis;

import static org.awaitility.Awaitility.await;

import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.cluster.ClusterBus;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.ClusterReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A bus with a receiver that remembers what it is told; what is sent are numbers. */
final class BusProbe implements ClusterReceiver {
  private static final long PATIENCE_SECONDS = 20;

  final ClusterBus bus;

  /** The numbers that came from others, in their order. */
  final List<Integer> came = Collections.synchronizedList(new ArrayList<>());

  final List<String> offsets = new CopyOnWriteArrayList<>();
  final List<String> refused = new CopyOnWriteArrayList<>();
  final List<String> lost = new CopyOnWriteArrayList<>();
  final AtomicLong lostCount = new AtomicLong();
  final AtomicInteger ups = new AtomicInteger();
  final AtomicInteger downs = new AtomicInteger();
  final List<String> downDetails = new CopyOnWriteArrayList<>();
  private final AtomicBoolean last = new AtomicBoolean();

  BusProbe(ClusterBus bus) {
    this.bus = bus;
    get(bus.open(this));
    await().until(this::isUp);
  }

  /** Ups and downs come in turns. */
  boolean isUp() {
    return last.get();
  }

  CompletionStage<Optional<String>> send(int number) {
    return send(number, BroadcastOptions.everybody());
  }

  CompletionStage<Optional<String>> send(int number, String room) {
    return send(number, BroadcastOptions.everybody().withRooms(List.of(room)));
  }

  /** Sends a number again and again until it comes to another. */
  void reach(BusProbe other, int number) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              var unused = send(number);
              return other.came.contains(number);
            });
  }

  private CompletionStage<Optional<String>> send(int number, BroadcastOptions options) {
    return bus.publish(
        new ClusterMessage.Broadcast(
            new SocketPacket.Event("/", "n", Args.of(number)), options, null));
  }

  void awaitDown(int count) {
    await().atMost(Duration.ofSeconds(15)).until(() -> downs.get() >= count);
  }

  void awaitUp(int count) {
    await().atMost(Duration.ofSeconds(15)).until(() -> ups.get() >= count);
  }

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().copy().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void onMessage(String nodeId, ClusterMessage message, String offset) {
    if (message instanceof ClusterMessage.Broadcast broadcast) {
      came.add(broadcast.event().args().get(0, Integer.class));
      if (offset != null) {
        offsets.add(offset);
      }
    }
  }

  @Override
  public void onRefused(String detail) {
    refused.add(detail);
  }

  @Override
  public void onLost(long count, String detail) {
    lost.add(detail);
    lostCount.addAndGet(count);
  }

  @Override
  public void onUp() {
    ups.incrementAndGet();
    last.set(true);
  }

  @Override
  public void onDown(String detail) {
    downDetails.add(detail);
    downs.incrementAndGet();
    last.set(false);
  }
}
