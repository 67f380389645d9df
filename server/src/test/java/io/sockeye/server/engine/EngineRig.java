package io.sockeye.server.engine;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An engine without a network: time stands still, requests are played, and all is written down. */
final class EngineRig {
  private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

  final ManualTimers timers = new ManualTimers();
  final List<EngineSession> sessions = new ArrayList<>();
  final List<String> messages = new ArrayList<>();
  final List<String> closes = new ArrayList<>();
  final List<String> upgrades = new ArrayList<>();
  final List<String> refusals = new ArrayList<>();
  final List<String> limitHits = new ArrayList<>();
  final List<String> slowConsumers = new ArrayList<>();
  final List<Long> droppedCounts = new ArrayList<>();
  final List<Throwable> hookFailures = new ArrayList<>();
  final EngineServer server;
  int drains;
  boolean echo;

  /** Where requests come from. */
  InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4242);

  Consumer<EngineSession> onMessage = session -> {};

  /** What stands before the other parameters of the query of those methods that make one. */
  private String eio = "EIO=4";

  EngineRig() {
    this(options());
  }

  /** An engine that clients of revision 3 may use, and whose clients are such. */
  static EngineRig ofEio3() {
    return ofEio3(options());
  }

  static EngineRig ofEio3(EngineOptions.StandaloneBuilder builder) {
    EngineRig rig = new EngineRig(builder.allowEio3(true));
    rig.eio = "EIO=3";
    return rig;
  }

  EngineRig(EngineOptions.StandaloneBuilder builder) {
    this(builder, Runnable::run, Optional.empty());
  }

  /** One that is watched by another observer. */
  EngineRig(EngineOptions.StandaloneBuilder builder, EngineObserver observer) {
    this(builder, Runnable::run, Optional.of(observer));
  }

  /** One whose guards and hooks run where the test says. */
  EngineRig(EngineOptions.StandaloneBuilder builder, Executor executor) {
    this(builder, executor, Optional.empty());
  }

  private EngineRig(
      EngineOptions.StandaloneBuilder builder,
      Executor executor,
      Optional<EngineObserver> observer) {
    EngineObserver told = observer.orElseGet(Observer::new);
    server = new EngineServer(builder.build(), timers, executor, told);
    server.onSession(
        session -> {
          sessions.add(session);
          session.receiver(new Receiver(session));
        });
  }

  static EngineOptions.StandaloneBuilder options() {
    return EngineOptions.builder()
        .pingInterval(Duration.ofMillis(300))
        .pingTimeout(Duration.ofMillis(200));
  }

  // ---- requests

  /** Requests come from there from now on. */
  EngineRig from(String address) {
    peer = new InetSocketAddress(address, 4242); // An address is not looked up.
    return this;
  }

  FakeExchange request(String method, String query, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.builder(method, "/engine.io/?" + query)
            .remoteAddress(peer)
            .header("Host", "localhost:3000");
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    FakeExchange exchange = new FakeExchange(builder.build());
    server.handle(exchange);
    return exchange;
  }

  FakeExchange get(String query, String... headers) {
    return request("GET", query, headers);
  }

  FakeExchange upgrade(String query, String... headers) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "Upgrade", "websocket",
                "Connection", "Upgrade",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));
    all.addAll(List.of(headers));
    return get(query, all.toArray(new String[0]));
  }

  /** Opens a session by long polling and gives its id. */
  String openPolling() {
    FakeExchange handshake = get(eio + "&transport=polling");
    return sidOf(handshake.text());
  }

  /** Opens a session by WebSocket; the open packet is taken already. */
  FakeLink openWebSocket() {
    return openWebSocket(eio + "&transport=websocket");
  }

  FakeLink openWebSocket(String query) {
    FakeLink link = upgrade(query).open();
    if (session().version() == EngineVersion.V3) {
      timers.advance(WebSocketTransport.LISTENING_DELAY);
    }
    link.take();
    return link;
  }

  static String sidOf(String openPacket) {
    Matcher matcher = SID.matcher(openPacket);
    if (!matcher.find()) {
      throw new AssertionError("no sid in " + openPacket);
    }
    return matcher.group(1);
  }

  FakeExchange poll(String sid) {
    return get(eio + "&transport=polling&sid=" + sid);
  }

  FakeExchange post(String sid, String body) {
    return startPost(sid).body(body);
  }

  /** A POST whose body has not come yet. */
  FakeExchange startPost(String sid) {
    return request("POST", eio + "&transport=polling&sid=" + sid);
  }

  /** A POST of bytes that are no text. */
  FakeExchange postBinary(String sid, byte... body) {
    return request(
            "POST",
            eio + "&transport=polling&sid=" + sid,
            "Content-Type",
            "application/octet-stream")
        .body(body);
  }

  FakeExchange upgradeOf(String sid) {
    return upgrade(eio + "&transport=websocket&sid=" + sid);
  }

  EngineSession session() {
    return sessions.get(sessions.size() - 1);
  }

  void send(String text) {
    session().send(message(text));
  }

  static PacketGroup message(String text) {
    return PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, text));
  }

  void advance(long millis) {
    timers.advance(Duration.ofMillis(millis));
  }

  private final class Receiver implements SessionReceiver {
    private final EngineSession session;

    Receiver(EngineSession session) {
      this.session = session;
    }

    @Override
    public void onMessage(EnginePacket message) {
      messages.add(
          message.isBinary() ? "binary " + message.data().length() : message.data().utf8());
      onMessage.accept(session);
      if (echo) {
        session.send(PacketGroup.of(message));
      }
    }

    @Override
    public void onClose(CloseReason reason, String detail) {
      closes.add(detail.isEmpty() ? reason.text() : reason + ": " + detail);
    }

    @Override
    public void onUpgrade(TransportType transport) {
      upgrades.add(transport.text());
    }

    @Override
    public void onDrain() {
      drains++;
    }
  }

  private final class Observer implements EngineObserver {
    @Override
    public void connectionRefused(
        HttpRequest request, HandshakeError error, String message, Map<String, String> context) {
      refusals.add(error.code() + " " + context.getOrDefault("name", error.name()));
    }

    @Override
    public void upgradeFailed(EngineSession session, String detail) {
      upgrades.add("failed: " + detail);
    }

    @Override
    public void limitHit(String limit, String detail) {
      limitHits.add(limit);
    }

    @Override
    public void slowConsumer(EngineSession session, String limit, long pendingBytes) {
      slowConsumers.add(limit + " " + pendingBytes);
    }

    @Override
    public void messagesDropped(EngineSession session, long count) {
      droppedCounts.add(count);
    }

    @Override
    public void hookFailed(HttpRequest request, Throwable cause) {
      hookFailures.add(cause);
    }
  }
}
