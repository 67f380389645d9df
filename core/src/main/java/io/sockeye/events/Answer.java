package io.sockeye.events;

import io.sockeye.Ack;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Answers an event that came, once, if the peer asked for it. */
public final class Answer implements Ack {
  /** Sends what programs answer. */
  @FunctionalInterface
  public interface Sender {
    /** Sends the answer to the event that asked for it by this id. Any thread. */
    void acknowledge(long ackId, @Nullable Object[] values);
  }

  private final long id;
  private final Sender sender;
  private final AtomicBoolean sent = new AtomicBoolean();

  /**
   * The answer to an event.
   *
   * @param id by which the peer asked for it, or {@link SocketPacket#NO_ID}
   */
  public Answer(long id, Sender sender) {
    this.id = id;
    this.sender = sender;
  }

  @Override
  public void send(@Nullable Object @Nullable ... values) {
    if (isRequested() && sent.compareAndSet(false, true)) {
      try {
        sender.acknowledge(id, values == null ? new @Nullable Object[] {null} : values);
      } catch (Throwable unwritable) {
        sent.set(false); // so that the program can answer with what went wrong
        throw unwritable;
      }
    }
  }

  @Override
  public boolean isRequested() {
    return id != SocketPacket.NO_ID;
  }
}
