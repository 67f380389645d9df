package io.sockeye.server.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.OpenPacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The session of one client.
 *
 * <p><b>The problem.</b> A session is served by several connections, one after the other and for
 * moments at the same time: polls, POSTs, then a WebSocket that takes over. They arrive on
 * different I/O threads, timers fire on another, and user threads send whenever they like. Nothing
 * may be lost, doubled or reordered, whatever these do to each other.
 *
 * <p><b>The design.</b> Everything that happens to a session is a task in its mailbox, a {@link
 * SerialExecutor} over nothing: whoever finds it idle runs it, nobody waits, and there is no lock.
 * What the session knows is touched only there. It has one outbound buffer, not one for each
 * transport; the buffer is emptied into whatever transport is current and writable. {@link
 * SessionState} says which events fit; the transports do the talking; {@link Heartbeat} watches.
 *
 * <p><b>Invariants.</b>
 *
 * <ul>
 *   <li>The order of {@link #send} calls is the order in which the client gets the packets: a
 *       packet goes to a transport only when all before it have gone, and the client changes over
 *       only when its last poll has been answered.
 *   <li>A packet that was handed to a transport is never handed to another.
 *   <li>{@link SessionReceiver#onClose} is called exactly once, as the last call.
 *   <li>After the close there is no alarm, no waiting exchange, no place in the table.
 *   <li>The outbound buffer holds at most {@link EngineOptions#maxOutboundBytes} and one message.
 * </ul>
 */
final class RealSession implements EngineSession {
  /** How long a client that does not poll is waited for, to tell it that the session is closed. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private static final PacketGroup PING = PacketGroup.of(EnginePacket.of(EnginePacket.Type.PING));

  private final String id;
  private final EngineVersion version;
  private final HttpRequest request;
  private final Map<String, String> query;
  private final EngineContext context;
  private final SerialExecutor mailbox;
  private final SessionState state = new SessionState();
  private final Heartbeat heartbeat;
  private final Upgrade upgrade;

  private final WriteBuffer writeBuffer = new WriteBuffer();

  /** Read by the verifier on other threads, which must not send a WebSocket's client polling. */
  private volatile Transport transport;

  /** Ends the wait for a client that does not poll; null unless closing. */
  private Timers.@Nullable Alarm closeAlarm;

  /** Null until the server above has taken the session. */
  private @Nullable SessionReceiver receiver;

  private boolean readingPaused;

  private RealSession(
      String id,
      EngineVersion version,
      EngineRequest handshake,
      EngineContext context,
      Function<RealSession, Transport> firstTransport) {
    this.id = id;
    this.version = version;
    this.request = handshake.head();
    this.query = handshake.query();
    this.context = context;
    this.mailbox = SerialExecutor.mailbox(context.overflow());
    this.heartbeat = new Heartbeat(context.timers(), context.options(), new HeartbeatOwner());
    this.upgrade = new Upgrade(this, state, context);
    this.transport = firstTransport.apply(this);
  }

  /** A session that its client opens by long polling. */
  static void openByPolling(
      String id, EngineVersion version, EngineRequest handshake, EngineContext context) {
    RealSession session =
        new RealSession(
            id,
            version,
            handshake,
            context,
            self -> new PollingTransport(self, context.options(), context.timers()));
    session.onPollingRequest(handshake);
    session.execute(() -> session.open(List.of(TransportType.WEBSOCKET)));
  }

  /**
   * A session that its client opens by WebSocket; it is open when the handshake is done.
   *
   * @return what is told of the handshake
   */
  static WebSocketReceiver openByWebSocket(
      String id, EngineVersion version, EngineRequest handshake, EngineContext context) {
    RealSession session =
        new RealSession(id, version, handshake, context, self -> self.newWebSocket(handshake));
    return (WebSocketTransport) session.transport;
  }

  // ---- what others see

  @Override
  public String id() {
    return id;
  }

  @Override
  public EngineVersion version() {
    return version;
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public Map<String, String> query() {
    return query;
  }

  @Override
  public TransportType transport() {
    return transport.type();
  }

  @Override
  public SerialExecutor mailbox() {
    return mailbox;
  }

  @Override
  public void receiver(SessionReceiver newReceiver) {
    assert isCurrent();
    if (receiver != null) {
      throw new IllegalStateException("the session has a receiver already");
    }
    receiver = Objects.requireNonNull(newReceiver, "receiver");
  }

  @Override
  public void send(PacketGroup group) {
    execute(() -> enqueue(group));
  }

  @Override
  public void sendVolatile(PacketGroup group) {
    execute(
        () -> {
          if (isWritable()) {
            enqueue(group);
          }
        });
  }

  @Override
  public boolean isWritable() {
    return state.isOpen() && writeBuffer.bytes() == 0 && transport.isWritableForVolatile();
  }

  @Override
  public void close() {
    execute(this::beginClosing);
  }

  @Override
  public void discard() {
    execute(
        () -> {
          if (!state.isClosed()) {
            transport.discard();
          }
          finish(CloseReason.FORCED_CLOSE, "discarded");
        });
  }

  @Override
  public void fail(CloseReason reason, String detail) {
    assert isCurrent();
    finish(reason, detail);
  }

  @Override
  public void pauseReading() {
    execute(
        () -> {
          readingPaused = true;
          transport.pauseReading();
        });
  }

  @Override
  public void resumeReading() {
    execute(
        () -> {
          readingPaused = false;
          transport.resumeReading();
        });
  }

  /** Hides the second half of the id, which is a secret. */
  @Override
  public String toString() {
    return "RealSession[" + id.substring(0, Math.min(8, id.length())) + "…]";
  }

  // ---- opening

  /** The WebSocket handshake is done: of a new session, or of an upgrade. */
  void onWebSocketOpen(WebSocketTransport opened) {
    assert isCurrent();
    if (upgrade.isCandidate(opened)) {
      return; // Its first packet has to be the probe.
    }
    if (opened != transport || state.isClosed()) {
      opened.turnAway();
      return;
    }
    open(List.of());
  }

  private void open(List<TransportType> upgrades) {
    if (!state.open()) {
      return; // The client is gone already.
    }
    context.sessions().add(this);
    heartbeat.start();
    List<String> offered =
        upgrades.stream()
            .filter(type -> context.options().allowUpgrades())
            .filter(context.options().transports()::contains)
            .map(TransportType::text)
            .toList();
    OpenPacket packet =
        new OpenPacket(
            id,
            offered,
            (int) context.options().pingInterval().toMillis(),
            (int) context.options().pingTimeout().toMillis(),
            context.options().maxHttpBufferSize());
    enqueue(PacketGroup.of(packet.toPacket()));
    context.observer().sessionOpened(this);
    context.onOpen().accept(this);
    if (context.sessions().isClosed()) {
      shutDown(); // The server stopped during the handshake, and has not seen this session.
    }
  }

  private WebSocketTransport newWebSocket(EngineRequest handshake) {
    String b64 = handshake.query().getOrDefault("b64", "");
    return new WebSocketTransport(this, !b64.isEmpty(), context.options().outboundHighWaterMark());
  }

  // ---- requests of this session's client

  /** A GET or POST with this session's id. Any thread. */
  void onPollingRequest(EngineRequest polling) {
    execute(
        () -> {
          if (heartbeat.isOverdue()) {
            finish(CloseReason.PING_TIMEOUT, "");
          }
          if (state.isClosed()) {
            polling.refuse(Refusal.of(HandshakeError.UNKNOWN_SID, Map.of()));
          } else if (transport instanceof PollingTransport current) {
            current.onRequest(polling);
          } else {
            polling.refuse(Refusal.badRequest("TRANSPORT_MISMATCH", "upgraded meanwhile"));
          }
        });
  }

  /**
   * An upgrade with this session's id. Any thread. One that comes too late or twice is accepted and
   * then closed, as the JavaScript server does: a browser cannot tell its page why a handshake
   * failed.
   */
  void onUpgradeRequest(EngineRequest request, WebSocketAccept accept) {
    execute(
        () -> {
          WebSocketTransport opened = newWebSocket(request);
          if (transport instanceof PollingTransport) {
            upgrade.admit(opened);
          }
          request.exchange().acceptWebSocket(accept, opened);
        });
  }

  // ---- packets

  void onPollingPacket(PollingTransport from, EnginePacket packet) {
    assert isCurrent();
    if (from == transport) {
      onPacket(packet);
    }
  }

  void onWebSocketPacket(WebSocketTransport from, EnginePacket packet) {
    assert isCurrent();
    if (from == transport) {
      onPacket(packet);
    } else if (upgrade.isCandidate(from)) {
      upgrade.onPacket(from, packet);
    }
  }

  private void onPacket(EnginePacket packet) {
    if (!state.isOpen()) {
      if (state.isClosing() && packet.type() == EnginePacket.Type.CLOSE) {
        onClosePacket();
      }
      return;
    }
    switch (packet.type()) {
      case MESSAGE -> {
        heartbeat.onOtherPacket();
        if (receiver != null) {
          receiver.onMessage(packet);
        }
      }
      case PONG -> {
        if (!heartbeat.onPong()) {
          context.observer().limitHit("unsolicitedPongs", "more than ten without a ping");
          finish(CloseReason.TRANSPORT_ERROR, "more pongs than pings");
        }
      }
      case PING -> finish(CloseReason.TRANSPORT_ERROR, "invalid heartbeat direction");
      case CLOSE -> onClosePacket();
      case UPGRADE, OPEN ->
          finish(CloseReason.TRANSPORT_ERROR, "unexpected " + packet.type() + " packet");
      case NOOP -> heartbeat.onOtherPacket(); // Some clients send it when they change over.
    }
  }

  private void onClosePacket() {
    if (transport instanceof PollingTransport polling) {
      polling.answerNoop();
    }
    finish(CloseReason.TRANSPORT_CLOSE, "closed by the client");
  }

  void onUndecodable(Transport from, ProtocolException cause) {
    assert isCurrent();
    if (from == transport) {
      finish(CloseReason.PARSE_ERROR, String.valueOf(cause.getMessage()));
    } else {
      upgrade.abandon(from, String.valueOf(cause.getMessage()));
    }
  }

  // ---- the upgrade

  /** The client changes over; its last poll has been answered, so what waits goes by WebSocket. */
  void takeOver(WebSocketTransport webSocket) {
    assert isCurrent();
    PollingTransport polling = (PollingTransport) transport;
    transport = webSocket;
    polling.retire();
    if (readingPaused) {
      webSocket.pauseReading();
    }
    heartbeat.onUpgrade();
    flush();
    if (state.isClosing()) {
      finish(CloseReason.FORCED_CLOSE, "");
      return;
    }
    context.observer().sessionUpgraded(this);
    if (receiver != null) {
      receiver.onUpgrade(webSocket.type());
    }
  }

  /** The client is about to change over, so its poll must come back. */
  void releasePolls() {
    if (transport instanceof PollingTransport polling) {
      polling.onProbed();
    }
  }

  boolean isProbed() {
    return state.isProbed();
  }

  // ---- sending

  private void enqueue(PacketGroup group) {
    assert isCurrent();
    if (!state.isOpen()) {
      return;
    }
    if (writeBuffer.bytes() + transport.pendingBytes() > context.options().maxOutboundBytes()) {
      context.observer().limitHit("maxOutboundBytes", "the client does not read");
      transport.discard(); // What waits cannot be sent, and a close frame would wait behind it.
      finish(
          CloseReason.TRANSPORT_ERROR,
          "slow consumer: more than %d bytes wait to be sent"
              .formatted(context.options().maxOutboundBytes()));
      return;
    }
    writeBuffer.add(group);
    flush();
  }

  private void flush() {
    writeBuffer.flushTo(transport);
  }

  void onTransportWritable(Transport writable) {
    assert isCurrent();
    if (writable != transport) {
      return;
    }
    if (state.isClosing()) {
      finish(CloseReason.FORCED_CLOSE, "");
      return;
    }
    flush();
    if (receiver != null && isWritable()) {
      receiver.onDrain();
    }
  }

  // ---- the end

  void onTransportError(Transport failed, String detail) {
    assert isCurrent();
    if (failed == transport) {
      finish(CloseReason.TRANSPORT_ERROR, detail);
    } else {
      upgrade.abandon(failed, detail);
    }
  }

  void onWebSocketClose(WebSocketTransport closed, int code) {
    assert isCurrent();
    if (closed == transport) {
      finish(CloseReason.TRANSPORT_CLOSE, "websocket closed with code " + code);
    } else {
      upgrade.abandon(closed, "websocket closed with code " + code);
    }
  }

  void onLimitHit(String limit, String detail) {
    context.observer().limitHit(limit, detail);
  }

  private void beginClosing() {
    if (!state.beginClosing()) {
      return;
    }
    heartbeat.stop();
    if (transport.isWritable()) {
      finish(CloseReason.FORCED_CLOSE, "");
    } else {
      closeAlarm =
          context
              .timers()
              .schedule(
                  CLOSE_TIMEOUT,
                  () -> execute(() -> finish(CloseReason.FORCED_CLOSE, "the client did not poll")));
    }
  }

  /** Closes the session because the server stops. Any thread. */
  void shutDown() {
    execute(
        () -> {
          if (!state.isClosed() && transport instanceof WebSocketTransport webSocket) {
            webSocket.closeGoingAway();
          }
          finish(CloseReason.FORCED_CLOSE, "server shutting down");
        });
  }

  private void finish(CloseReason reason, String detail) {
    assert isCurrent();
    boolean wasOpen = state.isOpen() || state.isClosing();
    if (!state.close()) {
      return;
    }
    context.sessions().remove(this);
    heartbeat.stop();
    upgrade.cancel();
    if (closeAlarm != null) {
      closeAlarm.cancel();
      closeAlarm = null;
    }
    writeBuffer.closeInto(transport, reason);
    if (receiver != null) {
      receiver.onClose(reason, detail);
    }
    if (wasOpen) {
      context.observer().sessionClosed(this, reason, detail);
    }
  }

  // ---- the mailbox

  void execute(Runnable task) {
    mailbox.execute(task);
  }

  boolean isCurrent() {
    return mailbox.isCurrent();
  }

  private final class HeartbeatOwner implements Heartbeat.Owner {
    @Override
    public void execute(Runnable task) {
      RealSession.this.execute(task);
    }

    @Override
    public void sendPing() {
      enqueue(PING);
    }

    @Override
    public boolean isReadingPaused() {
      return readingPaused;
    }

    @Override
    public void onPingTimeout() {
      finish(CloseReason.PING_TIMEOUT, "");
    }
  }
}
