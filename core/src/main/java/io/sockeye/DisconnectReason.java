package io.sockeye;

/** Why a socket was disconnected, in the words of the JavaScript implementation. */
public enum DisconnectReason {
  /** The transport was closed: the peer went away, or the network did. */
  TRANSPORT_CLOSE("transport close"),
  /** The transport failed. */
  TRANSPORT_ERROR("transport error"),
  /** The peer did not answer a ping in time. */
  PING_TIMEOUT("ping timeout"),
  /** The peer sent what the protocol does not allow. */
  PARSE_ERROR("parse error"),
  /** This side ended the connection. */
  FORCED_CLOSE("forced close"),
  /** The server ended the connection because of its state, such as a missing CONNECT. */
  FORCED_SERVER_CLOSE("forced server close"),
  /** The server disconnected the socket from its namespace, in the words of a server. */
  SERVER_NAMESPACE_DISCONNECT("server namespace disconnect"),
  /** The client disconnected the socket from its namespace, in the words of a server. */
  CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
  /** The server is closing. */
  SERVER_SHUTTING_DOWN("server shutting down"),
  /** The server disconnected the socket from its namespace, in the words of a client. */
  IO_SERVER_DISCONNECT("io server disconnect"),
  /** The client disconnected the socket from its namespace, in the words of a client. */
  IO_CLIENT_DISCONNECT("io client disconnect");

  private final String text;

  DisconnectReason(String text) {
    this.text = text;
  }

  /** The reason as JavaScript programs know it. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }
}
