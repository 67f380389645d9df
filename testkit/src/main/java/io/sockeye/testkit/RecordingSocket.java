package io.sockeye.testkit;

import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastAcks;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalSocket;
import io.sockeye.server.adapter.SocketSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A socket that writes down what an adapter does to it. */
final class RecordingSocket implements LocalSocket {
  /** The names of the events that were delivered, and {@code disconnect true}. */
  final List<String> got = new CopyOnWriteArrayList<>();

  /** The last event as it was encoded. */
  volatile @Nullable PacketGroup encoded;

  /** Who waits for its answer. */
  volatile @Nullable BroadcastAcks acks;

  volatile boolean connected = true;
  private final String id;

  RecordingSocket(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public SocketSnapshot snapshot() {
    return new SocketSnapshot(id, Map.of(), Set.of(id), Map.of());
  }

  @Override
  public void deliver(SocketPacket.Event event, PacketGroup group, BroadcastOptions options) {
    got.add(event.name());
    encoded = group;
  }

  @Override
  public void deliver(
      SocketPacket.Event event, PacketGroup group, BroadcastOptions options, BroadcastAcks asker) {
    acks = asker;
    deliver(event, group, options);
  }

  @Override
  public void disconnect(boolean close) {
    got.add("disconnect " + close);
  }
}
