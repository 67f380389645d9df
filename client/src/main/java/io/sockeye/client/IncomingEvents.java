package io.sockeye.client;

import io.sockeye.Ack;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.events.Answer;
import io.sockeye.events.Backlog;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The way of an event from the mailbox to the listeners of one socket, on its lane: catch-all
 * listeners, then those of its name.
 *
 * <p>Events may come before the server's answer to CONNECT, such as those that the client missed:
 * they wait for it. While the listeners are too far behind, the connection is not read.
 */
final class IncomingEvents {
  private record Early(SocketPacket.Event event, long size) {}

  private final RealSocket socket;
  private final RealManager manager;
  private final SocketOptions options;
  private final Behind behind = new Behind();

  /** What came too early, oldest first; in the mailbox. */
  private final Deque<Early> early = new ArrayDeque<>();

  private long earlyBytes;

  /** Counts the times that the program left: what came before reaches nobody after. */
  private volatile int departures;

  IncomingEvents(RealSocket socket, SocketOptions options) {
    this.socket = socket;
    this.manager = socket.manager();
    this.options = options;
  }

  /** A connection begins, or has ended. */
  void restart() {
    assert manager.mailbox().isCurrent();
    behind.attach(null);
    early.clear();
    earlyBytes = 0;
  }

  /**
   * An event came before the answer to CONNECT.
   *
   * @return false if there are too many of those
   */
  boolean hold(SocketPacket.Event event, long size) {
    earlyBytes += size;
    early.add(new Early(event, size));
    return early.size() <= options.maxQueuedEvents() && earlyBytes <= options.maxQueuedBytes();
  }

  /**
   * The answer to CONNECT came: what was held goes ahead, and while the listeners are too far
   * behind this connection is not read either. It was until now, for the answer to come.
   */
  void release(Connection connection) {
    behind.attach(connection);
    for (Early each : early) {
      add(connection, each.event(), each.size());
    }
    early.clear();
    earlyBytes = 0;
  }

  /** An event came. */
  void add(Connection connection, SocketPacket.Event event, long size) {
    assert manager.mailbox().isCurrent();
    socket.memory().onEvent(event);
    behind.added(size);
    int departuresNow = departures;
    socket
        .lane()
        .execute(
            () -> {
              try {
                if (departures == departuresNow) {
                  dispatch(connection, event);
                }
              } finally {
                behind.removed(size);
              }
            });
  }

  private void dispatch(Connection connection, SocketPacket.Event event) {
    assert socket.lane().isCurrent();
    SocketListeners listeners = socket.listeners();
    Ack ack =
        new Answer(
            event.ackId(), (id, values) -> socket.outgoing().acknowledge(connection, id, values));
    listeners.tellAny(socket, event.name(), event.args());
    listeners.dispatch(socket, event.name(), event.args(), ack);
  }

  /** The program leaves: the events that wait reach nobody. Any thread. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // two at once leave once
  void drop() {
    departures++;
  }

  /** The events that listeners are not done with. */
  private final class Behind extends Backlog {
    /** Null while no events come. */
    private @Nullable Connection connection;

    /** Whether there are too many. */
    private boolean tooLong;

    void attach(@Nullable Connection next) {
      if (tooLong && connection != next) {
        if (connection != null) {
          connection.resumeReading();
        }
        if (next != null) {
          next.pauseReading();
        }
      }
      connection = next;
    }

    @Override
    protected SerialExecutor mailbox() {
      return manager.mailbox();
    }

    @Override
    protected int maxEvents() {
      return options.maxQueuedEvents();
    }

    @Override
    protected long maxBytes() {
      return options.maxQueuedBytes();
    }

    @Override
    protected void pauseReading() {
      tooLong = true;
      if (connection != null) {
        connection.pauseReading();
      }
      manager.observer().limitHit("maxQueuedEvents", "reading for " + socket + " pauses");
    }

    @Override
    protected void resumeReading() {
      tooLong = false;
      if (connection != null) {
        connection.resumeReading();
      }
    }
  }
}
