package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's packets over a WebSocket; one frame a packet. Calls of the binding enter the
 * session's mailbox here; all else is confined to it.
 */
final class WebSocketTransport implements Transport, WebSocketReceiver {
  /**
   * How long a client of revision 3 has, after the handshake of a WebSocket, to begin to listen:
   * there are such that do so only when they are told of the handshake, and lose a frame that comes
   * in the same read. The protocol's own suite is one of them.
   */
  static final Duration LISTENING_DELAY = Duration.ofMillis(10);

  private static final int NO_CODE = 0;
  private static final int GOING_AWAY = 1001;
  private static final int PROTOCOL_ERROR = 1002;

  private final SessionCore session;

  /** Whether binary goes as base64 text, because the client asked for it. */
  private final boolean base64;

  private final int highWaterMark;

  /**
   * Whether no more is given to the link than the high mark, so that what is beyond it waits where
   * it can still be dropped.
   */
  private final boolean holdsBack;

  /** Whether it holds back, until the link is at its low mark. Written in the mailbox. */
  private volatile boolean congested;

  /**
   * Lets the first frames go; null unless the client is still to begin to listen. Written in the
   * mailbox.
   */
  private volatile Timers.@Nullable Alarm listeningAlarm;

  /** Null until the handshake is done. */
  private volatile @Nullable WebSocketLink link;

  WebSocketTransport(SessionCore session, boolean base64, OutboundLimits limits) {
    this.session = session;
    this.base64 = base64;
    this.highWaterMark = limits.highWaterMark();
    this.holdsBack = limits.slowConsumerPolicy().keepsVolatile();
  }

  // ---- what the binding tells, on an I/O thread

  @Override
  public void onOpen(WebSocketLink opened) {
    link = opened;
    session.execute(() -> session.onWebSocketOpen(this));
  }

  @Override
  public void onText(byte[] utf8) {
    session.execute(() -> receive(utf8, false));
  }

  @Override
  public void onBinary(byte[] data) {
    session.execute(() -> receive(data, true));
  }

  @Override
  public void onWritable() {
    session.execute(
        () -> {
          congested = false;
          session.onTransportWritable(this);
        });
  }

  @Override
  public void onError(Throwable cause) {
    String detail = String.valueOf(cause.getMessage());
    session.execute(() -> session.onTransportError(this, detail));
  }

  @Override
  public void onClose(int code, String reason) {
    session.execute(() -> session.onWebSocketClose(this, code));
  }

  // ---- inside the mailbox

  private void receive(byte[] frame, boolean binary) {
    assert session.isCurrent();
    EnginePacket packet;
    try {
      packet =
          binary
              ? session.version().codec().decodeBinary(frame)
              : session.version().codec().decodeText(frame);
    } catch (ProtocolException e) {
      session.onUndecodable(this, e);
      return;
    }
    session.onWebSocketPacket(this, packet);
  }

  @Override
  public TransportType type() {
    return TransportType.WEBSOCKET;
  }

  @Override
  public boolean isWritable() {
    return link != null && listeningAlarm == null && !congested;
  }

  /** Sends nothing for the moment that a client of revision 3 needs. */
  void awaitListening(Timers timers) {
    assert session.isCurrent();
    listeningAlarm = timers.schedule(LISTENING_DELAY, () -> session.execute(this::onListening));
  }

  private void onListening() {
    assert session.isCurrent();
    listeningAlarm = null;
    session.onTransportWritable(this);
  }

  @Override
  public boolean isWritableForVolatile() {
    return !congested && pendingBytes() < highWaterMark;
  }

  @Override
  public void send(List<PacketGroup> groups) {
    groups.forEach(this::send);
  }

  @Override
  public void send(PacketGroup group) {
    assert session.isCurrent();
    WebSocketLink open = link;
    if (open != null) {
      open.send(
          base64 ? group.base64Frames(session.version()) : group.frames(session.version()),
          group.compress());
      if (holdsBack && open.pendingBytes() > highWaterMark) {
        congested = true; // And the link will tell when it is at its low mark.
      }
    }
  }

  @Override
  public int countOfNext(List<PacketGroup> waiting) {
    if (!holdsBack) {
      return waiting.size();
    }
    long bytes = pendingBytes();
    int count = 0;
    while (count < waiting.size() && bytes <= highWaterMark) {
      bytes += waiting.get(count).size();
      count++;
    }
    return Math.max(1, count);
  }

  @Override
  public long pendingBytes() {
    WebSocketLink open = link;
    return open == null ? 0 : open.pendingBytes();
  }

  @Override
  public void close(List<PacketGroup> last, CloseReason reason) {
    assert session.isCurrent();
    if (listeningAlarm != null) {
      listeningAlarm.cancel();
      listeningAlarm = null;
    }
    send(last);
    int code =
        switch (reason) {
          case PARSE_ERROR, TRANSPORT_ERROR -> PROTOCOL_ERROR;
          case TRANSPORT_CLOSE, PING_TIMEOUT, FORCED_CLOSE -> NO_CODE;
        };
    closeLink(code);
  }

  /** Ends a connection that is not, or will never be, the session's transport. */
  void turnAway() {
    closeLink(NO_CODE);
  }

  /** Tells the client that the server stops. */
  void closeGoingAway() {
    closeLink(GOING_AWAY);
  }

  private void closeLink(int code) {
    WebSocketLink open = link;
    if (open != null) {
      open.close(code, "");
    }
  }

  @Override
  public void discard() {
    WebSocketLink open = link;
    if (open != null) {
      open.abort();
    }
  }

  @Override
  public void pauseReading() {
    WebSocketLink open = link;
    if (open != null) {
      open.pauseReading();
    }
  }

  @Override
  public void resumeReading() {
    WebSocketLink open = link;
    if (open != null) {
      open.resumeReading();
    }
  }
}
