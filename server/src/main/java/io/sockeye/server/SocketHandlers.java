package io.sockeye.server;

import static io.sockeye.events.Arguments.bind;

import io.sockeye.TypeRef;
import io.sockeye.events.Handler;

/** Turns the shapes of listeners that programs add to a namespace into {@link Handler}s. */
final class SocketHandlers {
  private SocketHandlers() {}

  static <A> Handler<Socket> of(Class<A> first, SocketListeners.Of1<A> listener) {
    return (socket, args, ack) -> listener.onEvent(socket, bind(args, 0, first));
  }

  static <A> Handler<Socket> of(TypeRef<A> first, SocketListeners.Of1<A> listener) {
    return (socket, args, ack) -> listener.onEvent(socket, bind(args, 0, first));
  }

  static <A, B> Handler<Socket> of(
      Class<A> first, Class<B> second, SocketListeners.Of2<A, B> listener) {
    return (socket, args, ack) ->
        listener.onEvent(socket, bind(args, 0, first), bind(args, 1, second));
  }

  static <A, B, C> Handler<Socket> of(
      Class<A> first, Class<B> second, Class<C> third, SocketListeners.Of3<A, B, C> listener) {
    return (socket, args, ack) ->
        listener.onEvent(socket, bind(args, 0, first), bind(args, 1, second), bind(args, 2, third));
  }
}
