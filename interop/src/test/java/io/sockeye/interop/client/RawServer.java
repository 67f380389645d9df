package io.sockeye.interop.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that says what a test tells it to, byte by byte. */
final class RawServer implements TestServer {
  /** What to do with a connection, on a thread of its own, once the head of a request has come. */
  @FunctionalInterface
  interface Script {
    void serve(Exchange exchange) throws IOException;
  }

  /** A handshake that is right in all its parts. */
  static final String OPEN =
      "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}";

  static final int TEXT = 0x81;
  static final int TEXT_TO_BE_CONTINUED = 0x01;
  static final int CONTINUATION = 0x00;
  static final int BINARY = 0x82;

  private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");
  private static final String WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket listener;
  private final Script script;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  private RawServer(Script script) {
    this.script = script;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawServer start(Script script) {
    RawServer server = new RawServer(script);
    daemon(server::accept);
    return server;
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        sockets.add(socket);
        daemon(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Exchange exchange = new Exchange(socket);
      while (exchange.readHead()) {
        script.serve(exchange);
      }
    } catch (IOException e) {
      // The client has had enough, which is what most tests are about.
    } finally {
      sockets.remove(socket);
    }
  }

  /** The connections that came so far. */
  int accepted() {
    return accepted.get();
  }

  /** The connections that are open. */
  int open() {
    return sockets.size();
  }

  @Override
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection. */
  static final class Exchange {
    private final DataInputStream in;
    private final OutputStream out;
    private String head = "";

    Exchange(Socket socket) throws IOException {
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    private boolean readHead() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return false;
        }
        bytes.write(next);
      }
      head = bytes.toString(ISO_8859_1);
      return true;
    }

    /** The request line and the header fields. */
    String head() {
      return head;
    }

    /** Reads what comes behind the head. */
    void skipBody() throws IOException {
      Matcher length = LENGTH.matcher(head);
      if (length.find()) {
        in.readFully(new byte[Integer.parseInt(length.group(1))]);
      }
    }

    void send(String text) throws IOException {
      send(text.getBytes(UTF_8));
    }

    void send(byte... bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /** A whole answer. */
    void answer(String status, String body) throws IOException {
      byte[] bytes = body.getBytes(UTF_8);
      send(
          "HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
              .formatted(status, bytes.length));
      send(bytes);
    }

    /** Becomes a WebSocket, opens a session, and lets the client into the namespace it wants. */
    void letIn() throws IOException {
      upgrade();
      frame(TEXT, OPEN);
      readFrame();
      frame(TEXT, "40{\"sid\":\"b\"}");
    }

    /** Becomes a WebSocket. */
    void upgrade() throws IOException {
      Matcher key = KEY.matcher(head);
      if (!key.find()) {
        throw new IOException("no handshake of a WebSocket: " + head);
      }
      send(
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n"
              .formatted(acceptKey(key.group(1))));
    }

    private static String acceptKey(String key) {
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-1").digest((key + WEBSOCKET_GUID).getBytes(ISO_8859_1));
        return Base64.getEncoder().encodeToString(hash);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    void frame(int firstByte, String text) throws IOException {
      frame(firstByte, text.getBytes(UTF_8));
    }

    /** One frame, its first byte as given. */
    void frame(int firstByte, byte[] payload) throws IOException {
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.write(firstByte);
      if (payload.length < 126) {
        frame.write(payload.length);
      } else {
        frame.write(127);
        for (int shift = 56; shift >= 0; shift -= 8) {
          frame.write((int) ((long) payload.length >> shift));
        }
      }
      frame.writeBytes(payload);
      send(frame.toByteArray());
    }

    /** Reads a short frame of the client. */
    private void readFrame() throws IOException {
      in.readByte();
      in.readFully(new byte[4 + (in.readByte() & 0x7f)]); // the mask and the payload
    }

    /** Returns when the client has ended the connection. */
    void awaitEnd() throws IOException {
      while (in.read() >= 0) {
        // Whatever it says.
      }
    }
  }
}
