package io.sockeye.server.cluster;

import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastAcks;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalSocket;
import io.sockeye.server.adapter.SocketSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A socket that writes down what it is sent. */
final class FakeSocket implements LocalSocket {
  final List<String> got = new ArrayList<>();
  final List<BroadcastAcks> acks = new ArrayList<>();
  final List<BroadcastOptions> options = new ArrayList<>();
  private final String id;

  FakeSocket(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public SocketSnapshot snapshot() {
    return new SocketSnapshot(id, Map.of(), Set.of(id), Map.of());
  }

  @Override
  public void deliver(SocketPacket.Event event, PacketGroup encoded, BroadcastOptions how) {
    got.add(event.name());
    options.add(how);
  }

  @Override
  public void deliver(
      SocketPacket.Event event, PacketGroup encoded, BroadcastOptions how, BroadcastAcks asker) {
    acks.add(asker);
    deliver(event, encoded, how);
  }

  @Override
  public void disconnect(boolean close) {
    got.add("disconnect " + close);
  }
}
