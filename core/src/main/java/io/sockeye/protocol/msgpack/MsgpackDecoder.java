package io.sockeye.protocol.msgpack;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.json.ValueCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;

/** Decodes packets that are one binary message each (section 3.7); none is ever incomplete. */
final class MsgpackDecoder implements SocketDecoder {
  private final ValueCodec values;
  private final Limits limits;

  MsgpackDecoder(ValueCodec values, Limits limits) {
    this.values = values;
    this.limits = limits;
  }

  @Override
  public SocketPacket decode(EnginePacket message) throws ProtocolException {
    if (message.type() != EnginePacket.Type.MESSAGE) {
      throw new IllegalArgumentException("expected a message, got " + message.type());
    }
    if (!message.isBinary()) {
      throw new ProtocolException("expected a binary message, got text");
    }
    return new MsgpackPacket(message.data(), values, limits).read();
  }

  @Override
  public boolean isReassembling() {
    return false;
  }

  @Override
  public long pendingBytes() {
    return 0;
  }
}
