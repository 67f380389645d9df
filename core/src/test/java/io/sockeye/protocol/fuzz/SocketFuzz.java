package io.sockeye.protocol.fuzz;

import static io.sockeye.protocol.fuzz.EngineFuzz.require;
import static io.sockeye.protocol.fuzz.EngineFuzz.requireMessage;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Messages of one connection: packets or a refusal, arguments that can be bound or say why not, and
 * packets that are sent on and read alike.
 *
 * <p>The input is messages with a byte 0x1e between them; one that starts with {@code b} is binary.
 */
public final class SocketFuzz {
  private static final byte SEPARATOR = 0x1e;
  private static final byte BINARY = 'b';

  private static final Limits LIMITS = Limits.defaults().withMaxReassemblyBytes(10_000);
  private static final SocketCodec CODEC = new JsonSocketCodec(JacksonJson.create());

  private SocketFuzz() {}

  /** Jazzer's way in. */
  public static void fuzzerTestOneInput(byte[] input) {
    SocketDecoder decoder = CODEC.decoder(LIMITS);
    try {
      for (EnginePacket message : messages(input)) {
        SocketPacket packet = decoder.decode(message);
        require(decoder.isReassembling() == (packet == null), "a packet is complete or pending");
        require(decoder.pendingBytes() <= LIMITS.maxReassemblyBytes(), "the budget holds");
        if (packet != null) {
          use(packet, CODEC);
        }
      }
    } catch (ProtocolException refused) {
      requireMessage(refused);
    }
  }

  /** Binds the arguments, and sends the packet on. */
  static void use(SocketPacket packet, SocketCodec codec) {
    Args args = args(packet);
    boolean natural = bind(args);
    for (int i = 0; i < Math.min(3, args.size()); i++) {
      for (Class<?> type : List.of(String.class, Integer.class, byte[].class, Args.class)) {
        try {
          args.get(i, type);
        } catch (ArgumentException mismatch) {
          require(mismatch.getMessage().startsWith("argument " + i), "the argument is named");
        }
      }
    }
    if (packet instanceof SocketPacket.Ack ack && ack.id() == SocketPacket.NO_ID) {
      return;
    }
    requireSame(packet, codec.encode(packet), codec);
    if (natural && packet instanceof SocketPacket.Event event) {
      requireSame(packet, codec.encode(bound(event)), codec);
    }
  }

  private static SocketPacket.Event bound(SocketPacket.Event event) {
    Args values = Args.of(event.args().toList().toArray());
    return new SocketPacket.Event(event.namespace(), event.name(), values, event.ackId());
  }

  /** Whether the arguments can be had in their natural types. */
  private static boolean bind(Args args) {
    try {
      return args.toList().size() == args.size();
    } catch (ArgumentException told) {
      require(told.getMessage().startsWith("argument "), "the argument is named");
      return false;
    }
  }

  private static void requireSame(SocketPacket packet, PacketGroup group, SocketCodec codec) {
    SocketDecoder decoder = codec.decoder(Limits.defaults());
    SocketPacket again = null;
    try {
      for (EnginePacket message : group.packets()) {
        again = decoder.decode(message);
      }
    } catch (ProtocolException refused) {
      throw new IllegalStateException("expected that what was read can be sent on", refused);
    }
    require(again != null && again.getClass() == packet.getClass(), "it is the same kind");
    require(again.namespace().equals(packet.namespace()), "it is of the same namespace");
    require(args(again).size() == args(packet).size(), "it has as many arguments");
  }

  private static Args args(SocketPacket packet) {
    if (packet instanceof SocketPacket.Event event) {
      return event.args();
    } else if (packet instanceof SocketPacket.Ack ack) {
      return ack.args();
    } else if (packet instanceof SocketPacket.Connect connect) {
      return connect.payload();
    } else if (packet instanceof SocketPacket.ConnectError error) {
      return error.payload();
    }
    return Args.empty();
  }

  private static List<EnginePacket> messages(byte[] input) {
    List<EnginePacket> messages = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= input.length; i++) {
      if (i == input.length || input[i] == SEPARATOR) {
        messages.add(message(Arrays.copyOfRange(input, start, i)));
        start = i + 1;
      }
    }
    return messages;
  }

  private static EnginePacket message(byte[] data) {
    if (data.length > 0 && data[0] == BINARY) {
      return EnginePacket.binary(Arrays.copyOfRange(data, 1, data.length));
    }
    byte[] frame = new byte[data.length + 1];
    frame[0] = '4';
    System.arraycopy(data, 0, frame, 1, data.length);
    return EnginePacket.ofFrame(Slice.of(frame));
  }
}
