package io.sockeye.server.cluster;

import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.SocketSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the servers of a cluster tell each other, for one namespace; how it is written is the matter
 * of a {@link ClusterBus}. The names are those of the JavaScript servers (section 6.2 of the
 * behaviour spec).
 */
public sealed interface ClusterMessage {
  /**
   * In place of the name of a server: a program that has no sockets, and only emits. It is none of
   * the servers, and cannot be answered.
   */
  String EMITTER = "emitter";

  // -- for all others

  /**
   * An event for the sockets that are meant.
   *
   * @param requestId under which their answers are expected; null if none are
   */
  record Broadcast(SocketPacket.Event event, BroadcastOptions options, @Nullable String requestId)
      implements ClusterMessage {}

  /** The sockets that are meant join rooms. */
  record SocketsJoin(BroadcastOptions options, Collection<String> rooms)
      implements ClusterMessage {}

  /** The sockets that are meant leave rooms. */
  record SocketsLeave(BroadcastOptions options, Collection<String> rooms)
      implements ClusterMessage {}

  /** The sockets that are meant are disconnected. */
  record DisconnectSockets(BroadcastOptions options, boolean close) implements ClusterMessage {}

  /** Which sockets are meant? Answered with {@link Sockets}, also if there are none. */
  record FetchSockets(BroadcastOptions options, String requestId) implements ClusterMessage {}

  /** Which ids do the sockets in these rooms have? Only older servers ask so. */
  record FetchIds(Set<String> rooms, String requestId) implements ClusterMessage {}

  /** Which rooms are there? Our servers do not ask. */
  record FetchRooms(String requestId) implements ClusterMessage {}

  /**
   * An event for the servers themselves.
   *
   * @param requestId under which their answers are expected; null if none are
   */
  record ServerSideEmit(String event, Args args, @Nullable String requestId)
      implements ClusterMessage {}

  /**
   * A server is there, on a bus that does not know who is.
   *
   * @param first whether it is new, and wants to know who else is there
   */
  record Heartbeat(boolean first) implements ClusterMessage {}

  /** A server leaves, on a bus that does not know who is there. */
  record Leave() implements ClusterMessage {}

  // -- for the one that asked

  /** An answer to the server that asked. */
  sealed interface Response extends ClusterMessage {
    /** The id of the question. */
    String requestId();
  }

  /** Answers {@link FetchSockets}. */
  record Sockets(String requestId, List<SocketSnapshot> sockets) implements Response {}

  /** Answers {@link FetchIds}. */
  record Ids(String requestId, Set<String> ids) implements Response {}

  /** Answers {@link FetchRooms}. */
  record Rooms(String requestId, Set<String> rooms) implements Response {}

  /**
   * Answers {@link ServerSideEmit}.
   *
   * @param answer one value, or none
   */
  record ServerSideAnswer(String requestId, Args answer) implements Response {}

  /** To how many sockets a {@link Broadcast} went that asks for answers; told first. */
  record ClientCount(String requestId, int count) implements Response {}

  /**
   * The answer of one of these sockets.
   *
   * @param answer one value, or none
   */
  record ClientAnswer(String requestId, Args answer) implements Response {}
}
