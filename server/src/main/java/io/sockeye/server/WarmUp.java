package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.TypeRef;
import io.sockeye.concurrent.HandlerThreads;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.Map;

/**
 * Sends one packet of each kind through the codec before the first client does: loading the classes
 * of a JSON library takes some hundred milliseconds, which a client with a short timeout, and all
 * those behind it, would have to wait.
 */
final class WarmUp {
  private WarmUp() {}

  static void run(SocketCodec codec, HandlerThreads threads) {
    Args object = Args.of(Map.of("message", "warm"));
    codec.encode(new SocketPacket.Connect("/", object));
    codec.encode(new SocketPacket.ConnectError("/", object));
    codec.encode(new SocketPacket.Event("/", "warm", Args.of("up", 1, true)));
    codec.encode(new SocketPacket.Ack("/", 0, Args.empty()));
    threads.execute(() -> {});
    EnginePacket event = EnginePacket.text(EnginePacket.Type.MESSAGE, "20[\"warm\",{\"up\":1}]");
    try {
      if (codec.decoder(Limits.defaults()).decode(event) instanceof SocketPacket.Event decoded) {
        Object unused = decoded.args().get(0, new TypeRef<Map<String, Object>>() {});
      }
    } catch (ProtocolException e) {
      throw new IllegalStateException("the codec does not read what it should", e);
    }
  }
}
