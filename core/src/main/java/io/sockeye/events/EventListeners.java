package io.sockeye.events;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.Listeners;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All that listens to the events of one socket. Thread-safe: listeners may come and go on any
 * thread. Each side adds what else its programs listen to.
 *
 * @param <S> the socket that events arrive at
 */
public class EventListeners<S extends Recipient> {
  private final ListenerTable<S> byName = new ListenerTable<>();
  private final List<Listeners.Any> anyIncoming = new CopyOnWriteArrayList<>();
  private final List<Listeners.Any> anyOutgoing = new CopyOnWriteArrayList<>();

  /** With no listener yet. */
  public EventListeners() {}

  /** Those of events with a name. */
  final ListenerTable<S> byName() {
    return byName;
  }

  /** Those of any event that arrives, in the order in which they are called. */
  final List<Listeners.Any> anyIncoming() {
    return anyIncoming;
  }

  /** Those of any event that is sent, in the order in which they are called. */
  final List<Listeners.Any> anyOutgoing() {
    return anyOutgoing;
  }

  /** Tells an event that arrived to those that listen to any. */
  public final void tellAny(S socket, String event, Args args) {
    tell(anyIncoming, socket, event, args);
  }

  /** Tells an event that arrived to those that listen to its name. */
  public final void dispatch(S socket, String event, Args args, Ack ack) {
    byName.dispatch(socket, event, args, ack);
  }

  /** Whether somebody listens to what is sent. */
  public final boolean hearsOutgoing() {
    return !anyOutgoing.isEmpty();
  }

  /** Tells an event that is sent to those that listen to any. */
  public final void tellAnyOutgoing(S socket, String event, Args args) {
    tell(anyOutgoing, socket, event, args);
  }

  private void tell(List<Listeners.Any> listeners, S socket, String event, Args args) {
    for (Listeners.Any each : listeners) {
      try {
        each.onEvent(event, args);
      } catch (Throwable e) {
        socket.onListenerFailed(event, e);
      }
    }
  }
}
