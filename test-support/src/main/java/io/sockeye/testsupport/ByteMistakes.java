package io.sockeye.testsupport;

import java.util.Random;

/** Breaks bytes at random, the same for the same seed: for tests of what reads what others send. */
public final class ByteMistakes {
  /** Heads of MessagePack, of Java objects, and what JSON is made of. */
  private static final byte[] SPICE = {
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    '-',
    'e',
    0,
    1,
    0x7f,
    (byte) 0x80,
    (byte) 0x8f,
    (byte) 0x90,
    (byte) 0x9f,
    (byte) 0xa0,
    (byte) 0xac,
    (byte) 0xbf,
    (byte) 0xc0,
    (byte) 0xc1,
    (byte) 0xc4,
    (byte) 0xc6,
    (byte) 0xc7,
    (byte) 0xcb,
    (byte) 0xcf,
    (byte) 0xd3,
    (byte) 0xd4,
    (byte) 0xd6,
    (byte) 0xd7,
    (byte) 0xdb,
    (byte) 0xdd,
    (byte) 0xdf,
    (byte) 0xed,
    (byte) 0xff
  };

  private final Random random;

  /** With a seed. */
  public ByteMistakes(long seed) {
    this.random = new Random(seed);
  }

  /** The bytes with one to four mistakes in them. */
  public byte[] in(byte[] bytes) {
    byte[] broken = bytes;
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      broken = one(broken);
    }
    return broken;
  }

  private byte[] one(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int removed = random.nextInt(Math.min(4, bytes.length - at) + 1);
    byte[] inserted = new byte[random.nextInt(4)];
    for (int i = 0; i < inserted.length; i++) {
      inserted[i] =
          random.nextBoolean() ? SPICE[random.nextInt(SPICE.length)] : (byte) random.nextInt();
    }
    byte[] broken = new byte[bytes.length - removed + inserted.length];
    System.arraycopy(bytes, 0, broken, 0, at);
    System.arraycopy(inserted, 0, broken, at, inserted.length);
    System.arraycopy(
        bytes, at + removed, broken, at + inserted.length, bytes.length - at - removed);
    return broken;
  }
}
