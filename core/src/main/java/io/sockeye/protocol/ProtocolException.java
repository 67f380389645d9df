package io.sockeye.protocol;

/**
 * The peer sent what the protocol does not allow.
 *
 * <p>Decoders throw it and a session catches it in one place. It carries no stack trace: a peer
 * decides how often it is thrown, and the place in our code says nothing about the peer's mistake.
 */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a message that says what was expected and what came, and never quotes a payload. */
  public ProtocolException(String message) {
    super(message, null, false, false);
  }
}
