package io.sockeye.benchmarks.load;

import java.nio.charset.StandardCharsets;

/** Makes the frame of a message beforehand: compressed, or as it is. */
@FunctionalInterface
interface Framing {
  /** The bytes for the socket. */
  byte[] frame(int opcode, byte[] payload);

  /** Those of a text. */
  default byte[] text(String text) {
    return frame(ClientFrames.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }
}
