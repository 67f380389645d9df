package io.sockeye.server;

/** Why a client that came back could not be recovered; it connects as a new socket. */
public enum RecoveryFailure {
  /**
   * Nobody of that private id is waited for: it was away for too long, it left on its own or was
   * disconnected by the server, or it was on another server, or on this one before a restart.
   */
  UNKNOWN_SESSION,

  /**
   * The last event that it names was never sent to it, or so long ago that nobody remembers. A
   * listener of the client may have got a text as last argument of an event that carries no offset
   * (a volatile one, or one with an ack), which the JavaScript client takes for an offset.
   */
  UNKNOWN_OFFSET,

  /** It missed more than is kept, or more than one connection may have waiting. */
  MISSED_TOO_MUCH,

  /** Whom the authenticators see is not who was connected, or the two cannot be compared. */
  OTHER_PRINCIPAL,

  /** Another connection is about to take the same socket. */
  CLAIMED_BY_ANOTHER,

  /**
   * What the servers of a cluster keep together is not to be had, for what keeps it is away or
   * slow.
   */
  STORE_UNAVAILABLE,

  /** The listeners of the lost connection were not done in time. */
  LISTENERS_BUSY
}
