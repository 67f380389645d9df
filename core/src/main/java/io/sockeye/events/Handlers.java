package io.sockeye.events;

import static io.sockeye.events.Arguments.bind;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.Listeners;
import io.sockeye.TypeRef;
import io.sockeye.concurrent.Stages;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Turns the shapes of listeners that programs write into {@link Handler}s. */
public final class Handlers {
  private Handlers() {}

  /** A listener that answers, in the one shape that all others are turned into. */
  @FunctionalInterface
  public interface Responder<S> {
    /**
     * The request arrived.
     *
     * @return the answer, or a {@code CompletionStage} of it
     * @throws io.sockeye.ArgumentException if the arguments are not what the listener wants
     */
    @Nullable Object respond(S socket, Args args) throws Exception;
  }

  static <A> Handler<Object> of(Class<A> first, Listeners.Of1<A> listener) {
    return (socket, args, ack) -> listener.onEvent(bind(args, 0, first));
  }

  static <A> Handler<Object> of(TypeRef<A> first, Listeners.Of1<A> listener) {
    return (socket, args, ack) -> listener.onEvent(bind(args, 0, first));
  }

  static <A, B> Handler<Object> of(Class<A> first, Class<B> second, Listeners.Of2<A, B> listener) {
    return (socket, args, ack) -> listener.onEvent(bind(args, 0, first), bind(args, 1, second));
  }

  static <A, B, C> Handler<Object> of(
      Class<A> first, Class<B> second, Class<C> third, Listeners.Of3<A, B, C> listener) {
    return (socket, args, ack) ->
        listener.onEvent(bind(args, 0, first), bind(args, 1, second), bind(args, 2, third));
  }

  /**
   * A handler that acknowledges with what the responder returns, now or when its stage completes.
   */
  public static <S extends Recipient> Handler<S> request(String event, Responder<S> responder) {
    return (socket, args, ack) -> {
      Object answer = responder.respond(socket, args);
      if (answer instanceof CompletionStage<?> stage) {
        socket.onAnswering(
            stage.whenComplete((value, failure) -> answer(socket, event, ack, value, failure)));
      } else {
        send(ack, answer);
      }
    };
  }

  private static void answer(
      Recipient socket,
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
}
