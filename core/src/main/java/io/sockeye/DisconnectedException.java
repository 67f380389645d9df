package io.sockeye;

/** The socket was disconnected before an answer came. */
public final class DisconnectedException extends SocketIoException {
  private static final long serialVersionUID = 1L;

  /** With the text that the JavaScript implementation uses. */
  public DisconnectedException() {
    super("socket has been disconnected");
  }
}
