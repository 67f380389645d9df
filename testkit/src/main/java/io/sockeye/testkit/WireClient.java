package io.sockeye.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A TCP client that writes what a test tells it, byte for byte, and reads HTTP answers and
 * WebSocket frames without forgiving anything. Not thread-safe. A read gives up after ten seconds.
 */
public final class WireClient implements AutoCloseable {
  /**
   * An answer as it came.
   *
   * @param headers by name in any case; of several fields of a name the values, joined by a comma
   */
  public record Answer(int status, Map<String, String> headers, String body) {}

  /**
   * A frame as it came.
   *
   * @param compressed whether it says that its message is compressed (RFC 7692)
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares frames
  public record Frame(boolean fin, boolean compressed, int opcode, byte[] payload) {
    /** The payload as text. */
    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a close frame, 0 if it has none. */
    public int closeCode() {
      return payload.length < 2 ? 0 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    }
  }

  /** Opcodes of RFC 6455 section 5.2. */
  public static final int CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;

  private static final int READ_TIMEOUT_MILLIS = 10_000;
  private static final byte[] MASK = {0x11, (byte) 0xa2, 0x33, (byte) 0xc4};

  private final Socket socket;
  private final DataInputStream in;
  private boolean compressionExpected;

  private WireClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Connects to this machine. */
  public static WireClient connect(int port) {
    try {
      return over(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes over a socket that is connected. */
  public static WireClient over(Socket socket) {
    try {
      return new WireClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes text as it is, in ISO 8859-1. */
  public WireClient send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Writes bytes as they are. */
  public WireClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a GET request. */
  public WireClient get(String target) {
    return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** Writes a POST request with text, in UTF-8. */
  public WireClient post(String target, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    send(
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
            .formatted(target, bytes.length));
    return send(bytes);
  }

  /** Writes the request of a WebSocket handshake. */
  public WireClient handshake(String target, String... headerLines) {
    var request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    request.append("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
    request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (String line : headerLines) {
      request.append(line).append("\r\n");
    }
    return send(request.append("\r\n").toString());
  }

  /** Opens a WebSocket. */
  public WireClient openWebSocket(String target) {
    handshake(target);
    Answer answer = answer();
    if (answer.status() != 101) {
      throw new AssertionError("expected 101, got " + answer);
    }
    return this;
  }

  /** Writes a masked frame that is a whole message or a control frame. */
  public WireClient frame(int opcode, byte[] payload) {
    return frame(true, opcode, payload);
  }

  /** Writes a masked frame of text. */
  public WireClient text(String text) {
    return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a masked frame. */
  public WireClient frame(boolean fin, int opcode, byte[] payload) {
    return send(encode(fin, opcode, payload));
  }

  /** The bytes of a masked frame. */
  public static byte[] encode(boolean fin, int opcode, byte[] payload) {
    var out = new ByteArrayOutputStream();
    out.write((fin ? 0x80 : 0) | opcode);
    int length = payload.length;
    if (length < 126) {
      out.write(0x80 | length);
    } else if (length < 65_536) {
      out.write(0x80 | 126);
      out.write(length >>> 8);
      out.write(length);
    } else {
      out.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) length >>> shift));
      }
    }
    out.writeBytes(MASK);
    for (int i = 0; i < length; i++) {
      out.write(payload[i] ^ MASK[i % 4]);
    }
    return out.toByteArray();
  }

  /** Reads an answer to anything but HEAD. */
  public Answer answer() {
    return answer(false);
  }

  /** Reads the answer to HEAD, which has no body whatever its length says. */
  public Answer answerToHead() {
    return answer(true);
  }

  private Answer answer(boolean head) {
    try {
      String[] status = line().split(" ", 3);
      if (!status[0].equals("HTTP/1.1")) {
        throw new AssertionError("expected a status line, got " + List.of(status));
      }
      int code = Integer.parseInt(status[1]);
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.merge(
            line.substring(0, colon), line.substring(colon + 1).trim(), (a, b) -> a + ", " + b);
      }
      boolean empty = head || code < 200 || code == 204 || code == 304;
      return new Answer(code, headers, empty ? "" : body(headers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String body(Map<String, String> headers) throws IOException {
    var body = new ByteArrayOutputStream();
    String length = headers.get("Content-Length");
    if (length != null) {
      body.writeBytes(in.readNBytes(Integer.parseInt(length)));
    } else if ("chunked"
        .equals(headers.getOrDefault("Transfer-Encoding", "").toLowerCase(Locale.ROOT))) {
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        body.writeBytes(in.readNBytes(size));
        line();
      }
      line();
    } else {
      body.writeBytes(in.readAllBytes());
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().trim(), 16);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("expected a line, got the end after: " + line);
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Takes frames of compressed messages from now on. */
  public WireClient expectCompression() {
    compressionExpected = true;
    return this;
  }

  /** Reads a frame of the server, which must not be masked. */
  public Frame frame() {
    try {
      int first = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      boolean compressed = (first & 0x70) == 0x40 && compressionExpected;
      if (((first & 0x70) != 0 && !compressed) || second >= 0x80) {
        throw new AssertionError(
            "expected no extension and no mask, got %x %x".formatted(first, second));
      }
      long length = second < 126 ? second : second == 126 ? in.readUnsignedShort() : in.readLong();
      byte[] payload = new byte[Math.toIntExact(length)];
      in.readFully(payload);
      return new Frame(first >= 0x80, compressed, first & 0x0f, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads frames up to the close frame, which it returns. */
  public Frame closeFrame() {
    Frame next = frame();
    while (next.opcode() != CLOSE) {
      next = frame();
    }
    return next;
  }

  /** Reads what is left up to the end of the connection; a reset counts as its end. */
  public List<Byte> rest() {
    List<Byte> bytes = new ArrayList<>();
    try {
      InputStream source = in;
      for (int next = source.read(); next >= 0; next = source.read()) {
        bytes.add((byte) next);
      }
    } catch (SocketException e) {
      // A reset.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  /** Sends FIN, and can still read. */
  public void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the connection by RST. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the connection by FIN. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
