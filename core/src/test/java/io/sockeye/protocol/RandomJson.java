package io.sockeye.protocol;

import java.util.Random;

/** Writes random JSON of all shapes, and breaks bytes at random; the same for the same seed. */
public final class RandomJson {
  private static final String[] SCALARS = {
    "0",
    "-1",
    "1.5",
    "1e3",
    "-0.0",
    "123456789012345678901234567890",
    "true",
    "false",
    "null",
    "\"\"",
    "\"a\"",
    "\"\\u0061\\n\"",
    "\"\\ud83d\"",
    "\"\\ud83d\\ude00\"",
    "\"\u20ac\ud83d\ude00\"",
    "\"[1,2]\"",
    "{\"_placeholder\":true,\"num\":0}",
    "{\"num\":1,\"_placeholder\":true}",
    "{\"_placeholder\":true}",
    "\"{\\\"_placeholder\\\":true,\\\"num\\\":0}\"",
  };

  private static final String[] NAMES = {
    "\"\"",
    "\"a\"",
    "\"_placeholder\"",
    "\"num\"",
    "\"n\\u0075m\"",
    "\"__proto__\"",
    "\"\u20ac\"",
    "\"a\"",
  };

  private static final String[] SPACES = {"", "", "", "", " ", "\n", "\t\r"};

  /** What mistakes are made of: bytes that mean something to a parser of JSON, UTF-8 or packets. */
  private static final byte[] SPICE = spice();

  private final Random random;

  /** With a seed. */
  public RandomJson(long seed) {
    this.random = new Random(seed);
  }

  /** A value nested at most that deep. */
  public String value(int depth) {
    StringBuilder json = new StringBuilder();
    value(json, depth);
    return json.toString();
  }

  /** An array of such values. */
  public String array(int depth) {
    StringBuilder json = new StringBuilder();
    array(json, depth);
    return json.toString();
  }

  /** The bytes with up to a few mistakes. */
  public byte[] mutate(byte[] bytes) {
    byte[] mutant = bytes.clone();
    for (int mistakes = random.nextInt(4); mistakes > 0; mistakes--) {
      mutant = mistake(mutant);
    }
    return mutant;
  }

  /** One of some values. */
  @SafeVarargs
  public final <T> T one(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** A number below a bound. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  private byte[] mistake(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int length = bytes.length == at ? 0 : random.nextInt(Math.min(8, bytes.length - at) + 1);
    byte[] insert =
        switch (random.nextInt(4)) {
          case 0 -> new byte[0];
          case 1 -> new byte[] {SPICE[random.nextInt(SPICE.length)]};
          case 2 -> new byte[] {(byte) random.nextInt()};
          default -> copy(bytes, random.nextInt(bytes.length + 1));
        };
    int removed = random.nextBoolean() ? length : 0;
    byte[] mutant = new byte[bytes.length - removed + insert.length];
    System.arraycopy(bytes, 0, mutant, 0, at);
    System.arraycopy(insert, 0, mutant, at, insert.length);
    System.arraycopy(bytes, at + removed, mutant, at + insert.length, bytes.length - at - removed);
    return mutant;
  }

  private byte[] copy(byte[] bytes, int from) {
    int length = Math.min(bytes.length - from, random.nextInt(16));
    byte[] copy = new byte[length];
    System.arraycopy(bytes, from, copy, 0, length);
    return copy;
  }

  private void value(StringBuilder json, int depth) {
    int kind = depth == 0 ? 0 : random.nextInt(4);
    if (kind == 1) {
      array(json, depth);
    } else if (kind == 2) {
      object(json, depth);
    } else {
      json.append(one(SCALARS));
    }
  }

  private void array(StringBuilder json, int depth) {
    json.append('[');
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      json.append(i == 0 ? "" : ",").append(one(SPACES));
      value(json, depth - 1);
      json.append(one(SPACES));
    }
    json.append(size == 0 ? one(SPACES) : "").append(']');
  }

  private void object(StringBuilder json, int depth) {
    json.append('{');
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      json.append(i == 0 ? "" : ",").append(one(SPACES)).append(one(NAMES));
      json.append(one(SPACES)).append(':').append(one(SPACES));
      value(json, depth - 1);
      json.append(one(SPACES));
    }
    json.append('}');
  }

  private static byte[] spice() {
    byte[] ascii =
        "[]{},:\"\\/-+.eE0123456789utrfn_b \n\t/,-"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] other = {
      0,
      0x1e,
      0x1f,
      0x7f,
      (byte) 0x80,
      (byte) 0xbf,
      (byte) 0xc0,
      (byte) 0xc3,
      (byte) 0xe2,
      (byte) 0xed,
      (byte) 0xf0,
      (byte) 0xf4,
      (byte) 0xff
    };
    byte[] all = java.util.Arrays.copyOf(ascii, ascii.length + other.length);
    System.arraycopy(other, 0, all, ascii.length, other.length);
    return all;
  }
}
