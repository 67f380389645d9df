package io.sockeye.server;

import static io.sockeye.events.Arguments.bind;

import io.sockeye.TypeRef;
import io.sockeye.events.Handler;
import io.sockeye.events.Handlers;
import io.sockeye.server.adapter.RoomListener;
import java.util.List;
import java.util.Objects;

/**
 * The half of a namespace that programs add their listeners to: it only fills a {@link
 * NamespaceListeners}.
 */
interface ListeningNamespace extends Namespace {
  /** Where the listeners are kept. */
  NamespaceListeners listeners();

  private Namespace listen(
      String event, Object listener, boolean once, Handler<? super RealSocket> handler) {
    listeners().events.add(event, listener, once, handler);
    return this;
  }

  private Namespace answer(String event, Object listener, SocketListeners.Request request) {
    return listen(event, listener, false, Handlers.request(event, request::onRequest));
  }

  private <T> Namespace add(List<T> list, T listener) {
    list.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  @Override
  default Namespace use(ConnectionMiddleware middleware) {
    return add(listeners().middlewares, middleware);
  }

  @Override
  default Namespace authenticate(Authenticator authenticator) {
    return use(new Authentication(Objects.requireNonNull(authenticator, "authenticator")));
  }

  @Override
  default <A> Namespace authenticate(Class<A> auth, Authenticator.Of<A> authenticator) {
    Objects.requireNonNull(authenticator, "authenticator");
    return use(Authentication.of(auth, authenticator));
  }

  @Override
  default Namespace onConnection(ConnectionListener listener) {
    return add(listeners().connected, listener);
  }

  @Override
  default Namespace offConnection(ConnectionListener listener) {
    listeners().connected.remove(listener);
    return this;
  }

  @Override
  default Namespace on(String event, SocketListeners.Raw listener) {
    return listen(event, listener, false, listener::onEvent);
  }

  @Override
  default <A> Namespace on(String event, Class<A> first, SocketListeners.Of1<A> listener) {
    return listen(event, listener, false, SocketHandlers.of(first, listener));
  }

  @Override
  default <A> Namespace on(String event, TypeRef<A> first, SocketListeners.Of1<A> listener) {
    return listen(event, listener, false, SocketHandlers.of(first, listener));
  }

  @Override
  default <A, B> Namespace on(
      String event, Class<A> first, Class<B> second, SocketListeners.Of2<A, B> listener) {
    return listen(event, listener, false, SocketHandlers.of(first, second, listener));
  }

  @Override
  default <A, B, C> Namespace on(
      String event,
      Class<A> first,
      Class<B> second,
      Class<C> third,
      SocketListeners.Of3<A, B, C> listener) {
    return listen(event, listener, false, SocketHandlers.of(first, second, third, listener));
  }

  @Override
  default Namespace once(String event, SocketListeners.Raw listener) {
    return listen(event, listener, true, listener::onEvent);
  }

  @Override
  default <A> Namespace once(String event, Class<A> first, SocketListeners.Of1<A> listener) {
    return listen(event, listener, true, SocketHandlers.of(first, listener));
  }

  @Override
  default <A> Namespace once(String event, TypeRef<A> first, SocketListeners.Of1<A> listener) {
    return listen(event, listener, true, SocketHandlers.of(first, listener));
  }

  @Override
  default <A, B> Namespace once(
      String event, Class<A> first, Class<B> second, SocketListeners.Of2<A, B> listener) {
    return listen(event, listener, true, SocketHandlers.of(first, second, listener));
  }

  @Override
  default Namespace onRequest(String event, SocketListeners.Request listener) {
    return answer(event, listener, listener);
  }

  @Override
  default <A> Namespace onRequest(
      String event, Class<A> first, SocketListeners.Request1<A> listener) {
    return answer(
        event, listener, (socket, args) -> listener.onRequest(socket, bind(args, 0, first)));
  }

  @Override
  default <A> Namespace onRequest(
      String event, TypeRef<A> first, SocketListeners.Request1<A> listener) {
    return answer(
        event, listener, (socket, args) -> listener.onRequest(socket, bind(args, 0, first)));
  }

  @Override
  default <A, B> Namespace onRequest(
      String event, Class<A> first, Class<B> second, SocketListeners.Request2<A, B> listener) {
    return answer(
        event,
        listener,
        (socket, args) -> listener.onRequest(socket, bind(args, 0, first), bind(args, 1, second)));
  }

  @Override
  default Namespace off(String event) {
    listeners().events.remove(event);
    return this;
  }

  @Override
  default Namespace off(String event, Object listener) {
    listeners().events.remove(event, listener);
    return this;
  }

  @Override
  default Namespace onAny(SocketListeners.Any listener) {
    return add(listeners().anyIncoming, listener);
  }

  @Override
  default Namespace prependAny(SocketListeners.Any listener) {
    listeners().anyIncoming.add(0, Objects.requireNonNull(listener, "listener"));
    return this;
  }

  @Override
  default Namespace offAny(SocketListeners.Any listener) {
    listeners().anyIncoming.remove(listener);
    return this;
  }

  @Override
  default Namespace offAny() {
    listeners().anyIncoming.clear();
    return this;
  }

  @Override
  default List<SocketListeners.Any> listenersAny() {
    return List.copyOf(listeners().anyIncoming);
  }

  @Override
  default Namespace onServerSide(String event, ServerSideListener listener) {
    listeners().addServerSide(ServerSideEvents.checked(event), listener);
    return this;
  }

  @Override
  default Namespace offServerSide(String event) {
    listeners().serverSide.remove(event);
    return this;
  }

  @Override
  default Namespace offServerSide(String event, ServerSideListener listener) {
    listeners().removeServerSide(event, listener);
    return this;
  }

  @Override
  default Namespace onRoomEvent(RoomListener listener) {
    return add(listeners().rooms, listener);
  }

  @Override
  default Namespace offRoomEvent(RoomListener listener) {
    listeners().rooms.remove(listener);
    return this;
  }

  @Override
  default Namespace onDisconnecting(SocketListeners.Disconnect listener) {
    return add(listeners().disconnecting, listener);
  }

  @Override
  default Namespace offDisconnecting(SocketListeners.Disconnect listener) {
    listeners().disconnecting.remove(listener);
    return this;
  }

  @Override
  default Namespace onDisconnect(SocketListeners.Disconnect listener) {
    return add(listeners().disconnected, listener);
  }

  @Override
  default Namespace offDisconnect(SocketListeners.Disconnect listener) {
    listeners().disconnected.remove(listener);
    return this;
  }
}
