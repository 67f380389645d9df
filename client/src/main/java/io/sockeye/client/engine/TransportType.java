package io.sockeye.client.engine;

/** A way that a session can travel. */
public enum TransportType {
  /** HTTP long polling. */
  POLLING("polling"),
  /** One WebSocket. */
  WEBSOCKET("websocket");

  private final String text;

  TransportType(String text) {
    this.text = text;
  }

  /** The name in queries and handshakes. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }
}
