package io.sockeye.protocol.socketio;

import java.util.Set;

/** The event names that no peer may send (section 3.3, rule 9), for they mean something local. */
public final class ReservedEvents {
  private static final Set<String> NAMES =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private ReservedEvents() {}

  /** For a program that would send one. */
  public static IllegalArgumentException refused(String name) {
    return new IllegalArgumentException(
        "\"%s\" is a reserved event name: it means something local to each side, and no peer may send it; expected another name"
            .formatted(name));
  }

  /** Whether the name is one of them. */
  public static boolean contains(String name) {
    return NAMES.contains(name);
  }
}
