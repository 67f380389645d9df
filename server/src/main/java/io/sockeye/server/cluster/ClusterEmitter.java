package io.sockeye.server.cluster;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.protocol.socketio.ReservedEvents;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Emits into a cluster from a process that has no sockets, such as a batch job: to the sockets of
 * all servers, ours and those of JavaScript.
 *
 * <p>Immutable and thread-safe: {@link #of} and the modifiers return another emitter over the same
 * connection and change nothing here. No method blocks. Each that sends returns a stage that
 * completes when the broker has the message, and fails if it was lost; whether anybody got it, an
 * emitter cannot know, so it takes no acknowledgements.
 */
public final class ClusterEmitter implements AutoCloseable {
  private static final String MAIN = "/";

  private final ClusterPublisher publisher;
  private final String namespace;
  private final BroadcastOptions whom;

  private ClusterEmitter(ClusterPublisher publisher, String namespace, BroadcastOptions whom) {
    this.publisher = publisher;
    this.namespace = namespace;
    this.whom = whom;
  }

  /** An emitter to all sockets of the main namespace; it closes the publisher. */
  public static ClusterEmitter over(ClusterPublisher publisher) {
    return new ClusterEmitter(publisher, MAIN, BroadcastOptions.everybody());
  }

  // -- whom

  /** An emitter to all sockets of another namespace; the slash at its beginning may be left out. */
  public ClusterEmitter of(String name) {
    String other = name.startsWith(MAIN) ? name : MAIN + name;
    return new ClusterEmitter(publisher, other, BroadcastOptions.everybody());
  }

  /**
   * Adds rooms: the sockets in any of them are meant.
   *
   * @throws IllegalArgumentException if there is no room, which might be taken for everybody
   */
  public ClusterEmitter to(String... rooms) {
    return to(List.of(rooms));
  }

  /**
   * Adds rooms: the sockets in any of them are meant.
   *
   * @throws IllegalArgumentException if there is no room, which might be taken for everybody
   */
  public ClusterEmitter to(Collection<String> rooms) {
    if (rooms.isEmpty()) {
      throw new IllegalArgumentException("to: expected at least one room, got none");
    }
    return with(whom.withRooms(rooms));
  }

  /** The same as {@link #to(String...)}. */
  public ClusterEmitter in(String... rooms) {
    return to(rooms);
  }

  /** The same as {@link #to(Collection)}. */
  public ClusterEmitter in(Collection<String> rooms) {
    return to(rooms);
  }

  /** Leaves out the sockets in any of these rooms; the id of a socket is a room, too. */
  public ClusterEmitter except(String... rooms) {
    return except(List.of(rooms));
  }

  /** Leaves out the sockets in any of these rooms. */
  public ClusterEmitter except(Collection<String> rooms) {
    return with(whom.withExcept(rooms));
  }

  /** Drops the event for recipients whose connection is not writable. */
  public ClusterEmitter asVolatile() {
    return with(whom.withVolatile());
  }

  /** Lets the event be compressed where compression was negotiated, or not. */
  public ClusterEmitter compress(boolean compress) {
    return with(whom.withCompress(compress));
  }

  private ClusterEmitter with(BroadcastOptions options) {
    return new ClusterEmitter(publisher, namespace, options);
  }

  // -- what

  /**
   * Sends an event to all sockets that are meant.
   *
   * @throws IllegalArgumentException if the name is reserved, an argument cannot be written or is
   *     an {@link Ack}, or the message is too big
   */
  public CompletionStage<Void> emit(String event, @Nullable Object... args) {
    if (ReservedEvents.contains(Objects.requireNonNull(event, "event"))) {
      throw new IllegalArgumentException("\"" + event + "\" is a reserved event name");
    }
    SocketPacket.Event packet = new SocketPacket.Event(namespace, event, checked(args));
    return publish(new ClusterMessage.Broadcast(packet, whom, null));
  }

  /** Lets the sockets that are meant join rooms. */
  public CompletionStage<Void> socketsJoin(String... rooms) {
    return publish(new ClusterMessage.SocketsJoin(whom, List.of(rooms)));
  }

  /** Lets the sockets that are meant leave rooms. */
  public CompletionStage<Void> socketsLeave(String... rooms) {
    return publish(new ClusterMessage.SocketsLeave(whom, List.of(rooms)));
  }

  /** Disconnects the sockets that are meant from the namespace. */
  public CompletionStage<Void> disconnectSockets() {
    return disconnectSockets(false);
  }

  /**
   * Disconnects the sockets that are meant.
   *
   * @param close whether to close their connections, too
   */
  public CompletionStage<Void> disconnectSockets(boolean close) {
    return publish(new ClusterMessage.DisconnectSockets(whom, close));
  }

  /**
   * Sends an event to the servers themselves, whatever sockets are meant.
   *
   * @throws IllegalArgumentException if an argument cannot be written or is an {@link Ack}, or the
   *     message is too big
   */
  public CompletionStage<Void> serverSideEmit(String event, @Nullable Object... args) {
    return publish(
        new ClusterMessage.ServerSideEmit(
            Objects.requireNonNull(event, "event"), checked(args), null));
  }

  private CompletionStage<Void> publish(ClusterMessage message) {
    return publisher.publish(namespace, message);
  }

  /** A JavaScript emitter refuses a function behind the arguments. */
  private static Args checked(@Nullable Object @Nullable ... values) {
    Args args = Args.of(values);
    if (args.size() > 0 && args.get(args.size() - 1) instanceof Ack) {
      throw new IllegalArgumentException(
          "expected values alone, got an acknowledgement: nothing comes back to an emitter, ask for"
              + " answers on a server");
    }
    return args;
  }

  /**
   * Closes the connection, for all emitters over it. What was sent before reaches the broker if it
   * is there; waits for that for some seconds at most.
   */
  @Override
  public void close() {
    publisher.close();
  }
}
