package io.sockeye.server;

import org.jspecify.annotations.Nullable;

/**
 * Finds out who wants to connect to a namespace. Runs on the socket's handler lane, so it may
 * block.
 */
@FunctionalInterface
public interface Authenticator {
  /**
   * Looks at a socket that wants to connect.
   *
   * <p>It fails closed: null, {@code false}, an empty {@code Optional} and whatever is thrown
   * refuse the connection. Of a {@link io.sockeye.ConnectErrorException} the client is told the
   * message and the data; in any other case it is told that the connection was refused.
   *
   * @return who it is, kept as {@link Socket#principal()}; an {@code Optional} of that, a {@code
   *     CompletionStage} of either, which is awaited, or {@code true} to let in without a principal
   */
  @Nullable Object authenticate(Socket socket, Handshake handshake) throws Exception;

  /** The same for what the client sent as {@code auth}, bound to a type. */
  @FunctionalInterface
  interface Of<A> {
    /**
     * Looks at credentials.
     *
     * @param auth what the client sent, never null; of a client that sent nothing, an empty object
     * @return as {@link Authenticator#authenticate}
     */
    @Nullable Object authenticate(A auth) throws Exception;
  }
}
