package io.sockeye.events;

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
 *
 * @param <S> the socket that events arrive at
 */
public final class ListenerTable<S extends Recipient> {
  /**
   * A listener.
   *
   * @param original the object that was added, by which it is removed
   */
  private record Registration<S>(Object original, boolean once, Handler<? super S> handler) {}

  private final Map<String, List<Registration<S>>> registrations = new ConcurrentHashMap<>(4);

  /**
   * Adds a listener.
   *
   * @param original the object that the program added, by which it is removed
   * @param once whether it hears one event only
   * @throws IllegalArgumentException if no event of this name can arrive
   */
  public void add(String event, Object original, boolean once, Handler<? super S> handler) {
    Objects.requireNonNull(original, "listener");
    if (ReservedEvents.contains(event)) {
      throw new IllegalArgumentException(
          "\"%s\" is a reserved event name: no peer can send it (what happens to a connection is "
                  .formatted(event)
              + "told by methods of their own, such as onDisconnect)");
    }
    registrations.compute(
        event,
        (name, present) -> {
          List<Registration<S>> list = present == null ? new CopyOnWriteArrayList<>() : present;
          list.add(new Registration<>(original, once, handler));
          return list;
        });
  }

  /** Removes all listeners of an event. */
  public void remove(String event) {
    registrations.remove(event);
  }

  /** Removes a listener; of one that was added several times, the first registration. */
  public void remove(String event, Object original) {
    for (Registration<S> each : registrations.getOrDefault(event, List.of())) {
      if (each.original() == original) {
        remove(event, each);
        return;
      }
    }
  }

  private boolean remove(String event, Registration<S> registration) {
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
  public void dispatch(S socket, String event, Args args, Ack ack) {
    for (Registration<S> each : registrations.getOrDefault(event, List.of())) {
      if (each.once() && !remove(event, each)) {
        continue; // Removed meanwhile.
      }
      try {
        each.handler().handle(socket, args, ack);
      } catch (ArgumentException e) {
        socket.onArgumentsRefused(event, e);
      } catch (Throwable e) {
        socket.onListenerFailed(event, e);
      }
    }
  }
}
