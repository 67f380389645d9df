package io.sockeye.client;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;

/** A parser as a program may bring it. */
record DelegatingCodec(SocketCodec codec) implements SocketCodec {
  @Override
  public PacketGroup encode(SocketPacket packet) {
    return codec.encode(packet);
  }

  @Override
  public SocketDecoder decoder(Limits limits) {
    return codec.decoder(limits);
  }
}
