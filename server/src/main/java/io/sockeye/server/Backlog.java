package io.sockeye.server;

import io.sockeye.concurrent.Fields;
import io.sockeye.server.engine.EngineSession;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The events of a connection that its listeners have not got to yet: while there are too many,
 * nothing more is read from it, so that a fast client waits in its own network rather than in our
 * memory.
 *
 * <p>Filled in the mailbox, emptied by lanes; shared on purpose.
 */
final class Backlog {
  private static final VarHandle EVENTS = Fields.of(MethodHandles.lookup(), "events", int.class);
  private static final VarHandle BYTES = Fields.of(MethodHandles.lookup(), "bytes", long.class);

  private final RealServer server;
  private final EngineSession session;
  private volatile int events;
  private volatile long bytes;

  /** Written in the mailbox only. */
  private volatile boolean paused;

  /** For a connection. */
  Backlog(RealServer server, EngineSession session) {
    this.server = server;
    this.session = session;
  }

  /** An event was handed to a lane. */
  void added(long size) {
    assert session.mailbox().isCurrent();
    EVENTS.getAndAdd(this, 1);
    BYTES.getAndAdd(this, size);
    if (!paused && isLong()) {
      paused = true;
      session.pauseReading();
      server.observer().limitHit("maxQueuedEvents", "reading from a client pauses");
      resumeIfShort(); // The lanes may have emptied it before they could see that it is paused.
    }
  }

  /** A lane is done with an event. Any thread. */
  void removed(long size) {
    EVENTS.getAndAdd(this, -1);
    BYTES.getAndAdd(this, -size);
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

  private boolean isLong() {
    ServerOptions options = server.options();
    return events >= options.maxQueuedEvents() || bytes >= options.maxQueuedBytes();
  }

  private boolean isShort() {
    ServerOptions options = server.options();
    return events <= options.maxQueuedEvents() / 4 && bytes <= options.maxQueuedBytes() / 4;
  }
}
