package io.sockeye.netty.hostile;

/** How an attack ends that a client makes within its session. */
enum Outcome {
  /** A packet cannot be read. */
  PARSE_ERROR("parse error", 1002, 400),
  /** A packet does not fit the transport. */
  TRANSPORT_ERROR("transport error", 1002, 400),
  /** A packet does not fit the namespace: the server closes the connection in an orderly way. */
  FORCED_CLOSE("forced close", 0, 200),
  /** A frame whose text is no text; only a WebSocket can tell. */
  NO_TEXT("transport error", 1007, 400),
  /** It is no attack: the session goes on. */
  TAKEN("", 0, 200);

  /** Why the session ended, empty if it did not. */
  final String reason;

  /** The code of the WebSocket's close frame, 0 if that has none. */
  final int closeCode;

  /** The status of the POST. */
  final int status;

  Outcome(String reason, int closeCode, int status) {
    this.reason = reason;
    this.closeCode = closeCode;
    this.status = status;
  }

  /** The reason where the packet came by a POST. */
  String reasonByPolling() {
    return this == NO_TEXT ? PARSE_ERROR.reason : reason;
  }
}
