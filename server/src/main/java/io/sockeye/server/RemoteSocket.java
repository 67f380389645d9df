package io.sockeye.server;

import io.sockeye.Emitter;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A socket that may be connected to another server of the cluster, as {@link
 * BroadcastOperator#fetchSockets} finds it; one of this server is a {@link Socket}.
 */
public interface RemoteSocket extends Emitter {
  /** The id of the socket, which is also the name of a room that holds it alone. */
  String id();

  /** What was known when the socket connected. */
  Handshake handshake();

  /** The rooms it is in; of a socket elsewhere, when it was fetched. Unmodifiable. */
  Set<String> rooms();

  /** What the application keeps with the socket; of a socket elsewhere, a copy. */
  SocketData data();

  /**
   * Lets the socket join rooms; nothing happens if it is disconnected.
   *
   * <p>Rooms are the server's: never let a client name them without a check. What this thread emits
   * afterwards to such a room reaches the socket, without waiting for the result.
   *
   * @return completes when what other servers send to the rooms arrives, too, or when the cluster's
   *     {@code requestsTimeout} is over, if its broker is away; of a socket of another server, when
   *     that one was told
   */
  CompletionStage<Void> join(String... rooms);

  /** Lets the socket leave rooms. */
  CompletionStage<Void> leave(String... rooms);

  /** Disconnects the socket from its namespace; its connection stays, for other namespaces. */
  default void disconnect() {
    disconnect(false);
  }

  /**
   * Disconnects the socket.
   *
   * @param close whether to close its connection, and with it the sockets of other namespaces
   */
  void disconnect(boolean close);
}
