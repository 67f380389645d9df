package io.sockeye.protocol.json;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Types as users write them. */
final class Samples {
  enum Colour {
    RED
  }

  record Say(String text, int times) {
    Say {
      if (times < 0) {
        throw new IllegalArgumentException("times must not be negative");
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // what users write
  record Picture(String title, byte[] bytes, ByteBuffer more, Optional<byte[]> maybe) {}

  private Samples() {}
}
