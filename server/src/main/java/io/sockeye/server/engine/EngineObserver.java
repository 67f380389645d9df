package io.sockeye.server.engine;

import java.util.Map;
import java.util.Optional;

/**
 * Is told what happens in the engine, for logs and meters. Called on I/O threads and inside
 * mailboxes: an implementation must not block, and what it throws is logged.
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

  /** A client is about to change over to another transport: it has sent its probe. */
  default void sessionUpgrading(EngineSession session, TransportType transport) {}

  /** A session changed over to another transport. */
  default void sessionUpgraded(EngineSession session) {}

  /** A client did not complete its upgrade; the session goes on by long polling. */
  default void upgradeFailed(EngineSession session, String detail) {}

  /** A client answered a ping; one of Engine.IO 3: sent one. */
  default void heartbeat(EngineSession session) {}

  /** A session ended. */
  default void sessionClosed(EngineSession session, CloseReason reason, String detail) {}

  /**
   * A limit was hit.
   *
   * @param limit the name of its option
   * @param detail what was found
   */
  default void limitHit(String limit, String detail) {}

  /**
   * A client did not take what was sent to it, and its session is being closed: too much waited for
   * it, or much for too long. {@link #limitHit} is told, too.
   *
   * @param limit the name of the option that was exceeded
   * @param pendingBytes what waited
   */
  default void slowConsumer(EngineSession session, String limit, long pendingBytes) {}

  /**
   * Messages to a client were dropped because it was not writable: volatile ones, or what a {@link
   * SlowConsumerPolicy} wanted to be. Told when the client takes something again, or its session
   * ends.
   *
   * @param count how many, since the last time
   */
  default void messagesDropped(EngineSession session, long count) {}

  /** User code that runs within the engine (a guard or a hook) threw. */
  default void hookFailed(HttpRequest request, Throwable cause) {}

  /** Who is told of each packet; asked once, when the server is made. Nobody unless overridden. */
  default Optional<PacketObserver> packets() {
    return Optional.empty();
  }
}
