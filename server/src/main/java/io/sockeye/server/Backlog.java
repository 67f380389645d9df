package io.sockeye.server;

import io.sockeye.server.engine.EngineSession;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The events of a connection that its listeners have not got to yet: while there are too many,
 * nothing more is read from it, so that a fast client waits in its own network rather than in our
 * memory.
 *
 * <p>Filled in the mailbox, emptied by lanes; shared on purpose.
 */
final class Backlog {
  private final EngineSession session;
  private final int maxEvents;
  private final int maxBytes;
  private final Runnable onPause;
  private final AtomicInteger events = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /** Written in the mailbox only. */
  private volatile boolean paused;

  /**
   * For a connection.
   *
   * @param onPause is told each time that reading stops
   */
  Backlog(EngineSession session, int maxEvents, int maxBytes, Runnable onPause) {
    this.session = session;
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.onPause = onPause;
  }

  /** An event was handed to a lane. */
  void added(long size) {
    assert session.mailbox().isCurrent();
    int nowEvents = events.incrementAndGet();
    long nowBytes = bytes.addAndGet(size);
    if (!paused && (nowEvents >= maxEvents || nowBytes >= maxBytes)) {
      paused = true;
      session.pauseReading();
      onPause.run();
      resumeIfShort(); // The lanes may have emptied it before they could see that it is paused.
    }
  }

  /** A lane is done with an event. Any thread. */
  void removed(long size) {
    events.decrementAndGet();
    bytes.addAndGet(-size);
    if (paused && isShort()) {
      session.mailbox().execute(this::resumeIfShort);
    }
  }

  private void resumeIfShort() {
    assert session.mailbox().isCurrent();
    if (paused && isShort()) {
      paused = false;
      session.resumeReading();
    }
  }

  private boolean isShort() {
    return events.get() <= maxEvents / 4 && bytes.get() <= maxBytes / 4;
  }
}
