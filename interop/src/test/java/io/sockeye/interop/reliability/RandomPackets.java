package io.sockeye.interop.reliability;

import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Packets of every type with values of every kind, the same for the same seed: whatever a program
 * could emit that means the same in Java and in JavaScript. So whole numbers go as far as a double
 * holds them all, and no member is called {@code __proto__}, or {@code _placeholder} as those that
 * stand for attachments are.
 */
final class RandomPackets {
  private static final int MAX_DEPTH = 5;

  /** As many as a peer accepts. */
  private static final int MAX_ATTACHMENTS = 10;

  /** The longest that we read have fifteen digits. */
  private static final long MAX_ID = 1_000_000_000_000_000L;

  private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

  private static final String[] TEXTS = {
    "",
    "a",
    "0",
    "[1,2]",
    "451-[\"x\"]",
    "\"\\",
    "\u0000\u0007\n\r\t",
    "\u2028\u2029",
    "\u001e",
    "é",
    "你好",
    "😀",
    "num",
    "constructor",
    "/,?#",
  };

  private static final String[] NAMES = {
    "say", "message", "", "1", "Disconnect", "connected", "你好", "a\"b\\c", "x,y", "/",
  };

  private static final String[] NAMESPACES = {"/", "/", "/", "/chat", "/a/b", "/é", "/1-[]", "/ "};

  private final Random random;
  private int attachments;

  RandomPackets(long seed) {
    random = new Random(seed);
  }

  SocketPacket next() {
    attachments = 0;
    String nsp = one(NAMESPACES);
    return switch (random.nextInt(12)) {
      case 0 -> new SocketPacket.Connect(nsp, random.nextBoolean() ? Args.empty() : plainObject());
      case 1 -> new SocketPacket.ConnectError(nsp, plainObject());
      case 2 -> new SocketPacket.Disconnect(nsp);
      case 3, 4, 5 -> new SocketPacket.Ack(nsp, id(), args());
      case 6, 7, 8 -> new SocketPacket.Event(nsp, one(NAMES), args(), id());
      default -> new SocketPacket.Event(nsp, one(NAMES), args());
    };
  }

  private String one(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private long id() {
    return random.nextInt(4) == 0 ? random.nextLong(MAX_ID) : random.nextInt(100);
  }

  /** One object without binary, which is no attachment in such packets. */
  private Args plainObject() {
    attachments = MAX_ATTACHMENTS;
    return Args.of(object(1));
  }

  private Args args() {
    return Args.of(list(0).toArray());
  }

  private List<@Nullable Object> list(int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(value(depth + 1));
    }
    return list;
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.put(random.nextBoolean() ? one(TEXTS) : text(), value(depth + 1));
    }
    return object;
  }

  private @Nullable Object value(int depth) {
    return switch (random.nextInt(depth < MAX_DEPTH ? 13 : 9)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt(200) - 100;
      case 3 -> random.nextLong(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER);
      case 4 -> number();
      case 5 -> one(TEXTS);
      case 6, 7 -> text();
      case 8, 9 -> attachments < MAX_ATTACHMENTS ? bytes() : one(TEXTS);
      case 10 -> object(depth);
      default -> list(depth);
    };
  }

  private double number() {
    double any = Double.longBitsToDouble(random.nextLong());
    return random.nextBoolean() && Double.isFinite(any) ? any : random.nextDouble();
  }

  /** Any characters but halves of pairs. */
  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int codePoint =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> random.nextInt(0x800);
            case 2 -> random.nextInt(0xd800);
            default -> 0x1_0000 + random.nextInt(0x10_0000);
          };
      text.appendCodePoint(codePoint);
    }
    return text.toString();
  }

  private ByteBuffer bytes() {
    attachments++;
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }
}
