package io.sockeye.protocol.socketio;

import static java.util.Objects.requireNonNull;

import io.sockeye.Args;

/** One Socket.IO packet, its attachments already put back in their places. */
public sealed interface SocketPacket {
  /** The id of a packet that asks for no answer. */
  long NO_ID = -1;

  /** The namespace, which starts with a slash. */
  String namespace();

  /**
   * Asks to join a namespace, or confirms it.
   *
   * @param namespace the namespace
   * @param payload one object, or nothing
   */
  record Connect(String namespace, Args payload) implements SocketPacket {
    /** Checks that nothing is missing. */
    public Connect {
      requireNonNull(namespace, "namespace");
      requireNonNull(payload, "payload");
    }
  }

  /**
   * Leaves a namespace.
   *
   * @param namespace the namespace
   */
  record Disconnect(String namespace) implements SocketPacket {
    /** Checks that nothing is missing. */
    public Disconnect {
      requireNonNull(namespace, "namespace");
    }
  }

  /**
   * An event.
   *
   * @param namespace the namespace
   * @param name the event's name; a number on the wire is its text here
   * @param args the arguments after the name
   * @param ackId the id under which an answer is expected, or {@link #NO_ID}
   */
  record Event(String namespace, String name, Args args, long ackId) implements SocketPacket {
    /** Checks that nothing is missing. */
    public Event {
      requireNonNull(namespace, "namespace");
      requireNonNull(name, "name");
      requireNonNull(args, "args");
    }

    /** An event that asks for no answer. */
    public Event(String namespace, String name, Args args) {
      this(namespace, name, args, NO_ID);
    }
  }

  /**
   * The answer to an event.
   *
   * @param namespace the namespace
   * @param id the id that came with the event; {@link #NO_ID} if a peer left it out
   * @param args the answer
   */
  record Ack(String namespace, long id, Args args) implements SocketPacket {
    /** Checks that nothing is missing. */
    public Ack {
      requireNonNull(namespace, "namespace");
      requireNonNull(args, "args");
    }
  }

  /**
   * Refuses to let a client into a namespace.
   *
   * @param namespace the namespace
   * @param payload one object, or a text of older peers, or nothing
   */
  record ConnectError(String namespace, Args payload) implements SocketPacket {
    /** Checks that nothing is missing. */
    public ConnectError {
      requireNonNull(namespace, "namespace");
      requireNonNull(payload, "payload");
    }
  }
}
