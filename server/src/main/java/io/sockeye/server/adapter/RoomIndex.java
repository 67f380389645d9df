package io.sockeye.server.adapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which sockets are in which rooms. Shared by all threads on purpose.
 *
 * <p>It is kept twice: by room, for broadcasts, and by socket, for everything that happens to one
 * socket. The second has a lock for each socket, under which both are changed, so that a join that
 * races with a disconnection either comes first and is undone, or comes later and does nothing: no
 * socket that is gone stays behind in a room. A room without sockets is removed.
 *
 * <p>A reader takes no lock. It sees every change that had returned when it began to read, and may
 * or may not see one that is under way; a socket is never seen in a room that it has left before.
 *
 * <p>Those who listen to the changes get them in their order: they are noted while the set of the
 * room is changed, which nobody else can change meanwhile, and told when all locks are free.
 */
final class RoomIndex {
  /**
   * The rooms of one socket. Its monitor guards the fields, and is held while the index by room is
   * changed for this socket, which waits at most for those who change a room beside.
   */
  private static final class Membership {
    /** In the order of joining. Can be changed from the second on: most are in one, their own. */
    Set<String> rooms = Set.of();

    boolean gone;

    void add(String room) {
      if (rooms.isEmpty()) {
        rooms = Set.of(room);
        return;
      }
      own().add(room);
    }

    boolean remove(String room) {
      return rooms.contains(room) && own().remove(room);
    }

    private Set<String> own() {
      if (!(rooms instanceof LinkedHashSet)) {
        rooms = new LinkedHashSet<>(rooms);
      }
      return rooms;
    }
  }

  private final int maxRoomsPerSocket;
  private final RoomEvents events;
  private final Map<LocalSocket, Membership> memberships = new ConcurrentHashMap<>();
  private final Map<String, RoomMembers> members = new ConcurrentHashMap<>();

  RoomIndex(int maxRoomsPerSocket, RoomEvents events) {
    this.maxRoomsPerSocket = maxRoomsPerSocket;
    this.events = events;
  }

  void add(LocalSocket socket, Collection<String> rooms) {
    memberships.putIfAbsent(socket, new Membership());
    join(socket, rooms);
  }

  /** Forgets a socket and tells the rooms it was in. */
  Set<String> remove(LocalSocket socket) {
    Membership membership = memberships.remove(socket);
    if (membership == null) {
      return Set.of();
    }
    try {
      synchronized (membership) {
        membership.gone = true;
        membership.rooms.forEach(room -> takeOut(room, socket));
        return membership.rooms;
      }
    } finally {
      events.tell();
    }
  }

  void join(LocalSocket socket, Collection<String> rooms) {
    Membership membership = memberships.get(socket);
    if (membership == null) {
      return;
    }
    try {
      synchronized (membership) {
        for (String room : rooms) {
          if (membership.gone || membership.rooms.contains(room)) {
            continue;
          }
          if (membership.rooms.size() >= maxRoomsPerSocket) {
            throw new IllegalStateException(
                "maxRoomsPerSocket: the socket is in %d rooms already"
                    .formatted(maxRoomsPerSocket));
          }
          membership.add(room);
          putIn(room, socket);
        }
      }
    } finally {
      events.tell();
    }
  }

  void leave(LocalSocket socket, Collection<String> rooms) {
    Membership membership = memberships.get(socket);
    if (membership == null) {
      return;
    }
    try {
      synchronized (membership) {
        for (String room : rooms) {
          if (!membership.gone && membership.remove(room)) {
            takeOut(room, socket);
          }
        }
      }
    } finally {
      events.tell();
    }
  }

  /** The rooms of a socket in the order it joined them; a copy. */
  Set<String> rooms(LocalSocket socket) {
    Membership membership = memberships.get(socket);
    if (membership == null) {
      return Set.of();
    }
    synchronized (membership) {
      return new LinkedHashSet<>(membership.rooms);
    }
  }

  /**
   * Tells each socket that is in any of the rooms (in the index at all, if there are none) and in
   * none of the others; each once.
   */
  void forEach(Set<String> rooms, Set<String> except, Consumer<LocalSocket> action) {
    if (rooms.isEmpty()) {
      forEach(memberships.keySet(), except, action);
    } else if (rooms.size() == 1) {
      forEach(inRoom(rooms.iterator().next()), except, action);
    } else {
      Set<LocalSocket> union = new LinkedHashSet<>();
      rooms.forEach(room -> union.addAll(inRoom(room)));
      forEach(union, except, action);
    }
  }

  private void forEach(
      Collection<LocalSocket> sockets, Set<String> except, Consumer<LocalSocket> action) {
    List<RoomMembers> excluded = new ArrayList<>(except.size());
    for (String room : except) {
      @Nullable RoomMembers in = members.get(room);
      if (in != null) {
        excluded.add(in);
      }
    }
    for (LocalSocket socket : sockets) {
      if (!isInAny(excluded, socket)) {
        action.accept(socket);
      }
    }
  }

  private static boolean isInAny(List<RoomMembers> rooms, LocalSocket socket) {
    for (RoomMembers room : rooms) {
      if (room.contains(socket)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a socket in any of these rooms, or one at all if there are none. */
  boolean hasAny(Set<String> rooms) {
    if (rooms.isEmpty()) {
      return !memberships.isEmpty();
    }
    for (String room : rooms) {
      if (members.containsKey(room)) {
        return true;
      }
    }
    return false;
  }

  /** The rooms that there are; a copy. */
  Set<String> rooms() {
    return Set.copyOf(members.keySet());
  }

  /** How many rooms there are. */
  int size() {
    return members.size();
  }

  private Collection<LocalSocket> inRoom(String room) {
    RoomMembers in = members.get(room);
    return in == null ? List.of() : in.all();
  }

  private void putIn(String room, LocalSocket socket) {
    members.compute(
        room,
        (name, present) -> {
          if (present != null) {
            present.add(socket);
          }
          if (events.areWanted()) {
            if (present == null) {
              events.note(RoomEvent.Kind.CREATE, room, socket.id());
            }
            events.note(RoomEvent.Kind.JOIN, room, socket.id());
          }
          return present == null ? new RoomMembers(socket) : present;
        });
  }

  private void takeOut(String room, LocalSocket socket) {
    members.computeIfPresent(
        room,
        (name, sockets) -> {
          sockets.remove(socket);
          if (events.areWanted()) {
            events.note(RoomEvent.Kind.LEAVE, room, socket.id());
            if (sockets.isEmpty()) {
              events.note(RoomEvent.Kind.DELETE, room, socket.id());
            }
          }
          return sockets.isEmpty() ? null : sockets;
        });
  }
}
