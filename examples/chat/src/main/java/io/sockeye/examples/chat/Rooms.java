package io.sockeye.examples.chat;

import io.sockeye.examples.chat.Messages.People;
import io.sockeye.examples.chat.Messages.Person;
import io.sockeye.examples.chat.Messages.RoomInfo;
import io.sockeye.examples.chat.Messages.RoomList;
import io.sockeye.examples.chat.Messages.Said;
import io.sockeye.examples.chat.Messages.Say;
import io.sockeye.server.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of the chat: a few that stay, and those that visitors open, until the last of them
 * goes.
 *
 * <p>The listeners of different sockets run at the same time, so one lock guards all of it. Nothing
 * is sent while it is held: what changed is returned, numbered, and sent by the caller.
 */
final class Rooms {
  private static final List<String> PERMANENT = List.of("Lobby", "Music", "Travel");
  private static final int MAX_ROOMS = 30;

  private final Map<String, Room> rooms = new LinkedHashMap<>();
  private long revision;

  Rooms() {
    PERMANENT.forEach(name -> rooms.put(name, new Room(name)));
  }

  /**
   * A visitor is in.
   *
   * @param before the socket by which the same person was in the room already
   */
  record Entry(People people, List<Said> history, Optional<Socket> before) {}

  /**
   * A message is stored.
   *
   * @param isNew false if it had been stored before
   */
  record Stored(Said said, boolean isNew) {}

  /** Lets a person into a room, and opens it if need be; empty if there are too many. */
  synchronized Optional<Entry> enter(String name, Person person, Socket socket) {
    if (!rooms.containsKey(name) && rooms.size() >= MAX_ROOMS) {
      return Optional.empty();
    }
    Room room = rooms.computeIfAbsent(name, Room::new);
    revision++;
    Optional<Socket> before = room.enter(person, socket);
    return Optional.of(new Entry(room.people(), room.history(), before));
  }

  /** Lets a person go; returns who stays, or nothing if the person had not been here any more. */
  synchronized Optional<People> leave(String name, Person person, Socket socket) {
    Room room = rooms.get(name);
    if (room == null || !room.leave(person, socket)) {
      return Optional.empty();
    }
    revision++;
    if (room.size() == 0 && !PERMANENT.contains(name)) {
      rooms.remove(name);
    }
    return Optional.of(room.people());
  }

  /**
   * Stores a message, once: one that is known by its id stays as it is. Empty if the author is not
   * in the room.
   */
  synchronized Optional<Stored> say(Say say, Person author, Socket socket, long now) {
    Room room = rooms.get(say.room());
    if (room == null || !room.holds(author, socket)) {
      return Optional.empty();
    }
    Optional<Said> known = room.find(say.id());
    if (known.isPresent()) {
      return Optional.of(new Stored(known.get(), false));
    }
    return Optional.of(new Stored(room.add(say, author, now), true));
  }

  /** The bytes of a picture in a room, if they are still kept. */
  synchronized byte @Nullable [] picture(String name, String messageId) {
    Room room = rooms.get(name);
    return room == null ? null : room.picture(messageId);
  }

  synchronized RoomList list() {
    return new RoomList(
        revision,
        rooms.entrySet().stream()
            .map(room -> new RoomInfo(room.getKey(), room.getValue().size()))
            .toList());
  }
}
