package io.sockeye.server;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.Listeners;
import io.sockeye.TypeRef;
import java.lang.reflect.ParameterizedType;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Turns the shapes of listeners that programs write into {@link Handler}s. */
final class Handlers {
  private Handlers() {}

  /** A listener that answers, in the one shape that all others are turned into. */
  @FunctionalInterface
  interface Responder {
    @Nullable Object respond(Socket socket, Args args) throws Exception;
  }

  static <A> Handler of(Class<A> first, Listeners.Of1<A> listener) {
    return (socket, args, ack) -> listener.onEvent(bind(args, 0, first));
  }

  static <A> Handler of(TypeRef<A> first, Listeners.Of1<A> listener) {
    return (socket, args, ack) -> listener.onEvent(bind(args, 0, first));
  }

  static <A, B> Handler of(Class<A> first, Class<B> second, Listeners.Of2<A, B> listener) {
    return (socket, args, ack) -> listener.onEvent(bind(args, 0, first), bind(args, 1, second));
  }

  static <A, B, C> Handler of(
      Class<A> first, Class<B> second, Class<C> third, Listeners.Of3<A, B, C> listener) {
    return (socket, args, ack) ->
        listener.onEvent(bind(args, 0, first), bind(args, 1, second), bind(args, 2, third));
  }

  static <A> Handler of(Class<A> first, SocketListeners.Of1<A> listener) {
    return (socket, args, ack) -> listener.onEvent(socket, bind(args, 0, first));
  }

  static <A> Handler of(TypeRef<A> first, SocketListeners.Of1<A> listener) {
    return (socket, args, ack) -> listener.onEvent(socket, bind(args, 0, first));
  }

  static <A, B> Handler of(Class<A> first, Class<B> second, SocketListeners.Of2<A, B> listener) {
    return (socket, args, ack) ->
        listener.onEvent(socket, bind(args, 0, first), bind(args, 1, second));
  }

  static <A, B, C> Handler of(
      Class<A> first, Class<B> second, Class<C> third, SocketListeners.Of3<A, B, C> listener) {
    return (socket, args, ack) ->
        listener.onEvent(socket, bind(args, 0, first), bind(args, 1, second), bind(args, 2, third));
  }

  /**
   * A handler that acknowledges with what the responder returns, now or when its stage completes.
   */
  static Handler request(String event, Responder responder) {
    return (socket, args, ack) -> {
      Object answer = responder.respond(socket, args);
      if (answer instanceof CompletionStage<?> stage) {
        stage.whenComplete(
            (value, failure) -> answer((RealSocket) socket, event, ack, value, failure));
      } else {
        send(ack, answer);
      }
    };
  }

  private static void answer(
      RealSocket socket,
      String event,
      Ack ack,
      @Nullable Object value,
      @Nullable Throwable failure) {
    if (failure != null) {
      socket.onListenerFailed(event, Stages.cause(failure));
      return;
    }
    try {
      send(ack, value);
    } catch (RuntimeException e) {
      socket.onListenerFailed(event, e); // Nobody looks at what a stage's dependent throws.
    }
  }

  private static void send(Ack ack, @Nullable Object answer) {
    if (answer instanceof Args several) {
      ack.send(several.toList().toArray());
    } else {
      ack.send(answer);
    }
  }

  static <T> T bind(Args args, int index, Class<T> type) {
    T value = args.get(index, type);
    if (value == null) {
      throw ArgumentException.missing(args, index, type);
    }
    return value;
  }

  static <T> T bind(Args args, int index, TypeRef<T> type) {
    T value = args.get(index, type);
    if (value == null) {
      if (type.type() instanceof ParameterizedType generic
          && generic.getRawType() == Optional.class) {
        @SuppressWarnings("unchecked") // T is an Optional of something
        T empty = (T) Optional.empty();
        return empty;
      }
      throw ArgumentException.missing(args, index, type.type());
    }
    return value;
  }
}
