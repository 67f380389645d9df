package io.sockeye.server.engine;

import java.util.Optional;

/** The transports of Engine.IO that this server offers. */
public enum TransportType {
  /** HTTP long polling. */
  POLLING("polling"),
  /** WebSocket (RFC 6455). */
  WEBSOCKET("websocket");

  private final String text;

  TransportType(String text) {
    this.text = text;
  }

  /** The name in the query and in the handshake. */
  public String text() {
    return text;
  }

  /** The transport of a name of the wire. */
  public static Optional<TransportType> of(String text) {
    for (TransportType type : values()) {
      if (type.text.equals(text)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
