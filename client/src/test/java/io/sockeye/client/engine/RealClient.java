package io.sockeye.client.engine;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.OpenPacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A session over a real network; keeps what it tells, for other threads to look at. */
final class RealClient implements ClientSession.Events {
  private static final int LONGEST_SECONDS = 20;

  final List<String> messages = new CopyOnWriteArrayList<>();
  final CompletableFuture<OpenPacket> opened = new CompletableFuture<>();
  final CompletableFuture<TransportType> upgraded = new CompletableFuture<>();
  final CompletableFuture<DisconnectReason> closed = new CompletableFuture<>();
  volatile @Nullable ConnectFailure failure;

  private final SerialExecutor mailbox = SerialExecutor.mailbox(ForkJoinPool.commonPool());
  private final ClientSession session;

  RealClient(URI server, SessionOptions options, Network network, Timers timers) {
    session =
        get(
            () ->
                ClientSession.open(
                    server, options, options.transports(), network, timers, mailbox, this));
  }

  <T> T get(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    mailbox.execute(future);
    try {
      return future.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /** The result, which must come in time. */
  static <T> T within(CompletableFuture<T> result) {
    return result.orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join();
  }

  Optional<SendFailure> send(String text) {
    return send(PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, text)));
  }

  Optional<SendFailure> sendBytes(String text) {
    return send(PacketGroup.of(EnginePacket.binary(text.getBytes(StandardCharsets.UTF_8))));
  }

  private Optional<SendFailure> send(PacketGroup group) {
    return get(() -> session.send(group));
  }

  TransportType transport() {
    return get(session::transport);
  }

  void close() {
    mailbox.execute(session::close);
  }

  void abort() {
    mailbox.execute(session::abort);
  }

  @Override
  public void onOpen(OpenPacket handshake) {
    opened.complete(handshake);
  }

  @Override
  public void onMessage(EnginePacket message) {
    messages.add(message.data().utf8());
  }

  @Override
  public void onPing() {}

  @Override
  public void onDrain() {}

  @Override
  public void onUpgrade(TransportType to) {
    upgraded.complete(to);
  }

  @Override
  public void onUpgradeFailed(ConnectFailure why) {
    upgraded.completeExceptionally(why);
  }

  @Override
  public void onClose(DisconnectReason reason, @Nullable ConnectFailure why) {
    failure = why;
    if (!closed.complete(reason)) {
      throw new AssertionError("closed twice");
    }
    if (why != null) {
      opened.completeExceptionally(why);
      upgraded.completeExceptionally(why);
    }
  }
}
