package io.sockeye.server.cluster;

import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.adapter.RecoveryStore;
import io.sockeye.server.adapter.RecoveryStore.NotRestoredException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Goes through what was sent while a socket was away, as if it had been there: collects the events
 * that were for it, and lets it join and leave rooms as it was told to. Not thread-safe.
 */
final class Replay {
  private final LocalNode node;
  private final RecoveryStore.Claim claim;
  private final Set<String> rooms;
  private final List<PacketGroup> missed = new ArrayList<>();
  private long bytes;

  Replay(LocalNode node, RecoveryStore.Claim claim, Collection<String> rooms) {
    this.node = node;
    this.claim = claim;
    this.rooms = new LinkedHashSet<>(rooms);
  }

  Set<String> rooms() {
    return rooms;
  }

  List<PacketGroup> missed() {
    return missed;
  }

  /** The next event for some. */
  void broadcast(String offset, ClusterMessage.Broadcast broadcast) {
    BroadcastOptions options = broadcast.options();
    if (broadcast.requestId() != null || options.asVolatile() || !isMeant(options)) {
      return;
    }
    SocketPacket.Event stamped = node.stamp(broadcast.event(), options, offset);
    PacketGroup packet = node.encode(stamped).withCompress(options.compress());
    bytes += packet.size();
    if (missed.size() >= claim.maxPackets() || bytes > claim.maxBytes()) {
      throw new NotRestoredException(NotRestoredException.Cause.TOO_MUCH);
    }
    missed.add(packet);
  }

  /** The next of the things that some sockets are told to do. */
  void obey(ClusterMessage message) {
    if (message instanceof ClusterMessage.SocketsJoin join && isMeant(join.options())) {
      for (String room : join.rooms()) {
        if (rooms.size() < node.maxRoomsPerSocket()) {
          rooms.add(room);
        }
      }
    } else if (message instanceof ClusterMessage.SocketsLeave leave && isMeant(leave.options())) {
      rooms.removeAll(leave.rooms());
    } else if (message instanceof ClusterMessage.DisconnectSockets disconnect
        && isMeant(disconnect.options())) {
      throw new NotRestoredException(NotRestoredException.Cause.NO_SESSION);
    }
  }

  private boolean isMeant(BroadcastOptions options) {
    return (options.rooms().isEmpty() || options.rooms().stream().anyMatch(rooms::contains))
        && options.except().stream().noneMatch(rooms::contains);
  }
}
