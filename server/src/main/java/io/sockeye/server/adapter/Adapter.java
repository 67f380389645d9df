package io.sockeye.server.adapter;

import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Knows which socket of a namespace is in which room, and brings broadcasts to them; one that spans
 * several servers wraps a {@link LocalAdapter}.
 *
 * <p>Thread-safe. No method blocks: what must be told to other servers is told in the background,
 * and the stage that a method returns completes when it is.
 */
public interface Adapter {
  /**
   * Begins: the namespace exists. Called once, before any socket is added; other threads may ask
   * for other things already. An adapter whose namespace never came to be is not told anything.
   */
  default void init() {}

  /** Takes in a socket that has connected, with the first rooms it is in. */
  void add(LocalSocket socket, Collection<String> rooms);

  /**
   * Forgets a socket; from then on it is in no room, and cannot be let into one.
   *
   * @return the rooms it was in; empty if it is not known
   */
  Set<String> remove(LocalSocket socket);

  /**
   * Lets a socket into rooms. What this thread broadcasts to them afterwards reaches it. Nothing
   * happens if the socket is not known.
   *
   * @throws IllegalStateException if it would be in more than {@link LocalNode#maxRoomsPerSocket}
   */
  CompletionStage<Void> join(LocalSocket socket, Collection<String> rooms);

  /** Takes a socket out of rooms. */
  CompletionStage<Void> leave(LocalSocket socket, Collection<String> rooms);

  /** The rooms that a socket is in, in the order it joined them; a copy, empty if not known. */
  Set<String> rooms(LocalSocket socket);

  /** The connected sockets of this server that are meant; a copy. */
  List<LocalSocket> sockets(BroadcastOptions options);

  /**
   * The connected sockets of all other servers that are meant.
   *
   * @return completes once, when all servers have told theirs or the time is over; does not fail
   *     for those that are missing
   */
  CompletionStage<FetchedSockets> fetchSockets(BroadcastOptions options);

  /**
   * Brings an event to all that are meant.
   *
   * @throws IllegalArgumentException if an argument cannot be written
   */
  void broadcast(SocketPacket.Event event, BroadcastOptions options);

  /**
   * Brings an event to all that are meant, and their answers back.
   *
   * @throws IllegalArgumentException if an argument cannot be written
   */
  void broadcastWithAck(SocketPacket.Event event, BroadcastOptions options, BroadcastAcks acks);

  /** Lets all that are meant join rooms. */
  CompletionStage<Void> addSockets(BroadcastOptions options, Collection<String> rooms);

  /** Lets all that are meant leave rooms. */
  CompletionStage<Void> delSockets(BroadcastOptions options, Collection<String> rooms);

  /**
   * Disconnects all that are meant.
   *
   * @param close whether to close their connections, too
   */
  void disconnectSockets(BroadcastOptions options, boolean close);

  /**
   * Sends an event to the namespace of this name on all other servers, where {@link
   * LocalNode#onServerSideEmit} takes it; to nobody if there is no other.
   *
   * @return completes when it is sent
   * @throws IllegalArgumentException if an argument cannot be written
   */
  CompletionStage<Void> serverSideEmit(String event, Args args);

  /**
   * The same, and brings back an answer of each other server on which the namespace exists: one
   * value, as the acks of clients in broadcasts.
   *
   * @return completes with the answers in the order of their arrival when all are there, at once
   *     with none if there is no other server; fails with an {@link
   *     io.sockeye.AckTimeoutException}, which tells the answers that came and the servers that are
   *     missing, when the time is over that the adapter gives other servers
   * @throws IllegalArgumentException if an argument cannot be written
   */
  CompletionStage<List<Args>> serverSideEmitWithAck(String event, Args args);

  /**
   * Where the connection state of clients is kept for all servers; empty if each server keeps that
   * of its own clients. Asked once, before {@link #init}.
   */
  default Optional<RecoveryStore> recoveryStore() {
    return Optional.empty();
  }

  /** How many servers there are, this one included. */
  CompletionStage<Integer> serverCount();

  /**
   * Frees what it holds; the namespace is closed, and another of the same name may exist already.
   */
  CompletionStage<Void> close();
}
