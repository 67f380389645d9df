package io.sockeye.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO client over WebSocket in the namespace {@code /}.
 *
 * <pre>
 * UPGRADING --101--> OPENING --0{…}--> CONNECTING --40{…}--> JOINED --leave--> LEAVING --end--> GONE
 * </pre>
 *
 * Heartbeats are answered here; all else that comes to a joined client goes to its listener.
 */
final class Client extends Connection {
  /** What to do with what comes. */
  interface Listener {
    /** The client is in the namespace. */
    void joined(Client client);

    /** A text or binary frame came. */
    void frame(Client client, int opcode, byte[] bytes, int from, int to);

    /** All frames that were read at once have been told. */
    default void burstEnded(Client client) {}

    /** A heartbeat was answered. */
    default void heartbeat(Client client) {}

    /** The server closed the connection after the client left. */
    default void left(Client client) {}
  }

  private enum State {
    UPGRADING,
    OPENING,
    CONNECTING,
    JOINED,
    LEAVING,
    GONE
  }

  private static final String UPGRADE =
      """
      GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r
      Host: 127.0.0.1\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      """;

  private static final byte[] PLAIN_UPGRADE = (UPGRADE + "\r\n").getBytes(ISO_8859_1);
  private static final byte[] COMPRESSED_UPGRADE =
      (UPGRADE + DeflateAnswer.OFFER + "\r\n").getBytes(ISO_8859_1);

  /** What RFC 6455, section 1.3, has a server answer to that key. */
  private static final String ACCEPT = "s3pplmbitxaq9kygzzhzrbk+xoo=";

  private static final byte[] CONNECT = ClientFrames.text("40");
  private static final byte[] PONG = ClientFrames.text("3");
  private static final byte[] LEAVE =
      ClientFrames.join(ClientFrames.text("41"), ClientFrames.close());

  private final int index;
  private final Listener listener;

  /** Null if compression is not to be offered. */
  private final @Nullable MessageInflater inflater;

  /** Whether the server's window lives on from message to message. */
  private boolean serverTakeover;

  /** That window; null until there is one. */
  private @Nullable Inflater window;

  private State state = State.UPGRADING;

  /**
   * Tells the listener what comes.
   *
   * @param index its number among the clients of a run
   * @param inflater reads what the server compresses; null if compression is not to be offered
   */
  Client(int index, Listener listener, @Nullable MessageInflater inflater) {
    this.index = index;
    this.listener = listener;
    this.inflater = inflater;
  }

  /** Its number among the clients of a run. */
  int index() {
    return index;
  }

  boolean isJoined() {
    return state == State.JOINED;
  }

  /** Leaves the namespace and closes the WebSocket as the official client does. */
  void leave() {
    state = State.LEAVING;
    write(LEAVE);
  }

  @Override
  void connected() {
    write(inflater == null ? PLAIN_UPGRADE : COMPRESSED_UPGRADE);
  }

  @Override
  void burstEnded() {
    if (state == State.JOINED) {
      listener.burstEnded(this);
    }
  }

  @Override
  void ended(@Nullable IOException cause) {
    if (window != null) {
      window.end();
    }
    if (state != State.LEAVING) {
      throw new LoadFailure(
          "client %d: connection ended while %s".formatted(index, state),
          cause != null ? cause : new IOException("closed by the server"));
    }
    state = State.GONE;
    listener.left(this);
  }

  @Override
  int consume(byte[] bytes, int from, int to) {
    int at = from;
    if (state == State.UPGRADING) {
      int end = endOf(END_OF_HEAD, bytes, from, to);
      if (end < 0) {
        return from;
      }
      upgraded(new String(bytes, from, end - from, ISO_8859_1));
      at = end;
    }
    return consumeFrames(bytes, at, to);
  }

  private int consumeFrames(byte[] bytes, int from, int to) {
    int at = from;
    while (to - at >= 2) {
      int first = bytes[at] & 0xFF;
      int length = bytes[at + 1] & 0xFF;
      int start = at + 2;
      if (length > ServerFrames.SHORT_MOST) {
        int lengthBytes = ServerFrames.lengthBytes(length);
        if (to - start < lengthBytes) {
          break;
        }
        length = ServerFrames.length(bytes, start, lengthBytes);
        start += lengthBytes;
      }
      if (to - start < length) {
        break;
      }
      at = start + length;
      if (inflater != null && ServerFrames.isCompressed(first)) {
        compressed(inflater, first, bytes, start, at);
      } else {
        frame(ServerFrames.opcode(first), bytes, start, at);
      }
    }
    return at;
  }

  private void compressed(MessageInflater inflater, int first, byte[] bytes, int from, int to) {
    if (state == State.LEAVING || state == State.GONE) {
      return; // Nobody asks for it any more, and its window may be gone.
    }
    if (serverTakeover && window == null) {
      window = MessageInflater.newWindow();
    }
    int size = inflater.inflate(window, bytes, from, to);
    frame(ServerFrames.opcodeOfInflated(first), inflater.message(), 0, size);
  }

  private void frame(int opcode, byte[] bytes, int from, int to) {
    if (opcode == ClientFrames.CLOSE) {
      if (state != State.LEAVING) {
        throw new LoadFailure("client %d: server closed the WebSocket".formatted(index));
      }
    } else if (opcode == ClientFrames.PING) {
      write(ClientFrames.frame(ClientFrames.PONG, Arrays.copyOfRange(bytes, from, to)));
    } else if (opcode == ClientFrames.TEXT && to - from == 1 && bytes[from] == '2') {
      write(PONG);
      listener.heartbeat(this);
    } else if (state == State.JOINED) {
      listener.frame(this, opcode, bytes, from, to);
    } else if (state != State.LEAVING) {
      greeting(new String(bytes, from, to - from, UTF_8));
    }
  }

  private void greeting(String text) {
    if (state == State.OPENING && text.startsWith("0{\"sid\":\"")) {
      state = State.CONNECTING;
      write(CONNECT);
    } else if (state == State.CONNECTING && text.startsWith("40{\"sid\":\"")) {
      state = State.JOINED;
      listener.joined(this);
    } else {
      throw new LoadFailure("client %d: did not expect %s while %s".formatted(index, text, state));
    }
  }

  private void upgraded(String head) {
    String fields = head.toLowerCase(Locale.ROOT);
    if (!fields.startsWith("http/1.1 101 ") || !fields.contains(ACCEPT)) {
      throw new LoadFailure("expected an upgrade to WebSocket, got:\n" + head);
    }
    if (inflater != null) {
      serverTakeover = DeflateAnswer.of(fields).serverTakeover();
    }
    state = State.OPENING;
  }
}
