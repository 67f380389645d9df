package io.sockeye.server;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of listeners that are added to a {@link Namespace} for all its sockets, by what they
 * take besides the socket.
 *
 * @see io.sockeye.Listeners
 */
public final class SocketListeners {
  private SocketListeners() {}

  /** Takes the arguments as they came. */
  @FunctionalInterface
  public interface Raw {
    /** The event arrived with these arguments; the ack does nothing if none was asked for. */
    void onEvent(Socket socket, Args args, Ack ack) throws Exception;
  }

  /** Takes one argument of a type. */
  @FunctionalInterface
  public interface Of1<A> {
    /** The event arrived. */
    void onEvent(Socket socket, A first) throws Exception;
  }

  /** Takes two arguments of a type each. */
  @FunctionalInterface
  public interface Of2<A, B> {
    /** The event arrived. */
    void onEvent(Socket socket, A first, B second) throws Exception;
  }

  /** Takes three arguments of a type each. */
  @FunctionalInterface
  public interface Of3<A, B, C> {
    /** The event arrived. */
    void onEvent(Socket socket, A first, B second, C third) throws Exception;
  }

  /** Takes any event. */
  @FunctionalInterface
  public interface Any {
    /** An event arrived. */
    void onEvent(Socket socket, String event, Args args) throws Exception;
  }

  /** Answers a request with raw arguments. */
  @FunctionalInterface
  public interface Request {
    /**
     * The request arrived.
     *
     * @return the answer, or a {@code CompletionStage} of it
     */
    @Nullable Object onRequest(Socket socket, Args args) throws Exception;
  }

  /** Answers a request with one argument of a type. */
  @FunctionalInterface
  public interface Request1<A> {
    /**
     * The request arrived.
     *
     * @return the answer, or a {@code CompletionStage} of it
     */
    @Nullable Object onRequest(Socket socket, A first) throws Exception;
  }

  /** Answers a request with two arguments of a type each. */
  @FunctionalInterface
  public interface Request2<A, B> {
    /**
     * The request arrived.
     *
     * @return the answer, or a {@code CompletionStage} of it
     */
    @Nullable Object onRequest(Socket socket, A first, B second) throws Exception;
  }

  /** Takes the reason of a disconnection. */
  @FunctionalInterface
  public interface Disconnect {
    /** The socket was disconnected, or is about to be. */
    void onDisconnect(Socket socket, DisconnectReason reason) throws Exception;
  }
}
