package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;

/**
 * A parser as a user might write it: words with spaces between them, the first of which tells the
 * type. It has faults on purpose.
 */
final class TinyParser implements SocketCodec {
  /** Which type of packet it cannot write; empty for none. */
  volatile String unwritable = "";

  @Override
  public PacketGroup encode(SocketPacket packet) {
    String text = text(packet);
    if (!unwritable.isEmpty() && text.startsWith(unwritable)) {
      throw new IllegalStateException("cannot write " + unwritable);
    }
    return PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, text));
  }

  private static String text(SocketPacket packet) {
    if (packet instanceof SocketPacket.Event event) {
      return "event " + event.name() + " " + event.args().get(0);
    } else if (packet instanceof SocketPacket.Ack ack) {
      return "ack " + ack.id() + " " + ack.args().get(0);
    } else if (packet instanceof SocketPacket.Connect) {
      return "connected";
    } else if (packet instanceof SocketPacket.ConnectError error) {
      return "refused " + error.payload().get(0);
    }
    return "disconnect";
  }

  @Override
  public SocketDecoder decoder(Limits limits) {
    return new SocketDecoder() {
      @Override
      public SocketPacket decode(EnginePacket message) throws ProtocolException {
        return packet(message.data().utf8().split(" "));
      }

      @Override
      public boolean isReassembling() {
        return false;
      }

      @Override
      public long pendingBytes() {
        return 0;
      }
    };
  }

  @SuppressWarnings("InfiniteRecursion") // one of the faults
  private static SocketPacket packet(String... words) throws ProtocolException {
    return switch (words[0]) {
      case "connect" -> new SocketPacket.Connect("/", Args.empty());
      case "other" -> new SocketPacket.Connect("/other", Args.empty());
      case "event" -> new SocketPacket.Event("/", words[1], Args.of(words[2]));
      case "ask" -> new SocketPacket.Event("/", words[1], Args.of(words[2]), 7);
      case "throw" -> throw new IllegalStateException("a fault");
      case "recurse" -> packet(words);
      case "null" -> new SocketPacket.Event("/", null, Args.empty());
      default -> throw new ProtocolException("expected a packet, got something else");
    };
  }
}
