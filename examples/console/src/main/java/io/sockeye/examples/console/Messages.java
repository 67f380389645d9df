package io.sockeye.examples.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this client and the chat say to each other, as records. They have the members that are used
 * here; others that come are passed over.
 */
final class Messages {
  private Messages() {}

  /**
   * Goes with each connection, as {@code auth}.
   *
   * @param key a secret of this process; who has it is the same person again
   */
  record Login(String name, String key) {}

  /** The request {@code say}. */
  record Say(String id, String room, String text) {}

  /**
   * The ack of {@code say}.
   *
   * @param error why the message is not taken; null if it is
   */
  record Receipt(@Nullable String error) {}

  /** The ack of {@code enter}: an error, or all the rest. */
  record Entered(
      @Nullable String error,
      @Nullable Person you,
      @Nullable People people,
      @Nullable List<Said> history) {}

  /** Somebody in the chat. */
  record Person(String id, String name) {}

  /** The event {@code people}: who is in the room. */
  record People(String room, List<Person> people) {}

  /** The event {@code joined}. */
  record Joined(String room, Person person) {}

  /**
   * The event {@code left}.
   *
   * @param to the room that the person went to; null if they are gone
   */
  record Left(String room, Person person, @Nullable String to) {}

  /**
   * The event {@code said}.
   *
   * @param number counts the messages of the room
   */
  record Said(String room, long number, Person from, String text, @Nullable Picture picture) {}

  /** A picture that goes with a message; a terminal shows its name. */
  record Picture(@Nullable String name) {}
}
