package io.sockeye.server;

import io.sockeye.EventListener;
import io.sockeye.Listeners;
import io.sockeye.TypeRef;
import java.util.List;
import java.util.Objects;

/**
 * The half of a socket that programs add their listeners to: it only fills a {@link ListenerSet}.
 */
interface ListeningSocket extends Socket {
  /** Where the listeners are kept. */
  ListenerSet listeners();

  private Socket listen(String event, Object listener, boolean once, Handler handler) {
    listeners().events.add(event, listener, once, handler);
    return this;
  }

  @Override
  default Socket on(String event, EventListener listener) {
    return listen(event, listener, false, (socket, args, ack) -> listener.onEvent(args, ack));
  }

  @Override
  default <A> Socket on(String event, Class<A> first, Listeners.Of1<A> listener) {
    return listen(event, listener, false, Handlers.of(first, listener));
  }

  @Override
  default <A> Socket on(String event, TypeRef<A> first, Listeners.Of1<A> listener) {
    return listen(event, listener, false, Handlers.of(first, listener));
  }

  @Override
  default <A, B> Socket on(
      String event, Class<A> first, Class<B> second, Listeners.Of2<A, B> listener) {
    return listen(event, listener, false, Handlers.of(first, second, listener));
  }

  @Override
  default <A, B, C> Socket on(
      String event,
      Class<A> first,
      Class<B> second,
      Class<C> third,
      Listeners.Of3<A, B, C> listener) {
    return listen(event, listener, false, Handlers.of(first, second, third, listener));
  }

  @Override
  default Socket once(String event, EventListener listener) {
    return listen(event, listener, true, (socket, args, ack) -> listener.onEvent(args, ack));
  }

  @Override
  default <A> Socket once(String event, Class<A> first, Listeners.Of1<A> listener) {
    return listen(event, listener, true, Handlers.of(first, listener));
  }

  @Override
  default <A> Socket once(String event, TypeRef<A> first, Listeners.Of1<A> listener) {
    return listen(event, listener, true, Handlers.of(first, listener));
  }

  @Override
  default <A, B> Socket once(
      String event, Class<A> first, Class<B> second, Listeners.Of2<A, B> listener) {
    return listen(event, listener, true, Handlers.of(first, second, listener));
  }

  @Override
  default Socket onRequest(String event, Listeners.Request listener) {
    return listen(
        event,
        listener,
        false,
        Handlers.request(event, (socket, args) -> listener.onRequest(args)));
  }

  @Override
  default <A> Socket onRequest(String event, Class<A> first, Listeners.Request1<A> listener) {
    return listen(
        event,
        listener,
        false,
        Handlers.request(
            event, (socket, args) -> listener.onRequest(Handlers.bind(args, 0, first))));
  }

  @Override
  default <A> Socket onRequest(String event, TypeRef<A> first, Listeners.Request1<A> listener) {
    return listen(
        event,
        listener,
        false,
        Handlers.request(
            event, (socket, args) -> listener.onRequest(Handlers.bind(args, 0, first))));
  }

  @Override
  default <A, B> Socket onRequest(
      String event, Class<A> first, Class<B> second, Listeners.Request2<A, B> listener) {
    return listen(
        event,
        listener,
        false,
        Handlers.request(
            event,
            (socket, args) ->
                listener.onRequest(Handlers.bind(args, 0, first), Handlers.bind(args, 1, second))));
  }

  @Override
  default Socket off(String event) {
    listeners().events.remove(event);
    return this;
  }

  @Override
  default Socket off(String event, Object listener) {
    listeners().events.remove(event, listener);
    return this;
  }

  @Override
  default Socket onAny(Listeners.Any listener) {
    return add(listeners().anyIncoming, listener);
  }

  @Override
  default Socket prependAny(Listeners.Any listener) {
    listeners().anyIncoming.add(0, Objects.requireNonNull(listener, "listener"));
    return this;
  }

  @Override
  default Socket offAny(Listeners.Any listener) {
    listeners().anyIncoming.remove(listener);
    return this;
  }

  @Override
  default Socket offAny() {
    listeners().anyIncoming.clear();
    return this;
  }

  @Override
  default Socket onAnyOutgoing(Listeners.Any listener) {
    return add(listeners().anyOutgoing, listener);
  }

  @Override
  default Socket prependAnyOutgoing(Listeners.Any listener) {
    listeners().anyOutgoing.add(0, Objects.requireNonNull(listener, "listener"));
    return this;
  }

  @Override
  default Socket offAnyOutgoing(Listeners.Any listener) {
    listeners().anyOutgoing.remove(listener);
    return this;
  }

  @Override
  default Socket offAnyOutgoing() {
    listeners().anyOutgoing.clear();
    return this;
  }

  @Override
  default List<Listeners.Any> listenersAny() {
    return List.copyOf(listeners().anyIncoming);
  }

  @Override
  default List<Listeners.Any> listenersAnyOutgoing() {
    return List.copyOf(listeners().anyOutgoing);
  }

  @Override
  default Socket use(EventMiddleware middleware) {
    return add(listeners().middlewares, middleware);
  }

  @Override
  default Socket onError(ErrorListener listener) {
    return add(listeners().errors, listener);
  }

  @Override
  default Socket offError(ErrorListener listener) {
    listeners().errors.remove(listener);
    return this;
  }

  @Override
  default Socket onDisconnecting(DisconnectListener listener) {
    return add(listeners().disconnecting, listener);
  }

  @Override
  default Socket offDisconnecting(DisconnectListener listener) {
    listeners().disconnecting.remove(listener);
    return this;
  }

  @Override
  default Socket onDisconnect(DisconnectListener listener) {
    return add(listeners().disconnected, listener);
  }

  @Override
  default Socket offDisconnect(DisconnectListener listener) {
    listeners().disconnected.remove(listener);
    return this;
  }

  private <T> Socket add(List<T> list, T listener) {
    list.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }
}
