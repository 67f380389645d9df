package io.sockeye.server.engine;

import java.util.concurrent.CompletionStage;

/**
 * Chooses the id of a new session: {@code generateId} of the JavaScript server. Asked once for each
 * handshake that was allowed.
 *
 * <p>Whoever knows the id of a session can read and write in its name, so ids must not be
 * guessable; 20 characters as by {@link RandomId#next} are what load balancers and cluster adapters
 * of the ecosystem count on. An id that is not well-formed, or is in use, refuses the handshake.
 *
 * <p>Runs on the server's executor, so it may block. What it throws refuses the handshake.
 */
@FunctionalInterface
public interface IdGenerator {
  /** The most characters that an id may have. */
  int MAX_LENGTH = 64;

  /**
   * The id of the session that this request opens; the connection waits for it.
   *
   * @return 1 to {@link #MAX_LENGTH} characters of A to Z, a to z, 0 to 9, {@code -} and {@code _}
   */
  CompletionStage<String> generate(HttpRequest request) throws Exception;
}
