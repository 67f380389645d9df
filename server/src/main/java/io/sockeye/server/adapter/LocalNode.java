package io.sockeye.server.adapter;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What an adapter may ask of the namespace that it serves, on this server. Thread-safe. */
public interface LocalNode {
  /** The name of the namespace. */
  String namespace();

  /** How many rooms a socket may be in. */
  int maxRoomsPerSocket();

  /**
   * An event of a broadcast as it is to be encoded and delivered: where the namespace can send it
   * again to those who miss it, it carries its offset. Called once for each broadcast that this
   * server delivers, its own or another's.
   */
  SocketPacket.Event stamp(SocketPacket.Event event, BroadcastOptions options);

  /**
   * The same for an event that a {@link RecoveryStore} keeps.
   *
   * @param offset by which the store knows it
   */
  default SocketPacket.Event stamp(
      SocketPacket.Event event, BroadcastOptions options, String offset) {
    return stamp(event, options);
  }

  /** Whether the state of clients that lose their connection is to be kept. */
  default boolean keepsState() {
    return false;
  }

  /**
   * Encodes a packet.
   *
   * @throws IllegalArgumentException if an argument cannot be written
   */
  PacketGroup encode(SocketPacket packet);

  /**
   * How this server writes and binds values, for messages to other servers. Empty if the program
   * has chosen nothing, or a library that knows JSON text alone.
   */
  default Optional<JacksonJson> json() {
    return Optional.empty();
  }

  /** Takes the changes of rooms on this server. */
  RoomEvents roomEvents();

  /** Takes what befalls the connection to other servers. */
  ClusterEvents clusterEvents();

  /** The clock of the server. */
  Timers timers();

  /** Threads for what must not hold up the caller; it may not block there, either. */
  Executor executor();

  /**
   * Another server has sent an event to the namespace of this name: its listeners are called, on a
   * lane, in the order of these calls. Does not block.
   *
   * @param ack brings an answer back; it is sent at most once, on any thread, and not at all if no
   *     listener answers
   */
  void onServerSideEmit(String event, Args args, Ack ack);

  /** The next id under which answers are expected; sockets and broadcasts share one sequence. */
  long nextAckId();
}
