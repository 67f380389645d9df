package io.sockeye.server.adapter;

import io.sockeye.Args;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The adapter of a single server: the rooms are in memory. A broadcast is encoded once, whoever
 * receives it.
 */
public final class LocalAdapter implements Adapter {
  private final LocalNode node;
  private final RoomIndex index;

  /** For a namespace of this server. */
  public LocalAdapter(LocalNode node) {
    this(node, node.roomEvents());
  }

  /** For one that spans several servers, and wants to know the changes of rooms itself. */
  public LocalAdapter(LocalNode node, RoomEvents events) {
    this.node = node;
    this.index = new RoomIndex(node.maxRoomsPerSocket(), events);
  }

  @Override
  public void add(LocalSocket socket, Collection<String> rooms) {
    index.add(socket, rooms);
  }

  @Override
  public Set<String> remove(LocalSocket socket) {
    return index.remove(socket);
  }

  @Override
  public CompletionStage<Void> join(LocalSocket socket, Collection<String> rooms) {
    index.join(socket, rooms);
    return done();
  }

  @Override
  public CompletionStage<Void> leave(LocalSocket socket, Collection<String> rooms) {
    index.leave(socket, rooms);
    return done();
  }

  @Override
  public Set<String> rooms(LocalSocket socket) {
    return index.rooms(socket);
  }

  @Override
  public List<LocalSocket> sockets(BroadcastOptions options) {
    List<LocalSocket> found = members(options);
    found.removeIf(socket -> !socket.isConnected());
    return found;
  }

  @Override
  public CompletionStage<FetchedSockets> fetchSockets(BroadcastOptions options) {
    return CompletableFuture.completedStage(FetchedSockets.NONE);
  }

  /** Whether some socket of this server is in any of these rooms, or is there if there are none. */
  public boolean hasAny(Set<String> rooms) {
    return index.hasAny(rooms);
  }

  /** The rooms that have a socket of this server in them; a copy. */
  public Set<String> rooms() {
    return index.rooms();
  }

  @Override
  public void broadcast(SocketPacket.Event event, BroadcastOptions options) {
    deliver(node.stamp(event, options), options);
  }

  /** The same for an event that is kept for those who miss it, under an offset. */
  public void broadcast(SocketPacket.Event event, BroadcastOptions options, String offset) {
    deliver(node.stamp(event, options, offset), options);
  }

  private void deliver(SocketPacket.Event stamped, BroadcastOptions options) {
    PacketGroup encoded = node.encode(stamped).withCompress(options.compress());
    index.forEach(
        options.rooms(), options.except(), socket -> socket.deliver(stamped, encoded, options));
  }

  @Override
  public void broadcastWithAck(
      SocketPacket.Event event, BroadcastOptions options, BroadcastAcks acks) {
    SocketPacket.Event numbered =
        new SocketPacket.Event(event.namespace(), event.name(), event.args(), node.nextAckId());
    PacketGroup encoded = node.encode(numbered).withCompress(options.compress());
    List<LocalSocket> recipients = sockets(options);
    Set<String> ids = new LinkedHashSet<>();
    recipients.forEach(socket -> ids.add(socket.id()));
    acks.onRecipients(ids);
    acks.onNoMoreRecipients();
    recipients.forEach(socket -> socket.deliver(numbered, encoded, options, acks));
  }

  @Override
  public CompletionStage<Void> addSockets(BroadcastOptions options, Collection<String> rooms) {
    @Nullable IllegalStateException full = null;
    for (LocalSocket socket : members(options)) {
      try {
        index.join(socket, rooms);
      } catch (IllegalStateException e) {
        full = e; // The others may join all the same.
      }
    }
    return full == null ? done() : CompletableFuture.failedStage(full);
  }

  @Override
  public CompletionStage<Void> delSockets(BroadcastOptions options, Collection<String> rooms) {
    members(options).forEach(socket -> index.leave(socket, rooms));
    return done();
  }

  @Override
  public void disconnectSockets(BroadcastOptions options, boolean close) {
    members(options).forEach(socket -> socket.disconnect(close));
  }

  @Override
  public CompletionStage<Void> serverSideEmit(String event, Args args) {
    return done();
  }

  @Override
  public CompletionStage<List<Args>> serverSideEmitWithAck(String event, Args args) {
    return CompletableFuture.completedStage(List.of());
  }

  @Override
  public CompletionStage<Integer> serverCount() {
    return CompletableFuture.completedStage(1);
  }

  @Override
  public CompletionStage<Void> close() {
    return done();
  }

  /** Those that are meant, also those that are away and may come back; a copy. */
  private List<LocalSocket> members(BroadcastOptions options) {
    List<LocalSocket> found = new ArrayList<>();
    index.forEach(options.rooms(), options.except(), found::add);
    return found;
  }

  /** How many rooms have a socket in them. */
  int roomCount() {
    return index.size();
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }
}
