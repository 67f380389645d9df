package io.sockeye.server.adapter;

/**
 * A change of the rooms of a namespace on one server.
 *
 * <p>A room comes to be with the first socket in it and ends with the last; so {@code CREATE} comes
 * right before the {@code JOIN} of that socket, and {@code DELETE} right after the {@code LEAVE} of
 * the last. Joining a room twice, or leaving one that a socket is not in, is no change.
 *
 * @param kind what happened
 * @param namespace the name of the namespace
 * @param room the room
 * @param socketId the socket that joined or left, and by that made the room or ended it
 */
public record RoomEvent(Kind kind, String namespace, String room, String socketId) {
  /** What can happen; the events of the JavaScript server's adapter. */
  public enum Kind {
    /** The room came to be: {@code create-room}. */
    CREATE,
    /** A socket joined it: {@code join-room}. */
    JOIN,
    /** A socket left it: {@code leave-room}. */
    LEAVE,
    /** The room ended: {@code delete-room}. */
    DELETE
  }
}
