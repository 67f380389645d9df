package io.sockeye.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.testkit.WireClient.Frame;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses and reads messages as a peer does (RFC 7692 section 7.2), with the zlib of the JDK.
 */
final class PeerZlib {
  private final Deflater deflater = new Deflater(6, true);
  private final Inflater inflater = new Inflater(true);

  /** Forgets both windows. */
  void reset() {
    deflater.reset();
    inflater.reset();
  }

  /** What is compressed from now on does not refer to what was before. */
  void beginSending() {
    deflater.reset();
  }

  /** Gives back what zlib holds. */
  void end() {
    deflater.end();
    inflater.end();
  }

  /** A message as a client compresses it. */
  byte[] deflate(byte[] data) {
    var out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    deflater.setInput(data);
    int count = buffer.length;
    while (count == buffer.length) {
      count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      out.write(buffer, 0, count);
    }
    return Arrays.copyOf(out.toByteArray(), out.size() - 4);
  }

  /** The text of a message of the server, whatever it was compressed after. */
  String inflate(Frame frame) {
    assertThat(frame.compressed()).isTrue();
    try {
      byte[] out = new byte[1_000_000];
      inflater.setInput(Arrays.copyOf(frame.payload(), frame.payload().length));
      int size = inflater.inflate(out);
      inflater.setInput(new byte[] {0, 0, (byte) 0xff, (byte) 0xff});
      size += inflater.inflate(out, size, out.length - size);
      return new String(out, 0, size, UTF_8);
    } catch (DataFormatException e) {
      throw new AssertionError("does not inflate", e);
    }
  }

  /** The text of a message that refers to none before it. */
  String inflateAlone(Frame frame) {
    inflater.reset();
    return inflate(frame);
  }
}
