package io.sockeye.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sockeye.protocol.engineio.WireFrames;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.server.engine.WebSocketAccept;
import io.sockeye.server.engine.WebSocketLink;
import io.sockeye.server.engine.WebSocketReceiver;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client of a server in the same process, over WebSocket without a network: it enters by the door
 * that bindings enter by. It answers nothing by itself.
 */
final class LoopClient implements WebSocketLink {
  private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");
  private static final Pattern ACK_ID = Pattern.compile("42(/[^,\\[]*,)?(\\d+)\\[");
  private static final long PATIENCE_SECONDS = 15;

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final WebSocketReceiver server;

  /** As packets have it: nothing for the main one, else the name and a comma. */
  private final String namespace;

  private String id = "";
  private volatile boolean closed;

  private LoopClient(WebSocketReceiver server, String namespace) {
    this.server = server;
    this.namespace = namespace.equals("/") ? "" : namespace + ",";
  }

  /** Connects to a namespace of a server. */
  static LoopClient connect(SocketIoServer io, String namespace) {
    return connect(io, namespace, "");
  }

  /** Connects with credentials, which are JSON. */
  static LoopClient connect(SocketIoServer io, String namespace, String auth) {
    Exchange upgrade = new Exchange();
    io.endpoint().handle(upgrade);
    WebSocketReceiver receiver = upgrade.receiver;
    if (receiver == null) {
      throw new AssertionError("expected a WebSocket, got a response");
    }
    LoopClient client = new LoopClient(receiver, namespace);
    client.open(auth);
    return client;
  }

  private void open(String auth) {
    server.onOpen(this);
    next(); // the open packet
    server.onText(("40" + namespace + auth).getBytes(UTF_8));
    String answer = next();
    Matcher connected = SID.matcher(answer);
    if (!connected.find()) {
      throw new AssertionError("expected a CONNECT packet with an id, got " + answer);
    }
    id = connected.group(1);
  }

  /** The id of its socket. */
  String id() {
    return id;
  }

  /** The next frame of the server, binary ones as {@code 0x} and hexadecimal digits. */
  String next() {
    try {
      String frame = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("expected a frame, got none");
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Answers an event with JSON values. */
  void answer(String event, String values) {
    Matcher asked = ACK_ID.matcher(event);
    if (!asked.find()) {
      throw new AssertionError("expected an event that asks for an answer, got " + event);
    }
    server.onText(("43" + namespace + asked.group(2) + "[" + values + "]").getBytes(UTF_8));
  }

  /** Leaves without a word. */
  void vanish() {
    closed = true;
    server.onClose(1006, "");
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void send(WireFrames frames, boolean compress) {
    for (int i = 0; i < frames.count() && !closed; i++) {
      received.add(
          frames.isBinary(i)
              ? "0x" + HexFormat.of().formatHex(frames.bytes(i).toArray())
              : frames.bytes(i).utf8());
    }
  }

  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public void close(int code, String reason) {
    if (!closed) {
      closed = true;
      server.onClose(code == 0 ? 1005 : code, reason);
    }
  }

  @Override
  public void abort() {
    close(1006, "");
  }

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

  /** A request for a WebSocket that is answered at once. */
  private static final class Exchange implements HttpExchange {
    /** Null unless the WebSocket was accepted. */
    @Nullable WebSocketReceiver receiver;

    @Override
    public HttpRequest request() {
      return HttpRequest.builder("GET", "/socket.io/?EIO=4&transport=websocket&from=testkit")
          .header("Host", "localhost:3000")
          .header("User-Agent", "testkit")
          .header("Upgrade", "websocket")
          .header("Connection", "Upgrade")
          .header("Sec-WebSocket-Version", "13")
          .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
          .build();
    }

    @Override
    public void readBody(int maxBytes, BodyReceiver bodyReceiver) {
      bodyReceiver.onBody(new byte[0]);
    }

    @Override
    public void onAbort(Runnable task) {}

    @Override
    public void respond(HttpResponse answer) {}

    @Override
    public void respondAndClose(HttpResponse answer) {}

    @Override
    public void abort() {}

    @Override
    public void acceptWebSocket(WebSocketAccept accept, WebSocketReceiver taker) {
      receiver = taker;
    }
  }
}
