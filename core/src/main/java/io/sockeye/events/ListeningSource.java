package io.sockeye.events;

import static io.sockeye.events.Arguments.bind;

import io.sockeye.EventListener;
import io.sockeye.EventSource;
import io.sockeye.Listeners;
import io.sockeye.TypeRef;
import java.util.List;
import java.util.Objects;

/**
 * The half of a socket that programs add their listeners to: it only fills its {@link
 * EventListeners}.
 *
 * @param <S> the socket as programs know it
 */
public interface ListeningSource<S extends EventSource<S>> extends EventSource<S> {
  /** Where the listeners are kept. */
  EventListeners<?> listeners();

  @SuppressWarnings("unchecked") // what S is for
  private S self() {
    return (S) this;
  }

  private S listen(
      String event, Object listener, boolean once, Handler<? super Recipient> handler) {
    listeners().byName().add(event, listener, once, handler);
    return self();
  }

  private S answer(String event, Object listener, Listeners.Request request) {
    return listen(
        event, listener, false, Handlers.request(event, (socket, args) -> request.onRequest(args)));
  }

  private S listenToAny(List<Listeners.Any> list, Listeners.Any listener) {
    list.add(Objects.requireNonNull(listener, "listener"));
    return self();
  }

  @Override
  default S on(String event, EventListener listener) {
    return listen(event, listener, false, (socket, args, ack) -> listener.onEvent(args, ack));
  }

  @Override
  default <A> S on(String event, Class<A> first, Listeners.Of1<A> listener) {
    return listen(event, listener, false, Handlers.of(first, listener));
  }

  @Override
  default <A> S on(String event, TypeRef<A> first, Listeners.Of1<A> listener) {
    return listen(event, listener, false, Handlers.of(first, listener));
  }

  @Override
  default <A, B> S on(String event, Class<A> first, Class<B> second, Listeners.Of2<A, B> listener) {
    return listen(event, listener, false, Handlers.of(first, second, listener));
  }

  @Override
  default <A, B, C> S on(
      String event,
      Class<A> first,
      Class<B> second,
      Class<C> third,
      Listeners.Of3<A, B, C> listener) {
    return listen(event, listener, false, Handlers.of(first, second, third, listener));
  }

  @Override
  default S once(String event, EventListener listener) {
    return listen(event, listener, true, (socket, args, ack) -> listener.onEvent(args, ack));
  }

  @Override
  default <A> S once(String event, Class<A> first, Listeners.Of1<A> listener) {
    return listen(event, listener, true, Handlers.of(first, listener));
  }

  @Override
  default <A> S once(String event, TypeRef<A> first, Listeners.Of1<A> listener) {
    return listen(event, listener, true, Handlers.of(first, listener));
  }

  @Override
  default <A, B> S once(
      String event, Class<A> first, Class<B> second, Listeners.Of2<A, B> listener) {
    return listen(event, listener, true, Handlers.of(first, second, listener));
  }

  @Override
  default S onRequest(String event, Listeners.Request listener) {
    return answer(event, listener, listener);
  }

  @Override
  default <A> S onRequest(String event, Class<A> first, Listeners.Request1<A> listener) {
    return answer(event, listener, args -> listener.onRequest(bind(args, 0, first)));
  }

  @Override
  default <A> S onRequest(String event, TypeRef<A> first, Listeners.Request1<A> listener) {
    return answer(event, listener, args -> listener.onRequest(bind(args, 0, first)));
  }

  @Override
  default <A, B> S onRequest(
      String event, Class<A> first, Class<B> second, Listeners.Request2<A, B> listener) {
    return answer(
        event, listener, args -> listener.onRequest(bind(args, 0, first), bind(args, 1, second)));
  }

  @Override
  default S off(String event) {
    listeners().byName().remove(event);
    return self();
  }

  @Override
  default S off(String event, Object listener) {
    listeners().byName().remove(event, listener);
    return self();
  }

  @Override
  default S onAny(Listeners.Any listener) {
    return listenToAny(listeners().anyIncoming(), listener);
  }

  @Override
  default S prependAny(Listeners.Any listener) {
    listeners().anyIncoming().add(0, Objects.requireNonNull(listener, "listener"));
    return self();
  }

  @Override
  default S offAny(Listeners.Any listener) {
    listeners().anyIncoming().remove(listener);
    return self();
  }

  @Override
  default S offAny() {
    listeners().anyIncoming().clear();
    return self();
  }

  @Override
  default S onAnyOutgoing(Listeners.Any listener) {
    return listenToAny(listeners().anyOutgoing(), listener);
  }

  @Override
  default S prependAnyOutgoing(Listeners.Any listener) {
    listeners().anyOutgoing().add(0, Objects.requireNonNull(listener, "listener"));
    return self();
  }

  @Override
  default S offAnyOutgoing(Listeners.Any listener) {
    listeners().anyOutgoing().remove(listener);
    return self();
  }

  @Override
  default S offAnyOutgoing() {
    listeners().anyOutgoing().clear();
    return self();
  }

  @Override
  default List<Listeners.Any> listenersAny() {
    return List.copyOf(listeners().anyIncoming());
  }

  @Override
  default List<Listeners.Any> listenersAnyOutgoing() {
    return List.copyOf(listeners().anyOutgoing());
  }
}
