package io.sockeye.server.engine;

/** Why an Engine.IO session ended; the words are those of the JavaScript server. */
public enum CloseReason {
  /** The connection ended, or the client said that it goes. */
  TRANSPORT_CLOSE("transport close"),
  /** The connection failed, or the client broke the rules of its transport. */
  TRANSPORT_ERROR("transport error"),
  /** No pong came in time. */
  PING_TIMEOUT("ping timeout"),
  /** A packet could not be read. */
  PARSE_ERROR("parse error"),
  /** This side closed the session. */
  FORCED_CLOSE("forced close");

  private final String text;

  CloseReason(String text) {
    this.text = text;
  }

  /** The reason in the words of the protocol's documentation. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }
}
