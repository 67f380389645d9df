package io.sockeye.server;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a parent takes a client that asks for a namespace of some name: {@code
 * io.of((name, auth, next) => ...)} of the JavaScript server.
 *
 * <p>Asked at each CONNECT, also when the namespace exists already, so it may judge the client by
 * its handshake. Runs on a handler lane, so it may block; it must have decided within {@link
 * ServerOptions#authTimeout}.
 */
@FunctionalInterface
public interface NamespacePredicate {
  /**
   * Looks at a name that a client asks for.
   *
   * @param name as the client sent it, at most as long as {@code maxNamespaceLength}, without
   *     control characters
   * @return {@code true} to take the client; a {@code CompletionStage}, which is awaited and means
   *     what it completes with; anything else, and null, leaves it to the parents that follow. What
   *     is thrown, and a stage that fails, refuses the client, and the {@link ServerObserver} is
   *     told
   */
  @Nullable Object test(String name, Handshake handshake) throws Exception;
}
