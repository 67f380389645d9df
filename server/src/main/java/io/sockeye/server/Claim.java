package io.sockeye.server;

import org.jspecify.annotations.Nullable;

/**
 * The wish of a socket that is being admitted to go on where an earlier one of its client lost its
 * connection.
 */
interface Claim {
  /** What recovery does to the socket. */
  SocketRecovery recoveryOf(RealSocket socket);

  /** Whether the new socket is let in without asking. */
  boolean skipsMiddlewares();

  /** The data for the new socket: a copy, for it may be refused. */
  SocketData data();

  /** Who is connected, where nobody is asked again; null if nobody is known. */
  @Nullable Object restoredPrincipal();
}
