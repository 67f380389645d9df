package io.sockeye.client.compat;

/** The transport WebSocket, for {@link Manager.Options#transports}. */
public final class WebSocket {
  /** Its name. */
  public static final String NAME = "websocket";

  private WebSocket() {}
}
