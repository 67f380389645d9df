package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.protocol.engineio.WireFrames;
import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.server.engine.WebSocketAccept;
import io.sockeye.server.engine.WebSocketLink;
import io.sockeye.server.engine.WebSocketReceiver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client over WebSocket without a network: it enters by the door that bindings enter by. */
final class TestClient implements WebSocketLink {
  private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");
  private static final long PATIENCE_SECONDS = 10;

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final WebSocketReceiver server;
  private String sid = "";
  private volatile boolean closed;
  private volatile boolean reading = true;
  private volatile long pendingBytes;

  private TestClient(WebSocketReceiver server) {
    this.server = server;
  }

  /** Opens a session; the open packet is taken already. */
  static TestClient open(SocketIoServer io) {
    return open(io, "");
  }

  /** Opens a session with more parameters in its query. */
  static TestClient open(SocketIoServer io, String query) {
    return openWith(io, "EIO=4&transport=websocket" + query, () -> {});
  }

  /** Opens a session of a client of Socket.IO 2; what follows the open packet is still to come. */
  static TestClient openEio3(SocketIoServer io, ManualTimers timers, String query) {
    return openWith(
        io,
        "EIO=3&transport=websocket" + query,
        () -> timers.advance(Duration.ofMillis(10))); // The time that it has to begin to listen.
  }

  private static TestClient openWith(SocketIoServer io, String query, Runnable afterHandshake) {
    Exchange upgrade = new Exchange(request(query), "");
    io.endpoint().handle(upgrade);
    TestClient client = new TestClient(upgrade.receiver());
    client.server.onOpen(client);
    afterHandshake.run();
    client.sid = sidOf(client.next());
    return client;
  }

  /** The id of the session. */
  String sid() {
    return sid;
  }

  /** Opens a session and joins the main namespace. */
  static TestClient connect(SocketIoServer io) {
    TestClient client = open(io);
    client.join("/");
    return client;
  }

  /** Joins a namespace and gives the id of the socket. */
  String join(String namespace) {
    send(namespace.equals("/") ? "40" : "40" + namespace + ",");
    return sidOf(next());
  }

  static String sidOf(String packet) {
    Matcher matcher = SID.matcher(packet);
    assertThat(matcher.find()).as("a sid in %s", packet).isTrue();
    return matcher.group(1);
  }

  /** Sends text frames, in order, as one read of the network would bring them. */
  TestClient send(String... frames) {
    for (String frame : frames) {
      server.onText(frame.getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  TestClient sendBinary(byte... bytes) {
    server.onBinary(bytes);
    return this;
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

  /** What came and was not taken yet. */
  List<String> taken() {
    List<String> all = new ArrayList<>();
    received.drainTo(all);
    return all;
  }

  /** The network breaks. */
  void vanish() {
    closed = true;
    server.onClose(1006, "");
  }

  /** The network fails in another way. */
  void fail() {
    server.onError(new IOException("connection reset"));
    vanish();
  }

  boolean isClosed() {
    return closed;
  }

  boolean isReading() {
    return reading;
  }

  /** Lets the server believe that so many bytes wait in the network. */
  void pendingBytes(long bytes) {
    pendingBytes = bytes;
  }

  /** The network takes so much that this is left, and the server is told. */
  void drainTo(long bytes) {
    pendingBytes = bytes;
    server.onWritable();
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
    return pendingBytes;
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
  public void pauseReading() {
    reading = false;
  }

  @Override
  public void resumeReading() {
    reading = true;
  }

  private static HttpRequest request(String query) {
    return HttpRequest.builder("GET", "/socket.io/?" + query)
        .header("Host", "localhost:3000")
        .header("User-Agent", "test")
        .header("Upgrade", "websocket")
        .header("Connection", "Upgrade")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        .build();
  }

  /** An exchange that is answered at once, by a WebSocket or by a response. */
  private static final class Exchange implements HttpExchange {
    private final HttpRequest request;
    private final byte[] body;
    private WebSocketReceiver receiver;
    private HttpResponse response;

    Exchange(HttpRequest request, String body) {
      this.request = request;
      this.body = body.getBytes(StandardCharsets.UTF_8);
    }

    WebSocketReceiver receiver() {
      assertThat(response).as("a refusal").isNull();
      return receiver;
    }

    @Override
    public HttpRequest request() {
      return request;
    }

    @Override
    public void readBody(int maxBytes, BodyReceiver bodyReceiver) {
      bodyReceiver.onBody(body);
    }

    @Override
    public void onAbort(Runnable task) {}

    @Override
    public void respond(HttpResponse answer) {
      response = answer;
    }

    @Override
    public void respondAndClose(HttpResponse answer) {
      response = answer;
    }

    @Override
    public void abort() {}

    @Override
    public void acceptWebSocket(WebSocketAccept accept, WebSocketReceiver taker) {
      receiver = taker;
    }
  }

  /** What a plain request is answered with. */
  static HttpResponse get(EngineEndpoint endpoint, String target, String... headers) {
    return request(endpoint, "GET", target, "", headers);
  }

  /** What a request with a body is answered with. */
  static HttpResponse request(
      EngineEndpoint endpoint, String method, String target, String body, String... headers) {
    HttpRequest.Builder builder = HttpRequest.builder(method, target).header("Host", "localhost");
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    Exchange exchange = new Exchange(builder.build(), body);
    assertThat(endpoint.matches(exchange.request())).as("%s matches", target).isTrue();
    endpoint.handle(exchange);
    assertThat(exchange.response).as("the answer to %s", target).isNotNull();
    return exchange.response;
  }
}
