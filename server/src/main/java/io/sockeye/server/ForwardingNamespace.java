package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.TypeRef;
import io.sockeye.server.adapter.RoomListener;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Is a namespace by having one: what makes a server its own main namespace. */
interface ForwardingNamespace extends Namespace, ForwardingOperator {
  /** The namespace that all calls go to. */
  Namespace main();

  @Override
  default BroadcastOperator everybody() {
    return main();
  }

  @Override
  default String name() {
    return main().name();
  }

  @Override
  default Map<String, String> variables() {
    return main().variables();
  }

  @Override
  default Namespace use(ConnectionMiddleware middleware) {
    return main().use(middleware);
  }

  @Override
  default Namespace authenticate(Authenticator authenticator) {
    return main().authenticate(authenticator);
  }

  @Override
  default <A> Namespace authenticate(Class<A> auth, Authenticator.Of<A> authenticator) {
    return main().authenticate(auth, authenticator);
  }

  @Override
  default Namespace onConnection(ConnectionListener listener) {
    return main().onConnection(listener);
  }

  @Override
  default Namespace offConnection(ConnectionListener listener) {
    return main().offConnection(listener);
  }

  @Override
  default Namespace on(String event, SocketListeners.Raw listener) {
    return main().on(event, listener);
  }

  @Override
  default <A> Namespace on(String event, Class<A> first, SocketListeners.Of1<A> listener) {
    return main().on(event, first, listener);
  }

  @Override
  default <A> Namespace on(String event, TypeRef<A> first, SocketListeners.Of1<A> listener) {
    return main().on(event, first, listener);
  }

  @Override
  default <A, B> Namespace on(
      String event, Class<A> first, Class<B> second, SocketListeners.Of2<A, B> listener) {
    return main().on(event, first, second, listener);
  }

  @Override
  default <A, B, C> Namespace on(
      String event,
      Class<A> first,
      Class<B> second,
      Class<C> third,
      SocketListeners.Of3<A, B, C> listener) {
    return main().on(event, first, second, third, listener);
  }

  @Override
  default Namespace once(String event, SocketListeners.Raw listener) {
    return main().once(event, listener);
  }

  @Override
  default <A> Namespace once(String event, Class<A> first, SocketListeners.Of1<A> listener) {
    return main().once(event, first, listener);
  }

  @Override
  default <A> Namespace once(String event, TypeRef<A> first, SocketListeners.Of1<A> listener) {
    return main().once(event, first, listener);
  }

  @Override
  default <A, B> Namespace once(
      String event, Class<A> first, Class<B> second, SocketListeners.Of2<A, B> listener) {
    return main().once(event, first, second, listener);
  }

  @Override
  default Namespace onRequest(String event, SocketListeners.Request listener) {
    return main().onRequest(event, listener);
  }

  @Override
  default <A> Namespace onRequest(
      String event, Class<A> first, SocketListeners.Request1<A> listener) {
    return main().onRequest(event, first, listener);
  }

  @Override
  default <A> Namespace onRequest(
      String event, TypeRef<A> first, SocketListeners.Request1<A> listener) {
    return main().onRequest(event, first, listener);
  }

  @Override
  default <A, B> Namespace onRequest(
      String event, Class<A> first, Class<B> second, SocketListeners.Request2<A, B> listener) {
    return main().onRequest(event, first, second, listener);
  }

  @Override
  default Namespace off(String event) {
    return main().off(event);
  }

  @Override
  default Namespace off(String event, Object listener) {
    return main().off(event, listener);
  }

  @Override
  default Namespace onAny(SocketListeners.Any listener) {
    return main().onAny(listener);
  }

  @Override
  default Namespace prependAny(SocketListeners.Any listener) {
    return main().prependAny(listener);
  }

  @Override
  default Namespace offAny(SocketListeners.Any listener) {
    return main().offAny(listener);
  }

  @Override
  default Namespace offAny() {
    return main().offAny();
  }

  @Override
  default List<SocketListeners.Any> listenersAny() {
    return main().listenersAny();
  }

  @Override
  default Namespace onDisconnecting(SocketListeners.Disconnect listener) {
    return main().onDisconnecting(listener);
  }

  @Override
  default Namespace offDisconnecting(SocketListeners.Disconnect listener) {
    return main().offDisconnecting(listener);
  }

  @Override
  default Namespace onDisconnect(SocketListeners.Disconnect listener) {
    return main().onDisconnect(listener);
  }

  @Override
  default Namespace offDisconnect(SocketListeners.Disconnect listener) {
    return main().offDisconnect(listener);
  }

  @Override
  default void serverSideEmit(String event, @Nullable Object... args) {
    main().serverSideEmit(event, args);
  }

  @Override
  default CompletableFuture<List<Args>> serverSideEmitWithAck(
      String event, @Nullable Object... args) {
    return main().serverSideEmitWithAck(event, args);
  }

  @Override
  default <T> CompletableFuture<List<T>> serverSideEmitWithAck(
      String event, Class<T> answer, @Nullable Object... args) {
    return main().serverSideEmitWithAck(event, answer, args);
  }

  @Override
  default CompletableFuture<Integer> serverCount() {
    return main().serverCount();
  }

  @Override
  default Namespace onServerSide(String event, ServerSideListener listener) {
    return main().onServerSide(event, listener);
  }

  @Override
  default Namespace offServerSide(String event) {
    return main().offServerSide(event);
  }

  @Override
  default Namespace offServerSide(String event, ServerSideListener listener) {
    return main().offServerSide(event, listener);
  }

  @Override
  default Namespace onRoomEvent(RoomListener listener) {
    return main().onRoomEvent(listener);
  }

  @Override
  default Namespace offRoomEvent(RoomListener listener) {
    return main().offRoomEvent(listener);
  }

  @Override
  default Collection<Socket> sockets() {
    return main().sockets();
  }

  @Override
  default Optional<Socket> socket(String id) {
    return main().socket(id);
  }
}
