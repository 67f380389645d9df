package io.sockeye.server.engine;

import java.util.Map;

/**
 * Is told what happens in the engine, for logs and meters. Called on I/O threads and inside
 * mailboxes: an implementation must not block, and what it throws is ignored.
 */
public interface EngineObserver {
  /** An observer that looks away. */
  EngineObserver NONE = new EngineObserver() {};

  /**
   * A request was refused: {@code connection_error} of the JavaScript server.
   *
   * @param message what the client was told
   * @param context what only this side knows, such as the name of the transport that did not fit
   */
  default void connectionRefused(
      HttpRequest request, HandshakeError error, String message, Map<String, String> context) {}

  /** A session was opened. */
  default void sessionOpened(EngineSession session) {}

  /** A session changed over to another transport. */
  default void sessionUpgraded(EngineSession session) {}

  /** A client did not complete its upgrade; the session goes on by long polling. */
  default void upgradeFailed(EngineSession session, String detail) {}

  /** A session ended. */
  default void sessionClosed(EngineSession session, CloseReason reason, String detail) {}

  /**
   * A limit was hit.
   *
   * @param limit the name of its option
   * @param detail what was found
   */
  default void limitHit(String limit, String detail) {}

  /** User code that runs within the engine (a guard or a hook) threw. */
  default void hookFailed(HttpRequest request, Throwable cause) {}
}
