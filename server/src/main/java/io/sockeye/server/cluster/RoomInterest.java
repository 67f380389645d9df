package io.sockeye.server.cluster;

import io.sockeye.concurrent.Timers;
import io.sockeye.concurrent.Uncaught;
import io.sockeye.server.adapter.RoomEvent;
import io.sockeye.server.adapter.RoomEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells the bus which rooms have sockets on this server, in the order in which that changes, and
 * lets those who join wait until the bus brings what others send there, but no longer than a while:
 * they are in the room here all the same. Stands between the rooms and those who listen to their
 * changes. Thread-safe.
 */
final class RoomInterest implements RoomEvents {
  /**
   * A room that came to be or ended.
   *
   * @param entered completes when the bus brings what is sent there; null if the room ended
   */
  private record Change(String room, boolean ofSocket, @Nullable CompletableFuture<Void> entered) {}

  private final ClusterBus bus;
  private final RoomEvents listeners;
  private final Timers timers;
  private final Duration patience;

  /** Noted under a lock of the rooms, and not told to the bus yet. */
  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();

  /** How often somebody came to tell the bus; who finds it at 0 does so for all. */
  private final AtomicInteger calls = new AtomicInteger();

  /** The rooms that the bus does not bring yet. */
  private final Map<String, CompletableFuture<Void>> entering = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /**
   * For the rooms of a namespace.
   *
   * @param patience how long the bus may be waited for
   */
  RoomInterest(ClusterBus bus, RoomEvents listeners, Timers timers, Duration patience) {
    this.bus = bus;
    this.listeners = listeners;
    this.timers = timers;
    this.patience = patience;
  }

  @Override
  public boolean areWanted() {
    return true;
  }

  @Override
  public void note(RoomEvent.Kind kind, String room, String socketId) {
    if (listeners.areWanted()) {
      listeners.note(kind, room, socketId);
    }
    if (kind == RoomEvent.Kind.CREATE) {
      CompletableFuture<Void> entered = new CompletableFuture<>();
      entering.put(room, entered);
      changes.add(new Change(room, room.equals(socketId), entered));
    } else if (kind == RoomEvent.Kind.DELETE) {
      changes.add(new Change(room, room.equals(socketId), null));
    }
  }

  @Override
  public void tell() {
    if (!changes.isEmpty() && calls.getAndIncrement() == 0) {
      int done = 1;
      do {
        for (Change change = changes.poll(); change != null; change = changes.poll()) {
          tell(change);
        }
        done = calls.addAndGet(-done);
      } while (done != 0);
    }
    listeners.tell();
  }

  private void tell(Change change) {
    CompletableFuture<Void> entered = change.entered();
    if (entered == null) {
      if (!closed) {
        Uncaught.run(() -> bus.leave(change.room())); // What it throws must not stop the rest.
      }
      return;
    }
    CompletionStage<Void> told =
        closed ? CompletableFuture.completedStage(null) : enter(change.room(), change.ofSocket());
    var unused =
        told.whenComplete(
            (nothing, failure) -> {
              entering.remove(change.room(), entered);
              if (failure == null) {
                entered.complete(null);
              } else {
                entered.completeExceptionally(failure);
              }
            });
  }

  private CompletionStage<Void> enter(String room, boolean ofSocket) {
    try {
      return bus.enter(room, ofSocket);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** The bus is told nothing any more. */
  void close() {
    closed = true;
  }

  /**
   * Completes when the bus brings what is sent to these rooms, if they are there; or after a while,
   * when the bus is away.
   */
  CompletionStage<Void> entered(Collection<String> rooms) {
    List<CompletableFuture<Void>> awaited = new ArrayList<>(0);
    if (!entering.isEmpty()) {
      for (String room : rooms) {
        CompletableFuture<Void> entered = entering.get(room);
        if (entered != null) {
          awaited.add(entered);
        }
      }
    }
    return awaited.isEmpty()
        ? CompletableFuture.completedStage(null)
        : bounded(CompletableFuture.allOf(awaited.toArray(new CompletableFuture<?>[0])));
  }

  private CompletionStage<Void> bounded(CompletableFuture<Void> entered) {
    if (entered.isDone()) {
      return entered;
    }
    CompletableFuture<Void> joined = new CompletableFuture<>();
    Timers.Alarm alarm = timers.schedule(patience, () -> joined.complete(null));
    var unused =
        entered.whenComplete(
            (nothing, failure) -> {
              alarm.cancel();
              if (failure == null) {
                joined.complete(null);
              } else {
                joined.completeExceptionally(failure);
              }
            });
    return joined;
  }
}
