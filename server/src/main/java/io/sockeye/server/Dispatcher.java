package io.sockeye.server;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.protocol.socketio.ReservedEvents;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The listeners of a socket, or of all sockets of a namespace, by event. Listeners may come and go
 * on any thread; an event is dispatched to those that are there when it is.
 */
final class Dispatcher {
  /**
   * A listener.
   *
   * @param original the object that was added, by which it is removed
   */
  private record Registration(Object original, boolean once, Handler handler) {}

  private final Map<String, List<Registration>> registrations = new ConcurrentHashMap<>(4);

  /**
   * Adds a listener.
   *
   * @throws IllegalArgumentException if no event of this name can arrive
   */
  void add(String event, Object original, boolean once, Handler handler) {
    Objects.requireNonNull(original, "listener");
    if (ReservedEvents.contains(event)) {
      throw new IllegalArgumentException(
          "\"%s\" is a reserved event name: no client can send it (there are onConnection, "
                  .formatted(event)
              + "onDisconnecting and onDisconnect)");
    }
    registrations.compute(
        event,
        (name, present) -> {
          List<Registration> list = present == null ? new CopyOnWriteArrayList<>() : present;
          list.add(new Registration(original, once, handler));
          return list;
        });
  }

  void remove(String event) {
    registrations.remove(event);
  }

  /** Removes a listener; of one that was added several times, the first registration. */
  void remove(String event, Object original) {
    for (Registration each : registrations.getOrDefault(event, List.of())) {
      if (each.original() == original) {
        remove(event, each);
        return;
      }
    }
  }

  private boolean remove(String event, Registration registration) {
    boolean[] removed = {false};
    registrations.computeIfPresent(
        event,
        (name, list) -> {
          removed[0] = list.remove(registration);
          return list.isEmpty() ? null : list;
        });
    return removed[0];
  }

  /**
   * Calls all listeners of an event, in the order added. Whatever one throws, the next is called.
   */
  void dispatch(RealSocket socket, String event, Args args, Ack ack) {
    for (Registration each : registrations.getOrDefault(event, List.of())) {
      if (each.once() && !remove(event, each)) {
        continue; // Removed meanwhile.
      }
      try {
        each.handler().handle(socket, args, ack);
      } catch (ArgumentException e) {
        IncomingEvents.refuse(socket, event, e);
      } catch (Throwable e) {
        socket.onListenerFailed(event, e);
      }
    }
  }
}
