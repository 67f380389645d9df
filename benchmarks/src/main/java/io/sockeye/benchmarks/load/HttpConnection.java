package io.sockeye.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A connection for one request after the other; the first may be given before it stands. */
final class HttpConnection extends Connection {
  /** Gets what comes. */
  interface Listener {
    /** A response with status 200 came. */
    void response(HttpConnection connection, String body);
  }

  private static final String OK = "http/1.1 200 ";
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String CHUNKED = "\r\ntransfer-encoding: chunked";
  private static final byte[] END_OF_CHUNKS = "0\r\n\r\n".getBytes(ISO_8859_1);

  private final Listener listener;
  private final boolean forPolls;
  private boolean connected;

  /** What is to be written as soon as that is possible; null if nothing is. */
  private byte @Nullable [] waiting;

  /**
   * Tells the listener what comes.
   *
   * @param forPolls whether its requests are polls, and not posts
   */
  HttpConnection(Listener listener, boolean forPolls) {
    this.listener = listener;
    this.forPolls = forPolls;
  }

  boolean isForPolls() {
    return forPolls;
  }

  void request(byte[] bytes) {
    if (connected) {
      write(bytes);
    } else {
      waiting = bytes;
    }
  }

  @Override
  void connected() {
    connected = true;
    if (waiting != null) {
      write(waiting);
      waiting = null;
    }
  }

  @Override
  void ended(@Nullable IOException cause) {
    throw new LoadFailure(
        "an HTTP connection ended", cause != null ? cause : new IOException("by the server"));
  }

  @Override
  int consume(byte[] bytes, int from, int to) {
    int at = from;
    while (true) {
      int start = endOf(END_OF_HEAD, bytes, at, to);
      if (start < 0) {
        return at;
      }
      // With the empty line's first end of line, so that each field begins after one.
      String head = new String(bytes, at, start - at, ISO_8859_1).toLowerCase(Locale.ROOT);
      int end;
      if (head.contains(CHUNKED)) {
        end = endOf(END_OF_CHUNKS, bytes, start, to);
      } else {
        end = start + length(head);
      }
      if (end < 0 || end > to) {
        return at;
      }
      String body =
          head.contains(CHUNKED)
              ? unchunked(new String(bytes, start, end - start, UTF_8))
              : new String(bytes, start, end - start, UTF_8);
      if (!head.startsWith(OK)) {
        throw new LoadFailure("expected status 200, got:\n" + head + body);
      }
      at = end;
      listener.response(this, body);
    }
  }

  private static int length(String head) {
    int at = head.indexOf(LENGTH);
    if (at < 0) {
      throw new LoadFailure("expected a Content-Length, got:\n" + head);
    }
    int start = at + LENGTH.length();
    return Integer.parseInt(head.substring(start, head.indexOf('\r', start)).strip());
  }

  /** The body without its chunks' lengths; of ASCII, which is all that is sent here. */
  private static String unchunked(String chunks) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int endOfLine = chunks.indexOf("\r\n", at);
      int length = Integer.parseInt(chunks.substring(at, endOfLine).strip(), 16);
      if (length == 0) {
        return body.toString();
      }
      body.append(chunks, endOfLine + 2, endOfLine + 2 + length);
      at = endOfLine + 2 + length + 2;
    }
  }
}
