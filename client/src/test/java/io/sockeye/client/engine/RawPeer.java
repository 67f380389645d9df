package io.sockeye.client.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's end of one connection in a test. */
final class RawPeer {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** A frame from the client, unmasked. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares frames
  record Frame(boolean fin, int opcode, byte[] payload) {
    String text() {
      return new String(payload, UTF_8);
    }

    int closeCode() {
      return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    }
  }

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
  private static final Pattern KEY = Pattern.compile("(?i)\r\nsec-websocket-key: *(\\S+)");

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
  }

  Socket socket() {
    return socket;
  }

  /** A request with its body, as it came. */
  String request() throws IOException {
    String head = head();
    return head + new String(body(head), UTF_8);
  }

  /** The body behind a head that tells its length. */
  byte[] body(String head) throws IOException {
    Matcher length = LENGTH.matcher(head);
    byte[] body = new byte[length.find() ? Integer.parseInt(length.group(1)) : 0];
    in.readFully(body);
    return body;
  }

  /** All up to the empty line, and with it. */
  String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException();
      }
      head.write(b);
    }
    return head.toString(ISO_8859_1);
  }

  void write(String text) throws IOException {
    write(text.getBytes(UTF_8));
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  void answer(int status, String fields, String body) throws IOException {
    write(
        "HTTP/1.1 %d Said\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(status, fields, body.getBytes(UTF_8).length, body));
  }

  /** Reads the request for a WebSocket and agrees; returns the request. */
  String acceptWebSocket(String fields) throws IOException {
    String request = head();
    Matcher key = KEY.matcher(request);
    if (!key.find()) {
      throw new IOException("no key in " + request);
    }
    write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key.group(1))
            + "\r\n"
            + fields
            + "\r\n");
    return request;
  }

  private static String accept(String key) {
    try {
      byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  void text(String text) throws IOException {
    frame(true, TEXT, text.getBytes(UTF_8));
  }

  void frame(boolean fin, int opcode, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    header(frame, fin, opcode, payload.length);
    frame.writeBytes(payload);
    write(frame.toByteArray());
  }

  static void header(ByteArrayOutputStream frame, boolean fin, int opcode, int length) {
    frame.write((fin ? 0x80 : 0) | opcode);
    if (length < 126) {
      frame.write(length);
    } else if (length < 65536) {
      frame.write(126);
      frame.write(length >> 8);
      frame.write(length);
    } else {
      frame.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) length >> shift));
      }
    }
  }

  Frame frame() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] mask = new byte[(second & 0x80) == 0 ? 0 : 4];
    in.readFully(mask);
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    for (int i = 0; mask.length > 0 && i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return new Frame((first & 0x80) != 0, first & 0xf, payload);
  }

  /** A message, its fragments put together; other frames are passed over. */
  Frame message() throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    Frame frame = frame();
    int opcode = frame.opcode();
    while (true) {
      payload.writeBytes(frame.payload());
      if (frame.fin()) {
        return new Frame(true, opcode, payload.toByteArray());
      }
      frame = frame();
    }
  }

  /** Waits until the client has ended the connection. */
  void awaitEnd() throws IOException {
    byte[] dropped = new byte[8192];
    while (in.read(dropped) >= 0) {
      // What comes before the end does not matter.
    }
  }

  /** Tells when the client has ended the connection, in whatever way. */
  void awaitEnd(CountDownLatch ended) throws IOException {
    try {
      awaitEnd();
    } finally {
      ended.countDown();
    }
  }

  /** Waits for what the test allows. */
  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the connection with a reset instead of an orderly end. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
