package io.sockeye.server.adapter;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client that lost its connection leaves behind in a {@link RecoveryStore}. Immutable.
 *
 * @param id the id of its socket
 * @param pid its private id, by which it is found
 * @param rooms the rooms that the socket was in, that of its own among them
 * @param data what the application kept with it
 * @param principal stands for who was connected, so that another can be told from him; null if
 *     nobody said who it was, or a server of another make has written this
 * @param place from where on it is known what the client has missed
 */
public record SavedSession(
    String id,
    String pid,
    Set<String> rooms,
    Map<String, @Nullable Object> data,
    @Nullable String principal,
    Place place) {

  /**
   * Where a socket was in the order of all that is sent, by offsets of the store. Servers of
   * another make know nothing of it.
   *
   * @param from before its client was connected first; null if that is not known
   * @param last the last event that was sent to it and has an offset; null if none was
   * @param at when it left; null if that is not known
   * @param floor a client that has heard nothing from here on may have heard what it would be sent
   *     again, or never got what is kept nowhere, for the store was away; null if it was not
   */
  public record Place(
      @Nullable String from, @Nullable String last, @Nullable String at, @Nullable String floor) {
    /** Nothing is known. */
    public static final Place UNKNOWN = new Place(null, null, null, null);
  }

  /** The same, left in other rooms. */
  public SavedSession withRooms(Set<String> others) {
    return new SavedSession(id, pid, others, data, principal, place);
  }
}
