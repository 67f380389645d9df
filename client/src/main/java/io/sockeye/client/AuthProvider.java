package io.sockeye.client;

import org.jspecify.annotations.Nullable;

/**
 * Gives what a client tells the server about itself when it connects to a namespace, for the
 * server's {@code handshake.auth}.
 *
 * <p>It is asked each time that the socket connects, again too, so that a token can be a fresh one;
 * on the socket's lane, where it may block. What it throws, or its stage fails with, is a {@link
 * io.sockeye.client.engine.ConnectFailure.Auth}, and it is asked again after a while.
 *
 * <pre>{@code
 * manager.socket("/chat", () -> new Token(session.token()));
 * }</pre>
 */
@FunctionalInterface
public interface AuthProvider {
  /**
   * The auth for one connection.
   *
   * @return what becomes an object in JSON, such as a {@code Map} or a record; or a {@code
   *     CompletionStage} of it; null for none
   */
  @Nullable Object auth() throws Exception;
}
