package io.sockeye.client.compat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Tells events to listeners by name. Thread-safe: an event is told to those that are there when it
 * is, in the order in which they were added.
 */
public class Emitter {
  /** Hears an event. */
  public interface Listener {
    /** The event, with its arguments. */
    void call(@Nullable Object... args);
  }

  private record Registration(Listener listener, boolean once) {
    Registration {
      Objects.requireNonNull(listener, "listener");
    }
  }

  private final Map<String, List<Registration>> registrations = new ConcurrentHashMap<>();

  /** Without listeners. */
  public Emitter() {}

  /** Adds a listener. */
  public Emitter on(String event, Listener listener) {
    return add(event, new Registration(listener, false));
  }

  /** Adds a listener that hears the next event of this name only. */
  public Emitter once(String event, Listener listener) {
    return add(event, new Registration(listener, true));
  }

  private Emitter add(String event, Registration registration) {
    registrations.computeIfAbsent(event, name -> new CopyOnWriteArrayList<>()).add(registration);
    return this;
  }

  /** Removes all listeners of all events. */
  public Emitter off() {
    registrations.clear();
    return this;
  }

  /** Removes all listeners of an event. */
  public Emitter off(String event) {
    registrations.remove(event);
    return this;
  }

  /** Removes a listener; of one that was added several times, the first registration. */
  public Emitter off(String event, Listener listener) {
    List<Registration> list = registrations.getOrDefault(event, List.of());
    for (Registration each : list) {
      if (each.listener().equals(listener)) {
        list.remove(each);
        break;
      }
    }
    return this;
  }

  /** Tells an event to its listeners; a {@link Socket} sends it to the server instead. */
  public Emitter emit(String event, @Nullable Object... args) {
    tell(event, args);
    return this;
  }

  /** The listeners of an event, in order; a copy. */
  public List<Listener> listeners(String event) {
    return registrations.getOrDefault(event, List.of()).stream()
        .map(Registration::listener)
        .toList();
  }

  /** Whether an event has listeners. */
  public boolean hasListeners(String event) {
    return !registrations.getOrDefault(event, List.of()).isEmpty();
  }

  /**
   * Calls the listeners of an event, all of them, whatever one of them throws.
   *
   * @throws RuntimeException what the first listener threw that did, and others as suppressed
   */
  final void tell(String event, @Nullable Object... args) {
    Outcome outcome = new Outcome();
    List<Registration> list = registrations.getOrDefault(event, List.of());
    for (Registration each : List.copyOf(list)) {
      if (!each.once() || list.remove(each)) {
        outcome.of(each.listener(), args);
      }
    }
    outcome.rethrow();
  }

  /** Calls listeners in a row, as {@link #tell} does. */
  static void tell(List<Listener> listeners, @Nullable Object... args) {
    Outcome outcome = new Outcome();
    for (Listener each : listeners) {
      outcome.of(each, args);
    }
    outcome.rethrow();
  }

  /** What listeners in a row threw. */
  private static final class Outcome {
    /** Null as long as none has thrown. */
    private @Nullable Throwable first;

    void of(Listener listener, @Nullable Object[] args) {
      try {
        listener.call(args);
      } catch (RuntimeException | Error e) {
        if (first == null) {
          first = e;
        } else if (first != e) {
          first.addSuppressed(e);
        }
      }
    }

    void rethrow() {
      if (first instanceof Error error) {
        throw error;
      }
      if (first instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}
