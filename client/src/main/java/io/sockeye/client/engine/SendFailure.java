package io.sockeye.client.engine;

import io.sockeye.SocketIoException;

/** Why a session did not take a message; the session goes on. */
public abstract sealed class SendFailure extends SocketIoException {
  private static final long serialVersionUID = 1L;

  private SendFailure(String message) {
    super(message);
  }

  /** Whether the same message may be taken later, when what waits is out. */
  public final boolean passes() {
    return this instanceof NotOpen || this instanceof QueueFull;
  }

  /** The session is not open, or no longer. */
  public static final class NotOpen extends SendFailure {
    private static final long serialVersionUID = 1L;

    /** In a state of the session; open means that the server must be gone. */
    NotOpen(ClientSession.State state) {
      super(
          "expected an open session to send by, got one that is "
              + (state == ClientSession.State.OPEN ? "stale" : state.name()));
    }
  }

  /** Too much waits to be sent already. */
  public static final class QueueFull extends SendFailure {
    private static final long serialVersionUID = 1L;

    QueueFull(long bytes, long waiting, int maxQueuedBytes) {
      super(
          "expected room in the queue for %d bytes, but %d of maxQueuedBytes (%d) wait to be sent"
              .formatted(bytes, waiting, maxQueuedBytes));
    }
  }

  /** It is more than may wait, with nothing else waiting. */
  public static final class TooLargeForQueue extends SendFailure {
    private static final long serialVersionUID = 1L;

    TooLargeForQueue(long bytes, int maxQueuedBytes) {
      super(
          "too large: expected at most %d bytes (maxQueuedBytes), got %d with what packets cost"
              .formatted(maxQueuedBytes, bytes));
    }
  }

  /** The server does not take messages of this size, and would end the session. */
  public static final class TooLarge extends SendFailure {
    private static final long serialVersionUID = 1L;
    private final long bytes;
    private final int maxPayload;

    TooLarge(long bytes, int maxPayload, boolean base64) {
      super(
          "payload too large: expected at most %d bytes (the server's maxHttpBufferSize), got %d%s"
              .formatted(maxPayload, bytes, base64 ? ", as base64" : ""));
      this.bytes = bytes;
      this.maxPayload = maxPayload;
    }

    /** The size on the wire of the largest of the message's packets. */
    public long bytes() {
      return bytes;
    }

    /** What the server takes. */
    public int maxPayload() {
      return maxPayload;
    }
  }
}
