package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.FetchedSockets;
import java.util.ArrayList;
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
    emit(namespace.event(event, Args.of(args), SocketPacket.NO_ID));
  }

  void emit(SocketPacket.Event event) {
    namespace.adapter().broadcast(event, options);
  }

  @Override
  public <T> CompletableFuture<List<T>> emitWithAck(
      String event, Function<Args, T> binding, @Nullable Object[] args) {
    return ask(namespace.event(event, Args.of(args), SocketPacket.NO_ID), binding);
  }

  /** Sends an event and binds what each answers. */
  <T> CompletableFuture<List<T>> ask(SocketPacket.Event event, Function<Args, T> binding) {
    RealServer server = namespace.server();
    BroadcastAnswers<T> answers = new BroadcastAnswers<>(server, binding);
    BroadcastOptions timed =
        options.timeout().isPresent()
            ? options
            : options.withTimeout(server.options().ackTimeout());
    namespace.adapter().broadcastWithAck(event, timed, answers);
    return answers.future();
  }

  @Override
  public CompletableFuture<List<RemoteSocket>> fetchSockets() {
    List<RemoteSocket> own = ownSockets();
    if (options.local()) {
      return CompletableFuture.completedFuture(own);
    }
    return namespace
        .server()
        .onHandlers(
            namespace.adapter().fetchSockets(options).thenApply(others -> together(own, others)));
  }

  private List<RemoteSocket> together(List<RemoteSocket> own, FetchedSockets others) {
    List<RemoteSocket> all = new ArrayList<>(own);
    others.sockets().forEach(found -> all.add(new FetchedSocket(namespace, found)));
    if (!others.missing().isEmpty()) {
      throw new MissingServersException(others.detail(), all, others.missing());
    }
    return List.copyOf(all);
  }

  private List<RemoteSocket> ownSockets() {
    // An adapter only knows sockets that this server gave to it.
    return namespace.adapter().sockets(options).stream()
        .map(RealNamespace::socketOf)
        .flatMap(Optional::stream)
        .map(RemoteSocket.class::cast)
        .toList();
  }

  @Override
  public CompletionStage<Void> socketsJoin(String... rooms) {
    return namespace
        .server()
        .onHandlers(
            namespace.adapter().addSockets(options, namespace.checkedRooms(Arrays.asList(rooms))));
  }

  @Override
  public CompletionStage<Void> socketsLeave(String... rooms) {
    return namespace
        .server()
        .onHandlers(namespace.adapter().delSockets(options, Arrays.asList(rooms)));
  }

  @Override
  public void disconnectSockets(boolean close) {
    namespace.adapter().disconnectSockets(options, close);
  }
}
