package io.sockeye.server.adapter;

/** Is told of the changes of rooms. */
@FunctionalInterface
public interface RoomListener {
  /**
   * Rooms have changed.
   *
   * <p>Called after the change, on a lane of the namespace: one event at a time, those of a room in
   * the order in which they happened. It may block, which delays the room events of that namespace
   * and nothing else. It is not in step with the listeners of sockets.
   */
  void onRoomEvent(RoomEvent event) throws Exception;
}
