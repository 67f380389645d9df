package io.sockeye;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** An argument is not of the type that was asked for. */
public final class ArgumentException extends SocketIoException {
  private static final long serialVersionUID = 1L;

  /** With a message that names what was expected and what came. */
  public ArgumentException(String message) {
    super(message);
  }

  /** With a message that names what was expected and what came, and the failure underneath. */
  public ArgumentException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** For an argument that is null, or that the peer left out, where a value is needed. */
  public static ArgumentException missing(Args args, int index, Type expected) {
    return mismatch(index, expected, index < args.size() ? "null" : "nothing");
  }

  static ArgumentException mismatch(int index, Type expected, String got) {
    return new ArgumentException(
        "argument " + index + ": expected " + expected.getTypeName() + ", got " + got);
  }
}
