package io.sockeye.examples.chat;

import io.sockeye.examples.chat.Messages.People;
import io.sockeye.examples.chat.Messages.Person;
import io.sockeye.examples.chat.Messages.Said;
import io.sockeye.examples.chat.Messages.Say;
import io.sockeye.server.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is in a room and what was said there lately. Guarded by the lock of {@link Rooms}. */
final class Room {
  private static final int MAX_HISTORY = 50;
  private static final int MAX_PICTURES = 8;

  private record Visitor(Person person, Socket socket) {}

  private final String name;

  /** By the id of the person, in the order in which they came. */
  private final Map<String, Visitor> visitors = new LinkedHashMap<>();

  /** By the id of the message, oldest first; without the bytes of the pictures. */
  private final Map<String, Said> history = new LinkedHashMap<>();

  /** By the id of the message, oldest first. */
  private final Map<String, byte[]> pictures = new LinkedHashMap<>();

  /** How often who is here has changed. */
  private long revision;

  /** How many messages there have been. */
  private long messages;

  Room(String name) {
    this.name = name;
  }

  int size() {
    return visitors.size();
  }

  /**
   * Lets a person in.
   *
   * @return the socket by which the same person was here before
   */
  Optional<Socket> enter(Person person, Socket socket) {
    revision++;
    return Optional.ofNullable(visitors.put(person.id(), new Visitor(person, socket)))
        .map(Visitor::socket);
  }

  /** Lets a person go, unless they are here by another socket meanwhile. */
  boolean leave(Person person, Socket socket) {
    if (!holds(person, socket)) {
      return false;
    }
    revision++;
    visitors.remove(person.id());
    return true;
  }

  boolean holds(Person person, Socket socket) {
    Visitor visitor = visitors.get(person.id());
    return visitor != null && visitor.socket() == socket;
  }

  People people() {
    return new People(name, revision, visitors.values().stream().map(Visitor::person).toList());
  }

  /** Stores a message of somebody who is here. */
  Said add(Say say, Person author, long now) {
    messages++;
    var said = new Said(say.id(), name, messages, author, now, say.text(), say.picture());
    put(history, said.id(), said.withoutBytes(), MAX_HISTORY);
    if (said.picture() != null && said.picture().bytes() != null) {
      put(pictures, said.id(), said.picture().bytes(), MAX_PICTURES);
    }
    return said;
  }

  Optional<Said> find(String messageId) {
    return Optional.ofNullable(history.get(messageId));
  }

  List<Said> history() {
    return List.copyOf(history.values());
  }

  byte @Nullable [] picture(String messageId) {
    return pictures.get(messageId);
  }

  private static <T> void put(Map<String, T> map, String key, T value, int maxSize) {
    map.put(key, value);
    if (map.size() > maxSize) {
      map.remove(map.keySet().iterator().next());
    }
  }
}
