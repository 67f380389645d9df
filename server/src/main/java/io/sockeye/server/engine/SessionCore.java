package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a session: what it knows, and what it does with each event. Confined to the
 * session's mailbox, but for what says otherwise.
 *
 * <p><b>The problem.</b> A session is served by several connections, one after the other and for
 * moments at the same time: polls, POSTs, then a WebSocket that takes over. They arrive on
 * different I/O threads, timers fire on another, and user threads send whenever they like. Nothing
 * may be lost, doubled or reordered, whatever these do to each other.
 *
 * <p><b>The design.</b> Everything that happens to a session is a task in its mailbox, a {@link
 * io.sockeye.concurrent.SerialExecutor} over nothing: whoever finds it idle runs it, nobody waits,
 * and there is no lock. What the session knows is touched only there. It has one outbound buffer,
 * not one for each transport; the buffer is emptied into whatever transport is current and
 * writable. {@link SessionState} says which events fit; the transports do the talking; {@link
 * Heartbeat} watches.
 *
 * <p><b>Invariants.</b>
 *
 * <ul>
 *   <li>The order of {@link RealSession#send} calls is the order in which the client gets the
 *       packets: a packet goes to a transport only when all before it have gone, and the client
 *       changes over only when its last poll has been answered.
 *   <li>A packet that was handed to a transport is never handed to another.
 *   <li>{@link SessionReceiver#onClose} is called exactly once, as the last call.
 *   <li>After the close there is no alarm, no waiting exchange, no place in the table.
 *   <li>At most {@link EngineOptions.Builder#maxOutboundBytes} and one message wait for the client.
 * </ul>
 */
final class SessionCore {
  /** How long a client that does not poll is waited for, to tell it that the session is closed. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final RealSession session;
  private final EngineContext context;
  private final SessionState state = new SessionState();
  private final HeartbeatEffects heartbeats = new HeartbeatEffects(this);
  private final Heartbeat heartbeat;
  private final Upgrade upgrade;

  private final Outbound outbound;

  /** Read by the verifier on other threads, which must not send a WebSocket's client polling. */
  private volatile Transport transport;

  /** Ends the wait for a client that does not poll; null unless closing. */
  private Timers.@Nullable Alarm closeAlarm;

  /** Null until the server above has taken the session. */
  private @Nullable SessionReceiver receiver;

  private boolean readingPaused;

  /** The core of a session of which others know nothing yet. Any thread. */
  SessionCore(
      RealSession session, EngineContext context, Function<SessionCore, Transport> firstTransport) {
    this.session = session;
    this.context = context;
    this.heartbeat =
        Heartbeat.of(session.version(), context.timers(), context.options(), heartbeats);
    this.upgrade = new Upgrade(this, state, context);
    this.outbound = new Outbound(this, state, context);
    this.transport = firstTransport.apply(this);
  }

  // ---- what is asked of it

  EngineVersion version() {
    return session.version();
  }

  EngineSession session() {
    return session;
  }

  EngineObserver observer() {
    return context.observer();
  }

  boolean isReadingPaused() {
    assert isCurrent();
    return readingPaused;
  }

  /** Any thread. */
  Transport transport() {
    return transport;
  }

  void receiver(SessionReceiver newReceiver) {
    assert isCurrent();
    if (receiver != null) {
      throw new IllegalStateException("the session has a receiver already");
    }
    receiver = Objects.requireNonNull(newReceiver, "receiver");
  }

  void pauseReading() {
    assert isCurrent();
    readingPaused = true;
    transport.pauseReading();
  }

  void resumeReading() {
    assert isCurrent();
    readingPaused = false;
    transport.resumeReading();
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
    if (version() == EngineVersion.V3) {
      opened.awaitListening(context.timers());
    }
    open(List.of());
  }

  void open(List<TransportType> upgrades) {
    assert isCurrent();
    if (!state.open()) {
      return; // The client is gone already.
    }
    context.sessions().add(session);
    heartbeat.start();
    outbound.add(PacketGroup.of(context.openPacket(session.id(), upgrades).toPacket()));
    context.options().initialPacket().ifPresent(outbound::add);
    outbound.flush(); // Both at once: one payload by long polling.
    context.observer().sessionOpened(session);
    context.onOpen().accept(session);
    if (context.sessions().isClosed()) {
      shutDown(); // The server stopped during the handshake, and has not seen this session.
    }
  }

  /** A WebSocket that is to be opened, for this session or for its upgrade. Any thread. */
  WebSocketTransport newWebSocket(EngineRequest handshake) {
    return new WebSocketTransport(this, handshake.wantsBase64(), outbound.limits());
  }

  // ---- requests of this session's client

  /** A GET or POST with this session's id. */
  void onPollingRequest(EngineRequest polling) {
    assert isCurrent();
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
  }

  /**
   * An upgrade with this session's id. One that comes too late or twice is accepted and then
   * closed, as the JavaScript server does: a browser cannot tell its page why a handshake failed.
   */
  void onUpgradeRequest(EngineRequest request, WebSocketAccept accept) {
    assert isCurrent();
    WebSocketTransport opened = newWebSocket(request);
    if (transport instanceof PollingTransport) {
      upgrade.admit(opened);
    }
    request.exchange().acceptWebSocket(accept, opened);
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
    if (context.packets() != null) {
      context.packets().packetReceived(session, packet);
    }
    switch (packet.type()) {
      case MESSAGE -> {
        heartbeat.onOtherPacket();
        if (receiver != null) {
          receiver.onMessage(packet);
        }
      }
      case PONG -> heartbeats.onPong(heartbeat.onPong());
      case PING -> heartbeats.onPing(heartbeat.onPing());
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
    outbound.flush();
    if (state.isClosing()) {
      finish(CloseReason.FORCED_CLOSE, "");
      return;
    }
    context.observer().sessionUpgraded(session);
    if (receiver != null) {
      receiver.onUpgrade(webSocket.type());
    }
  }

  /** The client is about to change over, so its poll must come back. */
  void releasePolls() {
    assert isCurrent();
    if (transport instanceof PollingTransport polling) {
      polling.onProbed();
    }
  }

  void onUpgrading(WebSocketTransport to) {
    context.observer().sessionUpgrading(session, to.type());
  }

  void onUpgradeFailed(String detail) {
    context.observer().upgradeFailed(session, detail);
  }

  boolean isProbed() {
    assert isCurrent();
    return state.isProbed();
  }

  // ---- sending

  /** More came for the client than this server gets round to sending. */
  void closeOverrun() {
    assert isCurrent();
    if (!state.isClosed()) {
      closeSlow("maxOutboundBytes", "it is sent more than the server gets round to");
    }
  }

  /** What it sends. Any thread. */
  Outbound outbound() {
    return outbound;
  }

  /**
   * Closes the session, for its client does not take what is sent.
   *
   * @param limit the name of the option that is exceeded
   */
  void closeSlow(String limit, String detail) {
    assert isCurrent();
    context.observer().limitHit(limit, "the client does not read: " + detail);
    context.observer().slowConsumer(session, limit, outbound.pendingBytes());
    transport.discard(); // What waits cannot be sent, and a close frame would wait behind it.
    finish(CloseReason.TRANSPORT_ERROR, "slow consumer: " + detail);
  }

  /** Code of the application that decides about slow consumers threw. */
  void onDeciderFailed(Throwable failure) {
    context.observer().hookFailed(session.request(), failure);
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
    if (outbound.onWritable() && receiver != null) {
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

  /** Closes at once, whatever waits to be sent. */
  void discard() {
    assert isCurrent();
    if (!state.isClosed()) {
      transport.discard();
    }
    finish(CloseReason.FORCED_CLOSE, "discarded");
  }

  /** Closes after what was sent. */
  void beginClosing() {
    assert isCurrent();
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

  /** Closes because the server stops. */
  void shutDown() {
    assert isCurrent();
    if (!state.isClosed() && transport instanceof WebSocketTransport webSocket) {
      webSocket.closeGoingAway();
    }
    finish(CloseReason.FORCED_CLOSE, "server shutting down");
  }

  void finish(CloseReason reason, String detail) {
    assert isCurrent();
    boolean wasOpen = state.isOpen() || state.isClosing();
    if (!state.close()) {
      return;
    }
    context.sessions().remove(session);
    heartbeat.stop();
    upgrade.cancel();
    if (closeAlarm != null) {
      closeAlarm.cancel();
      closeAlarm = null;
    }
    outbound.close(reason);
    if (receiver != null) {
      receiver.onClose(reason, detail);
    }
    if (wasOpen) {
      context.observer().sessionClosed(session, reason, detail);
    }
  }

  // ---- the mailbox

  /** Runs a task inside the mailbox. Any thread. */
  void execute(Runnable task) {
    session.execute(task);
  }

  boolean isCurrent() {
    return session.mailbox().isCurrent();
  }
}
