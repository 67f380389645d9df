package io.sockeye.server.adapter;

/**
 * Takes the changes of rooms from an adapter, for those who listen.
 *
 * <p>Thread-safe. An adapter notes each change while it makes it, so that the order of the notes is
 * the order of the changes, and lets them be told when it holds no lock any more.
 */
public interface RoomEvents {
  /** Whether anybody listens; if not, nothing need be noted. Costs next to nothing. */
  boolean areWanted();

  /** Notes a change. Calls nobody and does not block, so it may be called under a lock. */
  void note(RoomEvent.Kind kind, String room, String socketId);

  /** Lets what was noted be told; with no lock held. Costs next to nothing if there is nothing. */
  void tell();
}
