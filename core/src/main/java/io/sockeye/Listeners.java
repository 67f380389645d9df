package io.sockeye;

import org.jspecify.annotations.Nullable;

/**
 * The shapes of listeners that programs write as lambdas, by what they take.
 *
 * <p>An argument bound to a type is never null: an event whose argument is missing, null or of
 * another type is reported and not delivered. Where an argument may be missing, bind it to a {@code
 * TypeRef<Optional<T>>}, or take the {@link EventListener raw} form.
 */
public final class Listeners {
  private Listeners() {}

  /** Takes one argument of a type. */
  @FunctionalInterface
  public interface Of1<A> {
    /** The event arrived. */
    void onEvent(A first) throws Exception;
  }

  /** Takes two arguments of a type each. */
  @FunctionalInterface
  public interface Of2<A, B> {
    /** The event arrived. */
    void onEvent(A first, B second) throws Exception;
  }

  /** Takes three arguments of a type each. */
  @FunctionalInterface
  public interface Of3<A, B, C> {
    /** The event arrived. */
    void onEvent(A first, B second, C third) throws Exception;
  }

  /** Takes any event: {@code onAny} and {@code onAnyOutgoing}. */
  @FunctionalInterface
  public interface Any {
    /** An event arrived, or is being sent. */
    void onEvent(String event, Args args) throws Exception;
  }

  /** Answers a request with raw arguments. */
  @FunctionalInterface
  public interface Request {
    /**
     * The request arrived.
     *
     * @return the answer, or a {@code CompletionStage} of it
     */
    @Nullable Object onRequest(Args args) throws Exception;
  }

  /** Answers a request with one argument of a type. */
  @FunctionalInterface
  public interface Request1<A> {
    /**
     * The request arrived.
     *
     * @return the answer, or a {@code CompletionStage} of it
     */
    @Nullable Object onRequest(A first) throws Exception;
  }

  /** Answers a request with two arguments of a type each. */
  @FunctionalInterface
  public interface Request2<A, B> {
    /**
     * The request arrived.
     *
     * @return the answer, or a {@code CompletionStage} of it
     */
    @Nullable Object onRequest(A first, B second) throws Exception;
  }
}
