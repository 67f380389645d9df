package io.sockeye.protocol.fuzz;

import static io.sockeye.protocol.fuzz.EngineFuzz.require;
import static io.sockeye.protocol.fuzz.EngineFuzz.requireMessage;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.msgpack.MsgpackCodec;
import io.sockeye.protocol.socketio.SocketCodec;

/** Binary messages of the MessagePack parser, as {@link SocketFuzz} does it with JSON. */
public final class MsgpackFuzz {
  private static final SocketCodec CODEC = MsgpackCodec.create();

  private MsgpackFuzz() {}

  /** Jazzer's way in. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      EnginePacket message = EnginePacket.binary(input);
      SocketFuzz.use(CODEC.decoder(Limits.defaults()).decode(message), CODEC);
      require(input.length > 0, "no packet is empty");
    } catch (ProtocolException refused) {
      requireMessage(refused);
    }
  }
}
