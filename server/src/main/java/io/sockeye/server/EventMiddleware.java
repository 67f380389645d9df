package io.sockeye.server;

import io.sockeye.Args;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an incoming event reaches its listeners: {@code socket.use} of the JavaScript
 * server.
 *
 * <p>Runs on the socket's handler lane, so it may block. Acks are no events.
 */
@FunctionalInterface
public interface EventMiddleware {
  /**
   * Looks at an event. What is thrown drops it: no packet is sent, its ack is never called, and the
   * listeners of {@link Socket#onError} and the {@link ServerObserver} are told.
   *
   * @return {@code false} to drop the event; a {@code CompletionStage}, which is awaited, with all
   *     events that follow, and means what it completes with; anything else, and null, to go on
   */
  @Nullable Object onEvent(String event, Args args) throws Exception;
}
