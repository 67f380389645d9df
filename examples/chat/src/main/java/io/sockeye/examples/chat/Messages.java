package io.sockeye.examples.chat;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the page and the server say to each other: the arguments of events and acks, as records. */
final class Messages {
  private Messages() {}

  // -- from the page

  /**
   * Comes with the connection, as {@code auth}.
   *
   * @param name what to call the visitor
   * @param key a secret of the browser window; who has it is the same person again
   */
  record Login(@Nullable String name, @Nullable String key) {}

  /**
   * The request {@code say}.
   *
   * @param id made by the page: what is sent again after a lost connection keeps its id
   */
  record Say(String id, String room, String text, @Nullable Picture picture) {
    // What a client leaves out is null: then this is no Say, and the listener is not called.
    Say {
      requireNonNull(id, "id");
      requireNonNull(room, "room");
      requireNonNull(text, "text");
    }
  }

  // -- from the server

  /** Somebody, as everybody may see them. */
  record Person(String id, String name) {}

  /**
   * The event {@code rooms}, whenever somebody enters or leaves one.
   *
   * @param revision grows with each change: a list may be overtaken by a newer one on its way
   */
  record RoomList(long revision, List<RoomInfo> rooms) {}

  /** A room and how many people are in it. */
  record RoomInfo(String name, int people) {}

  /** The event {@code people}: who is in the room. */
  record People(String room, long revision, List<Person> people) {}

  /** The event {@code joined}. */
  record Joined(String room, Person person, long at) {}

  /**
   * The event {@code left}.
   *
   * @param to the room that the person went to, if they are still connected
   * @param reason the reason of the disconnection otherwise
   */
  record Left(String room, Person person, @Nullable String to, @Nullable String reason, long at) {}

  /** The event {@code typing}. */
  record Typing(String room, Person person, boolean typing) {}

  /**
   * The event {@code said}; whoever receives it acknowledges.
   *
   * @param number counts the messages of the room: a gap tells the page that it missed one
   */
  record Said(
      String id,
      String room,
      long number,
      Person from,
      long at,
      String text,
      @Nullable Picture picture) {
    Said withoutBytes() {
      return picture == null
          ? this
          : new Said(id, room, number, from, at, text, picture.withoutBytes());
    }
  }

  /** The event {@code delivered}, to the author: how many have acknowledged, of how many. */
  record Delivered(String id, int to, int of) {}

  /** The ack of {@code enter}. */
  record Entered(Person you, People people, List<Said> history, int maxPictureBytes) {}

  /** The ack of {@code say}. */
  record Receipt(long at, long number) {}

  /** The ack of a request that is not granted. */
  record Refused(String error) {}

  // -- both ways

  /**
   * A picture within a message. Its bytes travel as a binary attachment beside the JSON, not in it.
   *
   * @param bytes null in the history: the page asks for each picture that it lacks
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Picture(
      @Nullable String name, String type, int width, int height, byte @Nullable [] bytes) {
    Picture {
      requireNonNull(type, "type");
    }

    Picture withoutBytes() {
      return new Picture(name, type, width, height, null);
    }
  }
}
