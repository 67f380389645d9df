package io.sockeye.server.adapter;

import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.Map;
import java.util.Set;

/** A socket that is connected, and of which nobody wants anything. */
record IdOnly(String id) implements LocalSocket {
  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public SocketSnapshot snapshot() {
    return new SocketSnapshot(id, Map.of(), Set.of(), Map.of());
  }

  @Override
  public void deliver(SocketPacket.Event event, PacketGroup encoded, BroadcastOptions options) {}

  @Override
  public void deliver(
      SocketPacket.Event event,
      PacketGroup encoded,
      BroadcastOptions options,
      BroadcastAcks acks) {}

  @Override
  public void disconnect(boolean close) {}
}
