package io.sockeye.server.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.OpenPacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client's Engine.IO session, whatever connections it uses.
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
public final class EngineSession {
  /** How long a client that does not poll is waited for, to tell it that the session is closed. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private static final PacketGroup PING = PacketGroup.of(EnginePacket.of(EnginePacket.Type.PING));
  private static final String PROBE = "probe";

  /** What a session needs of its server. */
  record Context(
      EngineOptions options,
      Timers timers,
      Executor overflow,
      EngineObserver observer,
      SessionTable sessions,
      Consumer<EngineSession> onOpen) {}

  private final String id;
  private final EngineVersion version;
  private final HttpRequest request;
  private final Map<String, String> query;
  private final Context context;
  private final SerialExecutor mailbox;
  private final SessionState state = new SessionState();
  private final Heartbeat heartbeat;

  /** Packets waiting for the transport, oldest first; empty while it is writable. */
  private final Deque<PacketGroup> writeBuffer = new ArrayDeque<>(2);

  /** Bytes in {@link #writeBuffer}. */
  private long bufferedBytes;

  /** Read by the verifier on other threads, which must not send a WebSocket's client polling. */
  private volatile Transport transport;

  /** The WebSocket that is to take over; null unless an upgrade is under way. */
  private @Nullable WebSocketTransport candidate;

  /** Ends an upgrade that takes too long; null unless one is under way. */
  private Timers.@Nullable Alarm upgradeAlarm;

  /** Ends the wait for a client that does not poll; null unless closing. */
  private Timers.@Nullable Alarm closeAlarm;

  /** Null until the server above has taken the session. */
  private @Nullable SessionReceiver receiver;

  private boolean readingPaused;

  private EngineSession(
      String id,
      EngineVersion version,
      EngineRequest handshake,
      Context context,
      Function<EngineSession, Transport> firstTransport) {
    this.id = id;
    this.version = version;
    this.request = handshake.head();
    this.query = handshake.query();
    this.context = context;
    this.mailbox = SerialExecutor.mailbox(context.overflow());
    this.heartbeat = new Heartbeat(context.timers(), context.options(), new HeartbeatOwner());
    this.transport = firstTransport.apply(this);
  }

  /** A session that its client opens by long polling. */
  static void openByPolling(
      String id, EngineVersion version, EngineRequest handshake, Context context) {
    EngineSession session =
        new EngineSession(
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
      String id, EngineVersion version, EngineRequest handshake, Context context) {
    EngineSession session =
        new EngineSession(id, version, handshake, context, self -> self.newWebSocket(handshake));
    return (WebSocketTransport) session.transport;
  }

  // ---- what others see

  /** The session id: a secret that is known to the client and this server only. */
  public String id() {
    return id;
  }

  /** The protocol version that the client speaks. */
  public EngineVersion version() {
    return version;
  }

  /** The request that opened the session. */
  public HttpRequest request() {
    return request;
  }

  /** The query of the request that opened the session. */
  public Map<String, String> query() {
    return query;
  }

  /** The transport in use; may be out of date as soon as it is read outside the mailbox. */
  public TransportType transport() {
    return transport.type();
  }

  /** Where everything happens that happens to this session. */
  public SerialExecutor mailbox() {
    return mailbox;
  }

  /**
   * Sets who takes what the session brings. Once, inside the mailbox, when the session is opened.
   */
  public void receiver(SessionReceiver newReceiver) {
    assert isCurrent();
    if (receiver != null) {
      throw new IllegalStateException("the session has a receiver already");
    }
    receiver = Objects.requireNonNull(newReceiver, "receiver");
  }

  /**
   * Sends a packet and its attachments. Any thread; what is sent by one thread, or inside the
   * mailbox, arrives in that order. Dropped if the session is not open.
   */
  public void send(PacketGroup group) {
    execute(() -> enqueue(group));
  }

  /** Sends if the client can take it now; otherwise drops it. Any thread. */
  public void sendVolatile(PacketGroup group) {
    execute(
        () -> {
          if (isWritable()) {
            enqueue(group);
          }
        });
  }

  /**
   * Whether a volatile message would be sent: the session is open, its transport can write, and
   * less than {@link EngineOptions#outboundHighWaterMark} is waiting. Inside the mailbox.
   */
  public boolean isWritable() {
    assert isCurrent();
    return state.isOpen() && writeBuffer.isEmpty() && transport.isWritableForVolatile();
  }

  /** Closes the session after what was sent ("forced close"). Any thread. */
  public void close() {
    execute(this::beginClosing);
  }

  /** Closes the session at once, whatever waits to be sent ("forced close"). Any thread. */
  public void discard() {
    execute(
        () -> {
          if (!state.isClosed()) {
            transport.discard();
          }
          finish(CloseReason.FORCED_CLOSE, "discarded");
        });
  }

  /**
   * Closes the session because of what its client did.
   *
   * @param detail what was expected and what came
   */
  public void fail(CloseReason reason, String detail) {
    assert isCurrent();
    finish(reason, detail);
  }

  /** Lets no more packets of the client come: WebSocket stops reading, a POST waits. Any thread. */
  public void pauseReading() {
    execute(
        () -> {
          readingPaused = true;
          transport.pauseReading();
        });
  }

  /** Undoes {@link #pauseReading}. Any thread. */
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
    return "EngineSession[" + id.substring(0, Math.min(8, id.length())) + "…]";
  }

  // ---- opening

  /** The WebSocket handshake is done: of a new session, or of an upgrade. */
  void onWebSocketOpen(WebSocketTransport opened) {
    assert isCurrent();
    if (opened == candidate) {
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
  void onUpgradeRequest(EngineRequest upgrade, WebSocketAccept accept) {
    execute(
        () -> {
          WebSocketTransport opened = newWebSocket(upgrade);
          if (transport instanceof PollingTransport
              && context.options().allowUpgrades()
              && state.admitCandidate()) {
            candidate = opened;
            upgradeAlarm =
                context
                    .timers()
                    .schedule(
                        context.options().upgradeTimeout(),
                        () -> execute(() -> abandon(opened, "upgrade timeout")));
          }
          upgrade.exchange().acceptWebSocket(accept, opened);
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
    } else if (from == candidate) {
      onCandidatePacket(from, packet);
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
    if (from == candidate) {
      abandon(candidate, String.valueOf(cause.getMessage()));
    } else if (from == transport) {
      finish(CloseReason.PARSE_ERROR, String.valueOf(cause.getMessage()));
    }
  }

  // ---- the upgrade

  private void onCandidatePacket(WebSocketTransport from, EnginePacket packet) {
    if (isProbe(packet) && state.probe()) {
      from.send(PacketGroup.of(EnginePacket.text(EnginePacket.Type.PONG, PROBE)));
      ((PollingTransport) transport).onProbed();
    } else if (packet.type() == EnginePacket.Type.UPGRADE && state.commit()) {
      takeOver(from);
    } else {
      abandon(from, "expected a probe or an upgrade packet, got " + packet.type());
    }
  }

  private static boolean isProbe(EnginePacket packet) {
    return packet.type() == EnginePacket.Type.PING && packet.data().utf8().equals(PROBE);
  }

  private void takeOver(WebSocketTransport webSocket) {
    Transport polling = transport;
    transport = webSocket;
    candidate = null;
    cancelUpgradeAlarm();
    polling.discard();
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

  private void abandon(WebSocketTransport failed, String detail) {
    if (failed == candidate && state.abandon()) {
      candidate = null;
      cancelUpgradeAlarm();
      failed.turnAway();
      context.observer().upgradeFailed(this, detail);
    }
  }

  private void cancelUpgradeAlarm() {
    if (upgradeAlarm != null) {
      upgradeAlarm.cancel();
      upgradeAlarm = null;
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
    if (bufferedBytes + transport.pendingBytes() > context.options().maxOutboundBytes()) {
      context.observer().limitHit("maxOutboundBytes", "the client does not read");
      transport.discard(); // What waits cannot be sent, and a close frame would wait behind it.
      finish(
          CloseReason.TRANSPORT_ERROR,
          "slow consumer: more than %d bytes wait to be sent"
              .formatted(context.options().maxOutboundBytes()));
      return;
    }
    writeBuffer.add(group);
    bufferedBytes += group.size();
    flush();
  }

  private void flush() {
    if (!writeBuffer.isEmpty() && transport.isWritable()) {
      transport.send(writeBuffer);
      bufferedBytes = 0;
    }
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
    } else if (failed == candidate) {
      abandon(candidate, detail);
    }
  }

  void onWebSocketClose(WebSocketTransport closed, int code) {
    assert isCurrent();
    if (closed == transport) {
      finish(CloseReason.TRANSPORT_CLOSE, "websocket closed with code " + code);
    } else if (closed == candidate) {
      abandon(candidate, "websocket closed with code " + code);
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
    cancelUpgradeAlarm();
    if (closeAlarm != null) {
      closeAlarm.cancel();
      closeAlarm = null;
    }
    if (candidate != null) {
      candidate.turnAway();
      candidate = null;
    }
    transport.close(writeBuffer, reason);
    writeBuffer.clear();
    bufferedBytes = 0;
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
      EngineSession.this.execute(task);
    }

    @Override
    public void sendPing() {
      enqueue(PING);
    }

    @Override
    public void onPingTimeout() {
      finish(CloseReason.PING_TIMEOUT, "");
    }
  }
}
