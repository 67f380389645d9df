package io.sockeye;

/** The socket was disconnected before an answer came. */
public final class DisconnectedException extends SocketIoException {
  private static final long serialVersionUID = 1L;

  /** The words of the JavaScript implementation; they come first, whatever else is known. */
  private static final String MESSAGE = "socket has been disconnected";

  /** Without more. */
  public DisconnectedException() {
    super(MESSAGE);
  }

  /** With what is known of it: what was asked, of whom, and why the connection ended. */
  public DisconnectedException(String detail) {
    super(MESSAGE + ": " + detail);
  }
}
