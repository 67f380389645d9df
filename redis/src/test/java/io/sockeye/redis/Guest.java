package io.sockeye.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.protocol.engineio.WireFrames;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.server.engine.WebSocketAccept;
import io.sockeye.server.engine.WebSocketLink;
import io.sockeye.server.engine.WebSocketReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client without a network that comes back, to whichever server; it keeps of its socket what the
 * official JavaScript client keeps.
 */
final class Guest {
  private static final Pattern CONNECT =
      Pattern.compile("40(?:/[^,]*,)?\\{\"sid\":\"([^\"]+)\"(?:,\"pid\":\"([^\"]+)\")?}");
  private static final Pattern EVENT = Pattern.compile("42(?:/[^,\\[]*,)?(\\[.*)");
  private static final Pattern OFFSET = Pattern.compile("(.*),\"(\\d+-\\d+)\"]");

  private final String namespace;
  private volatile Link link;

  /** Empty before it is connected. */
  volatile String id = "";

  volatile String pid = "";
  volatile String offset = "";

  /** Whether it found its socket. */
  volatile boolean recovered;

  /** What it was told last in place of being connected; empty if it was not. */
  volatile String refusal = "";

  /** The events that came, without offsets. */
  final List<String> events = new CopyOnWriteArrayList<>();

  /** What was heard from a connection that was no recovery to the next, or to now. */
  record Life(List<String> events, List<String> offsets) {}

  /** What was heard before the last connection that was no recovery. */
  final List<Life> lives = new CopyOnWriteArrayList<>();

  /** Their offsets, or empty ones. */
  final List<String> offsets = new CopyOnWriteArrayList<>();

  /** Frames that are no events, and those that came with one that has no offset. */
  final List<String> others = new CopyOnWriteArrayList<>();

  Guest() {
    this("/");
  }

  Guest(String namespace) {
    this.namespace = namespace;
  }

  /** Connects, with what it knows of an earlier time; returns when the server has answered. */
  Guest connect(SocketIoServer io, String... auth) {
    begin(io, auth);
    Link mine = link;
    await().atMost(Duration.ofSeconds(15)).until(() -> mine.answered);
    return this;
  }

  /** Begins to connect. */
  void begin(SocketIoServer io, String... auth) {
    Exchange upgrade = new Exchange();
    io.endpoint().handle(upgrade);
    Link fresh = new Link(upgrade.receiver);
    synchronized (events) {
      link = fresh;
      refusal = "";
      recovered = false;
    }
    fresh.server.onOpen(fresh);
    List<String> fields = new ArrayList<>(List.of(auth));
    if (!pid.isEmpty()) {
      fields.add("\"pid\":\"" + pid + "\"");
    }
    if (!offset.isEmpty()) {
      fields.add("\"offset\":\"" + offset + "\"");
    }
    String nsp = namespace.equals("/") ? "" : namespace + ",";
    fresh.server.onText(("40" + nsp + "{" + String.join(",", fields) + "}").getBytes(UTF_8));
  }

  boolean isAnswered() {
    return link.answered;
  }

  void send(String frame) {
    link.server.onText(frame.getBytes(UTF_8));
  }

  /** Hears nothing more, and the server does not know. Nobody is about to tell it something. */
  void goDeaf() {
    synchronized (events) {
      link.deaf = true;
    }
  }

  /** Loses the connection, and the server knows. */
  void vanish() {
    goDeaf();
    Link lost = link;
    lost.closed = true;
    lost.server.onClose(1006, "");
  }

  boolean isClosed() {
    return link.closed;
  }

  /** Waits for events. */
  void awaitEvents(String... expected) {
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(events).containsExactly(expected));
  }

  private void onFrame(Link from, String frame) {
    synchronized (events) {
      if (!from.deaf && from == link) {
        hear(from, frame);
      }
    }
  }

  private void hear(Link from, String frame) {
    Matcher connect = CONNECT.matcher(frame);
    Matcher event = EVENT.matcher(frame);
    if (connect.matches()) {
      recovered = pid.equals(connect.group(2));
      if (!recovered && !pid.isEmpty()) {
        beginAnew();
      }
      id = connect.group(1);
      pid = Objects.requireNonNullElse(connect.group(2), "");
      from.answered = true;
    } else if (event.matches()) {
      onEvent(event.group(1));
    } else if (frame.startsWith("44")) {
      refusal = frame;
      from.answered = true;
    } else if (!frame.startsWith("0")) {
      others.add(frame);
    }
  }

  private void beginAnew() {
    lives.add(life());
    events.clear();
    offsets.clear();
  }

  /** What was heard since then. */
  Life life() {
    synchronized (events) {
      return new Life(List.copyOf(events), List.copyOf(offsets));
    }
  }

  private void onEvent(String event) {
    Matcher stamped = OFFSET.matcher(event);
    if (stamped.matches()) {
      offset = stamped.group(2);
      offsets.add(offset);
      events.add(stamped.group(1) + "]");
    } else {
      offsets.add("");
      events.add(event);
      others.add(event);
    }
  }

  /** One connection. */
  private final class Link implements WebSocketLink {
    private final WebSocketReceiver server;
    private volatile boolean answered;
    private volatile boolean deaf;
    private volatile boolean closed;

    Link(WebSocketReceiver server) {
      this.server = server;
    }

    @Override
    public void send(WireFrames frames, boolean compress) {
      for (int i = 0; i < frames.count(); i++) {
        onFrame(this, frames.bytes(i).utf8());
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
  }

  /** A request for a WebSocket that is answered at once. */
  private static final class Exchange implements HttpExchange {
    private WebSocketReceiver receiver;

    @Override
    public HttpRequest request() {
      return HttpRequest.builder("GET", "/socket.io/?EIO=4&transport=websocket")
          .header("Host", "localhost:3000")
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
