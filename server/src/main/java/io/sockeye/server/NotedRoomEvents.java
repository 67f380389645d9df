package io.sockeye.server;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.server.adapter.RoomEvent;
import io.sockeye.server.adapter.RoomEvents;
import io.sockeye.server.adapter.RoomListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The room events of one namespace, from the adapter that notes them to the listeners. They wait in
 * a queue of our own and not in the lane's, for a change is noted under the adapter's lock, where a
 * lane must not be woken: it may run the listeners at once.
 */
final class NotedRoomEvents implements RoomEvents {
  private final RealNamespace namespace;
  private final SerialExecutor lane;
  private final Queue<RoomEvent> noted = new ConcurrentLinkedQueue<>();

  /** How many are in the queue. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** Whether the lane is going to look at the queue. */
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Whether one was dropped and nobody told so far. */
  private volatile boolean dropped;

  NotedRoomEvents(RealNamespace namespace) {
    this.namespace = namespace;
    this.lane = SerialExecutor.lane(namespace.server().handlers());
  }

  @Override
  public boolean areWanted() {
    for (NamespaceListeners some : namespace.allListeners()) {
      if (!some.rooms.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void note(RoomEvent.Kind kind, String room, String socketId) {
    int max = namespace.server().options().maxQueuedNamespaceEvents();
    if (waiting.getAndUpdate(n -> n < max ? n + 1 : n) < max) {
      noted.add(new RoomEvent(kind, namespace.name(), room, socketId));
    } else {
      dropped = true;
    }
  }

  @Override
  public void tell() {
    if (dropped) {
      dropped = false;
      namespace
          .server()
          .observer()
          .limitHit("maxQueuedNamespaceEvents", "room events were dropped");
    }
    if (!noted.isEmpty() && scheduled.compareAndSet(false, true)) {
      lane.execute(this::drain);
    }
  }

  private void drain() {
    scheduled.set(false); // What is noted from now on schedules another look.
    for (RoomEvent event = noted.poll(); event != null; event = noted.poll()) {
      waiting.decrementAndGet();
      tell(event);
    }
  }

  private void tell(RoomEvent event) {
    for (NamespaceListeners some : namespace.allListeners()) {
      for (RoomListener each : some.rooms) {
        try {
          each.onRoomEvent(event);
        } catch (Throwable e) {
          namespace.onListenerFailed("room event", e);
        }
      }
    }
  }
}
