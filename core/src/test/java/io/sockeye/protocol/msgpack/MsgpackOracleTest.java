package io.sockeye.protocol.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.PacketVectors;
import io.sockeye.protocol.RandomJson;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketPacket;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;

/** Our own reading and writing against another library's, over values of all kinds and sizes. */
final class MsgpackOracleTest {
  private static final int ROUNDS = 3_000;
  private static final long SEED = 4_711;

  private final RandomJson random = new RandomJson(SEED);
  private final SocketCodec codec = MsgpackCodec.create();

  @Test
  void whatTheOracleWritesIsRead() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      Object value = value(4);
      MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
      packer.packMapHeader(3).packString("nsp").packString("/").packString("type").packInt(2);
      packer.packString("data").packArrayHeader(2).packString("e");
      pack(value, packer);

      SocketPacket packet =
          codec.decoder(Limits.defaults()).decode(EnginePacket.binary(packer.toByteArray()));

      Args args = ((SocketPacket.Event) packet).args();
      assertThat(PacketVectors.comparable(args.get(0)))
          .as("round %d", i)
          .isEqualTo(PacketVectors.comparable(natural(value)));
    }
  }

  @Test
  void whatWeWriteTheOracleReads() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      Object value = value(4);

      byte[] bytes =
          codec
              .encode(new SocketPacket.Event("/", "e", Args.of(value)))
              .packets()
              .get(0)
              .data()
              .toArray();

      try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
        Value packet = unpacker.unpackValue();
        assertThat(unpacker.hasNext()).isFalse();
        Value data = null;
        for (Map.Entry<Value, Value> member : packet.asMapValue().entrySet()) {
          data = member.getKey().toString().equals("data") ? member.getValue() : data;
        }
        assertThat(PacketVectors.comparable(unpack(data.asArrayValue().get(1))))
            .as("round %d", i)
            .isEqualTo(PacketVectors.comparable(natural(value)));
      }
    }
  }

  private Object value(int depth) {
    int kind = random.below(depth == 0 ? 7 : 10);
    return switch (kind) {
      case 0 -> number();
      case 1 -> -number();
      case 2 -> random.one(0.5, -1e300, Double.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY);
      case 3 -> "\u20ac".repeat(size() / 3) + "x".repeat(size() % 3);
      case 4 -> new byte[size()];
      case 5 -> random.one(true, false, null);
      case 6 -> BigInteger.TWO.pow(64).subtract(BigInteger.valueOf(1 + random.below(9)));
      case 7 -> list(depth, size() % 40);
      case 8 -> map(depth, size() % 40);
      default -> list(depth, random.below(3));
    };
  }

  /** A number of up to 63 bits, of any width. */
  private long number() {
    long number = 0;
    for (int bits = random.below(64); bits > 0; bits--) {
      number = 2 * number + random.below(2);
    }
    return number;
  }

  /** Around each bound of a length. */
  private int size() {
    return random.one(0, 1, 14, 15, 16, 17, 31, 32, 33, 255, 256, 257, random.below(100))
        + (random.below(2_000) == 0 ? 65_534 + random.below(4) : 0);
  }

  private List<Object> list(int depth, int size) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(value(random.below(depth)));
    }
    return list;
  }

  private Map<String, Object> map(int depth, int size) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put("k".repeat(random.below(40)) + i, value(random.below(depth)));
    }
    return map;
  }

  private static Object natural(Object value) {
    if (value instanceof Long number && number == number.intValue()) {
      return number.intValue();
    } else if (value instanceof List<?> list) {
      List<Object> natural = new ArrayList<>();
      list.forEach(element -> natural.add(natural(element)));
      return natural;
    } else if (value instanceof Map<?, ?> map) {
      Map<Object, Object> natural = new LinkedHashMap<>();
      map.forEach((name, member) -> natural.put(name, natural(member)));
      return natural;
    }
    return value;
  }

  private static void pack(Object value, MessageBufferPacker packer) throws Exception {
    if (value == null) {
      packer.packNil();
    } else if (value instanceof Long number) {
      packer.packLong(number);
    } else if (value instanceof Double number) {
      packer.packDouble(number);
    } else if (value instanceof String text) {
      packer.packString(text);
    } else if (value instanceof byte[] bytes) {
      packer.packBinaryHeader(bytes.length).writePayload(bytes);
    } else if (value instanceof Boolean truth) {
      packer.packBoolean(truth);
    } else if (value instanceof BigInteger number) {
      packer.packBigInteger(number);
    } else if (value instanceof List<?> list) {
      packer.packArrayHeader(list.size());
      for (Object element : list) {
        pack(element, packer);
      }
    } else {
      Map<?, ?> map = (Map<?, ?>) value;
      packer.packMapHeader(map.size());
      for (Map.Entry<?, ?> member : map.entrySet()) {
        packer.packString((String) member.getKey());
        pack(member.getValue(), packer);
      }
    }
  }

  private static Object unpack(Value value) {
    return switch (value.getValueType()) {
      case NIL -> null;
      case BOOLEAN -> value.asBooleanValue().getBoolean();
      case INTEGER ->
          value.asIntegerValue().isInLongRange()
              ? natural(value.asIntegerValue().toLong())
              : value.asIntegerValue().toBigInteger();
      case FLOAT -> value.asFloatValue().toDouble();
      case STRING -> value.asStringValue().asString();
      case BINARY -> value.asBinaryValue().asByteArray();
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        value.asArrayValue().forEach(element -> list.add(unpack(element)));
        yield list;
      }
      case MAP -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        value
            .asMapValue()
            .entrySet()
            .forEach(member -> map.put(member.getKey().toString(), unpack(member.getValue())));
        yield map;
      }
      default -> throw new AssertionError(value.getValueType());
    };
  }
}
