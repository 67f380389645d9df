package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A choice of sockets of a namespace: it hands what was chosen to the adapter. */
final class RealBroadcastOperator implements ChoosingOperator {
  private final RealNamespace namespace;
  private final BroadcastOptions options;

  RealBroadcastOperator(RealNamespace namespace, BroadcastOptions options) {
    this.namespace = namespace;
    this.options = options;
  }

  @Override
  public BroadcastOptions options() {
    return options;
  }

  @Override
  public BroadcastOperator with(BroadcastOptions changed) {
    return new RealBroadcastOperator(namespace, changed);
  }

  @Override
  public void emit(String event, @Nullable Object... args) {
    namespace
        .adapter()
        .broadcast(namespace.event(event, Args.of(args), SocketPacket.NO_ID), options);
  }

  @Override
  public <T> CompletableFuture<List<T>> emitWithAck(
      String event, Function<Args, T> binding, @Nullable Object[] args) {
    BroadcastAnswers<T> answers = new BroadcastAnswers<>(namespace.server(), binding);
    namespace
        .adapter()
        .broadcastWithAck(
            namespace.event(event, Args.of(args), SocketPacket.NO_ID), options, answers);
    return answers.future();
  }

  @Override
  public CompletableFuture<List<RemoteSocket>> fetchSockets() {
    // An adapter only knows sockets that this server gave to it.
    return CompletableFuture.completedFuture(
        namespace.adapter().sockets(options).stream()
            .map(RealNamespace::socketOf)
            .flatMap(Optional::stream)
            .map(RemoteSocket.class::cast)
            .toList());
  }

  @Override
  public CompletionStage<Void> socketsJoin(String... rooms) {
    return namespace.adapter().addSockets(options, namespace.checkedRooms(Arrays.asList(rooms)));
  }

  @Override
  public CompletionStage<Void> socketsLeave(String... rooms) {
    return namespace.adapter().delSockets(options, Arrays.asList(rooms));
  }

  @Override
  public void disconnectSockets(boolean close) {
    namespace.adapter().disconnectSockets(options, close);
  }
}
