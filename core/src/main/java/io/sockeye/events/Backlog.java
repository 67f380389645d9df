package io.sockeye.events;

import io.sockeye.concurrent.Fields;
import io.sockeye.concurrent.SerialExecutor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The events of a connection that its listeners have not got to yet: while there are too many,
 * nothing more is read from it, so that a fast peer waits in its own network rather than in our
 * memory.
 *
 * <p>Filled in the mailbox, emptied by lanes; shared on purpose.
 */
public abstract class Backlog {
  private static final VarHandle EVENTS = Fields.of(MethodHandles.lookup(), "events", int.class);
  private static final VarHandle BYTES = Fields.of(MethodHandles.lookup(), "bytes", long.class);

  private volatile int events;
  private volatile long bytes;

  /** Written in the mailbox only. */
  private volatile boolean paused;

  /** Of a connection that is read. */
  protected Backlog() {}

  /** That of the connection. */
  protected abstract SerialExecutor mailbox();

  /** So many events are too many. */
  protected abstract int maxEvents();

  /** So many bytes of events are too many. */
  protected abstract long maxBytes();

  /** Reads nothing more from the connection; in the mailbox. */
  protected abstract void pauseReading();

  /** Reads from the connection again; in the mailbox. */
  protected abstract void resumeReading();

  /** An event was handed to a lane. */
  public final void added(long size) {
    assert mailbox().isCurrent();
    EVENTS.getAndAdd(this, 1);
    BYTES.getAndAdd(this, size);
    if (!paused && isLong()) {
      paused = true;
      pauseReading();
      resumeIfShort(); // The lanes may have emptied it before they could see that it is paused.
    }
  }

  /** A lane is done with an event. Any thread. */
  public final void removed(long size) {
    EVENTS.getAndAdd(this, -1);
    BYTES.getAndAdd(this, -size);
    if (paused && isShort()) {
      mailbox().execute(this::resumeIfShort);
    }
  }

  private void resumeIfShort() {
    assert mailbox().isCurrent();
    if (paused && isShort()) {
      paused = false;
      resumeReading();
    }
  }

  private boolean isLong() {
    return events >= maxEvents() || bytes >= maxBytes();
  }

  private boolean isShort() {
    return events <= maxEvents() / 4 && bytes <= maxBytes() / 4;
  }
}
