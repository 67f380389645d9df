package io.sockeye;

import java.util.List;

/**
 * Tells the events of one peer to listeners.
 *
 * <p>All methods may be called from any thread. Listeners run one at a time, in the order in which
 * the events arrived; those of one event in the order in which they were added. They may block,
 * which delays no other source. What a listener throws is reported, and never harms the connection.
 *
 * @param <S> the source itself
 */
public interface EventSource<S extends EventSource<S>> {
  /**
   * Listens to an event in its raw form.
   *
   * @return this source, as all methods that add or remove a listener
   */
  S on(String event, EventListener listener);

  /** Listens to an event with one argument. */
  <A> S on(String event, Class<A> first, Listeners.Of1<A> listener);

  /** Listens to an event with one argument of a type with type arguments. */
  <A> S on(String event, TypeRef<A> first, Listeners.Of1<A> listener);

  /** Listens to an event with two arguments. */
  <A, B> S on(String event, Class<A> first, Class<B> second, Listeners.Of2<A, B> listener);

  /** Listens to an event with three arguments. */
  <A, B, C> S on(
      String event,
      Class<A> first,
      Class<B> second,
      Class<C> third,
      Listeners.Of3<A, B, C> listener);

  /** Listens to the next event of this name only. */
  S once(String event, EventListener listener);

  /** Listens to the next event of this name only, with one argument. */
  <A> S once(String event, Class<A> first, Listeners.Of1<A> listener);

  /** Listens to the next event of this name only, with one argument with type arguments. */
  <A> S once(String event, TypeRef<A> first, Listeners.Of1<A> listener);

  /** Listens to the next event of this name only, with two arguments. */
  <A, B> S once(String event, Class<A> first, Class<B> second, Listeners.Of2<A, B> listener);

  /**
   * Answers requests: what the listener returns is the ack, and a {@code CompletionStage} is
   * awaited without holding up the events that follow.
   *
   * <p>Of a listener that throws, or a stage that fails, no ack is sent: it is reported here, the
   * peer's own timeout tells it, and no message of ours leaks.
   */
  S onRequest(String event, Listeners.Request listener);

  /** Answers requests with one argument. */
  <A> S onRequest(String event, Class<A> first, Listeners.Request1<A> listener);

  /** Answers requests with one argument of a type with type arguments. */
  <A> S onRequest(String event, TypeRef<A> first, Listeners.Request1<A> listener);

  /** Answers requests with two arguments. */
  <A, B> S onRequest(
      String event, Class<A> first, Class<B> second, Listeners.Request2<A, B> listener);

  /** Removes all listeners of an event. */
  S off(String event);

  /** Removes one listener of an event, of whatever shape: the object that was added. */
  S off(String event, Object listener);

  /**
   * Listens to every event that arrives, before the listeners of its name see it, and before
   * middlewares where there are such.
   */
  S onAny(Listeners.Any listener);

  /** The same, ahead of those added before. */
  S prependAny(Listeners.Any listener);

  /** Removes one, as {@link #onAny} and {@link #prependAny} added it. */
  S offAny(Listeners.Any listener);

  /** Removes all that {@link #onAny} and {@link #prependAny} added. */
  S offAny();

  /** Listens to every event that is sent to the peer, of broadcasts too; acks are no events. */
  S onAnyOutgoing(Listeners.Any listener);

  /** The same, ahead of those added before. */
  S prependAnyOutgoing(Listeners.Any listener);

  /** Removes one, as {@link #onAnyOutgoing} and {@link #prependAnyOutgoing} added it. */
  S offAnyOutgoing(Listeners.Any listener);

  /** Removes all that {@link #onAnyOutgoing} and {@link #prependAnyOutgoing} added. */
  S offAnyOutgoing();

  /** What {@link #onAny} and {@link #prependAny} added, in order; a copy. */
  List<Listeners.Any> listenersAny();

  /** What {@link #onAnyOutgoing} and {@link #prependAnyOutgoing} added, in order; a copy. */
  List<Listeners.Any> listenersAnyOutgoing();
}
