package io.sockeye.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/**
 * Frames as a client writes them that compresses its messages (RFC 7692, section 7.2.1).
 *
 * <p>Each message stands alone, so that frames can be made beforehand and sent again; a client may
 * do so even where its window could live on. Short ones are not compressed, as in the official
 * client for Node.
 */
final class DeflatedFrames {
  /** From so many bytes on. */
  static final int THRESHOLD = 1024;

  /** What each deflated message would end with, and what is left out. */
  private static final int TAIL = 4;

  private static final int CHUNK = 4096;

  private DeflatedFrames() {}

  static byte[] frame(int opcode, byte[] payload) {
    return payload.length < THRESHOLD
        ? ClientFrames.frame(opcode, payload)
        : ClientFrames.compressed(opcode, deflated(payload));
  }

  private static byte[] deflated(byte[] payload) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(payload);
      ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length);
      byte[] chunk = new byte[CHUNK];
      int count;
      do {
        count = deflater.deflate(chunk, 0, CHUNK, Deflater.SYNC_FLUSH);
        out.write(chunk, 0, count);
      } while (count == CHUNK);
      byte[] all = out.toByteArray();
      byte[] message = new byte[all.length - TAIL];
      System.arraycopy(all, 0, message, 0, message.length);
      return message;
    } finally {
      deflater.end();
    }
  }
}
