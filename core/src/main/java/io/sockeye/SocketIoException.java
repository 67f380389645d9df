package io.sockeye;

import org.jspecify.annotations.Nullable;

/** What goes wrong in talking to a peer, as a program sees it. */
public class SocketIoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the reader of a log. */
  public SocketIoException(String message) {
    super(message);
  }

  /** With a message for the reader of a log, and what caused it. */
  public SocketIoException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
