package io.sockeye.events;

import io.sockeye.Ack;
import io.sockeye.concurrent.Fields;
import io.sockeye.protocol.socketio.SocketPacket;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Answers an event that came, once, if the peer asked for it. */
public final class Answer implements Ack {
  /** Sends what programs answer. */
  @FunctionalInterface
  public interface Sender {
    /** Sends the answer to the event that asked for it by this id. Any thread. */
    void acknowledge(long ackId, @Nullable Object[] values);
  }

  /** A field rather than an atomic object: there is one of these for each event that comes. */
  private static final VarHandle SENT = Fields.of(MethodHandles.lookup(), "sent", boolean.class);

  private final long id;
  private final Sender sender;

  @SuppressWarnings("UnusedVariable") // by SENT
  private volatile boolean sent;

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
    if (isRequested() && SENT.compareAndSet(this, false, true)) {
      try {
        sender.acknowledge(id, values == null ? new @Nullable Object[] {null} : values);
      } catch (Throwable unwritable) {
        sent = false; // so that the program can answer with what went wrong
        throw unwritable;
      }
    }
  }

  @Override
  public boolean isRequested() {
    return id != SocketPacket.NO_ID;
  }
}
