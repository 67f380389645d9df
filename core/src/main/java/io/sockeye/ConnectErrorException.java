package io.sockeye;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a namespace is refused. The message and the data are sent to the client, so they
 * must hold nothing that it may not know.
 */
public final class ConnectErrorException extends SocketIoException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Object data;

  /** With a message for the client. */
  public ConnectErrorException(String message) {
    this(message, null);
  }

  /** With a message for the client and further data, anything that JSON can say. */
  public ConnectErrorException(String message, @Nullable Object data) {
    super(message);
    this.data = data;
  }

  /** The message for the client. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** What the client is told besides the message. */
  public Optional<Object> data() {
    return Optional.ofNullable(data);
  }
}
