package io.sockeye.server.engine;

/**
 * The errors that Engine.IO tells a client in answer to a request, with their codes of the wire.
 */
public enum HandshakeError {
  /** The transport is missing, unknown or switched off. */
  UNKNOWN_TRANSPORT(0, "Transport unknown"),
  /** No session has this id. */
  UNKNOWN_SID(1, "Session ID unknown"),
  /** A request without a session id that is no GET. */
  BAD_HANDSHAKE_METHOD(2, "Bad handshake method"),
  /** The request is malformed, or does not fit its session. */
  BAD_REQUEST(3, "Bad request"),
  /** {@link RequestGuard} refused. */
  FORBIDDEN(4, "Forbidden"),
  /** The protocol revision is not spoken here. */
  UNSUPPORTED_PROTOCOL_VERSION(5, "Unsupported protocol version");

  private final int code;
  private final String message;

  HandshakeError(int code, String message) {
    this.code = code;
    this.message = message;
  }

  /** The code of the wire. */
  public int code() {
    return code;
  }

  /** The words that go with the code. */
  public String message() {
    return message;
  }

  /** The HTTP status of a polling request that is answered with this error. */
  public int status() {
    return this == FORBIDDEN ? 403 : 400;
  }
}
