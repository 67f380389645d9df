package io.sockeye.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection: cuts what comes into what {@link #consume} takes, and writes what must be
 * written.
 */
abstract class Connection {
  /** Ends the head of an HTTP response. */
  static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

  private static final byte[] NOTHING = {};

  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;

  /** The beginning of something whose rest has not come yet. */
  private byte[] kept = NOTHING;

  private int keptLength;

  /** What the socket did not take yet; null if it took all. */
  private @Nullable ByteBuffer unwritten;

  void attach(SocketChannel newChannel, SelectionKey newKey) {
    channel = newChannel;
    key = newKey;
  }

  /** The connection stands; now it can write. */
  abstract void connected();

  /**
   * Takes what is complete.
   *
   * @return the end of what it took; the rest comes again, with more behind it
   */
  abstract int consume(byte[] bytes, int from, int to);

  /** All that was read at once has been consumed. */
  void burstEnded() {}

  /** The server closed the connection, or it broke. */
  abstract void ended(@Nullable IOException cause);

  /** Where the first of these marks ends; -1 if there is none. */
  static int endOf(byte[] mark, byte[] bytes, int from, int to) {
    for (int i = from; i <= to - mark.length; i++) {
      if (bytes[i] == mark[0] && Arrays.equals(bytes, i, i + mark.length, mark, 0, mark.length)) {
        return i + mark.length;
      }
    }
    return -1;
  }

  final void finishConnecting() throws IOException {
    open().finishConnect();
  }

  /**
   * Reads what has come.
   *
   * @return how many bytes
   */
  final int read(ByteBuffer buffer, byte[] bytes) throws IOException {
    buffer.clear();
    int length = open().read(buffer);
    if (length < 0) {
      close();
      ended(null);
      return 0;
    }
    buffer.flip();
    if (keptLength == 0) {
      buffer.get(bytes, 0, length);
      int end = consume(bytes, 0, length);
      if (end < length) {
        keep(length - end);
        System.arraycopy(bytes, end, kept, 0, length - end);
        keptLength = length - end;
      }
    } else {
      keep(keptLength + length);
      buffer.get(kept, keptLength, length);
      keptLength += length;
      int end = consume(kept, 0, keptLength);
      if (end > 0) {
        System.arraycopy(kept, end, kept, 0, keptLength - end);
        keptLength -= end;
      }
    }
    burstEnded();
    return length;
  }

  private void keep(int length) {
    if (kept.length < length) {
      kept = Arrays.copyOf(kept, Math.max(length, 2 * kept.length));
    }
  }

  final void write(byte[] bytes) {
    write(ByteBuffer.wrap(bytes));
  }

  /**
   * Writes all of the buffer, now or as soon as the socket takes it; the buffer's content must not
   * change.
   */
  final void write(ByteBuffer bytes) {
    try {
      if (unwritten == null) {
        open().write(bytes);
      }
      if (bytes.hasRemaining()) {
        keepUnwritten(bytes);
      }
    } catch (IOException e) {
      close();
      ended(e);
    }
  }

  private void keepUnwritten(ByteBuffer bytes) {
    ByteBuffer before = unwritten;
    int length = bytes.remaining() + (before == null ? 0 : before.remaining());
    ByteBuffer all = ByteBuffer.allocate(length);
    if (before != null) {
      all.put(before);
    }
    unwritten = all.put(bytes).flip();
    key().interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
  }

  final void writeRest() throws IOException {
    ByteBuffer rest = unwritten;
    if (rest != null) {
      open().write(rest);
      if (rest.hasRemaining()) {
        return;
      }
    }
    unwritten = null;
    key().interestOps(SelectionKey.OP_READ);
  }

  final void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new LoadFailure("cannot close a connection", e);
    }
  }

  private SocketChannel open() {
    return Objects.requireNonNull(channel, "the connection was not opened");
  }

  private SelectionKey key() {
    return Objects.requireNonNull(key, "the connection was not opened");
  }
}
