package io.sockeye.server;

import io.sockeye.Args;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A choice of sockets of a namespace, and what can be done to all of them.
 *
 * <p>Immutable: each modifier returns another operator and changes nothing here, so an operator may
 * be kept and used again, from any thread. Without {@link #to} it means all sockets of the
 * namespace. Each recipient gets an event once, however many of the rooms it is in.
 */
public interface BroadcastOperator {
  /**
   * Adds rooms: the sockets in any of them are meant.
   *
   * @throws IllegalArgumentException if there is no room, which might be taken for everybody
   */
  BroadcastOperator to(String... rooms);

  /**
   * Adds rooms: the sockets in any of them are meant.
   *
   * @throws IllegalArgumentException if there is no room, which might be taken for everybody
   */
  BroadcastOperator to(Collection<String> rooms);

  /** The same as {@link #to(String...)}. */
  BroadcastOperator in(String... rooms);

  /** The same as {@link #to(Collection)}. */
  BroadcastOperator in(Collection<String> rooms);

  /** Leaves out the sockets in any of these rooms; the id of a socket is a room, too. */
  BroadcastOperator except(String... rooms);

  /** Leaves out the sockets in any of these rooms. */
  BroadcastOperator except(Collection<String> rooms);

  /** Keeps to the sockets of this server. */
  BroadcastOperator local();

  /** Drops the event for recipients whose connection is not writable. */
  BroadcastOperator asVolatile();

  /** Lets the event be compressed where compression was negotiated, or not. */
  BroadcastOperator compress(boolean compress);

  /**
   * Waits so long for answers.
   *
   * @throws IllegalArgumentException if the time is not positive
   */
  BroadcastOperator timeout(Duration timeout);

  /**
   * Sends an event to all recipients; it is encoded once.
   *
   * @throws IllegalArgumentException if the name is reserved or an argument cannot be written
   */
  void emit(String event, @Nullable Object... args);

  /** Sends the event {@code message}. */
  default void send(@Nullable Object... args) {
    emit("message", args);
  }

  /**
   * Sends an event and asks all recipients for an answer.
   *
   * @return completes exactly once: with the answers in the order of their arrival when all
   *     recipients have answered, or else with an {@link io.sockeye.AckTimeoutException}, which
   *     tells the answers that came and who is missing, when the time is over or the others are
   *     gone
   */
  CompletableFuture<List<Args>> emitWithAck(String event, @Nullable Object... args);

  /** Sends an event and asks all recipients for an answer whose first argument is of a type. */
  <T> CompletableFuture<List<T>> emitWithAck(
      String event, Class<T> answer, @Nullable Object... args);

  /**
   * The sockets that are meant, of all servers; those of this one are {@link Socket}s.
   *
   * @return completes exactly once: with all of them, or with a {@link MissingServersException},
   *     which tells those that were found and the servers that are missing, when another server
   *     cannot be reached or did not answer within {@link #timeout}, or else 5 seconds
   */
  CompletableFuture<List<RemoteSocket>> fetchSockets();

  /**
   * Lets the sockets that are meant join rooms.
   *
   * @return completes when those of this server have, and the other servers are told; fails if they
   *     cannot be told, or one socket would be in too many rooms
   */
  CompletionStage<Void> socketsJoin(String... rooms);

  /**
   * Lets the sockets that are meant leave rooms.
   *
   * @return as {@link #socketsJoin}
   */
  CompletionStage<Void> socketsLeave(String... rooms);

  /** Disconnects the sockets that are meant from the namespace. */
  default void disconnectSockets() {
    disconnectSockets(false);
  }

  /**
   * Disconnects the sockets that are meant.
   *
   * @param close whether to close their connections, too
   */
  void disconnectSockets(boolean close);
}
