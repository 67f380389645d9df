package io.sockeye.server.engine;

import io.sockeye.SendResult;
import io.sockeye.concurrent.Fields;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The session of one client as others see it, from any thread: what they ask becomes a task of the
 * mailbox, in which {@link SessionCore} does it.
 */
final class RealSession implements EngineSession {
  private static final VarHandle IN_MAILBOX =
      Fields.of(MethodHandles.lookup(), "inMailbox", long.class);

  private final String id;
  private final EngineVersion version;
  private final HttpRequest request;

  /** Null until somebody asks for it: a session keeps nothing twice. */
  private volatile @Nullable Map<String, String> query;

  private final SerialExecutor mailbox;

  /** Bytes of messages that other threads put into the mailbox, and that it has not come to. */
  private volatile long inMailbox;

  /** Whether that was so much that the session ends. */
  private volatile boolean overrun;

  private final SessionCore core;

  private RealSession(
      String id,
      EngineVersion version,
      EngineRequest handshake,
      EngineContext context,
      Function<SessionCore, Transport> firstTransport) {
    this.id = id;
    this.version = version;
    this.request = handshake.head();
    this.mailbox = SerialExecutor.mailbox(context.overflow());
    this.core = new SessionCore(this, context, firstTransport);
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
            core ->
                new PollingTransport(
                    core, PollFormat.of(version, handshake), context.options(), context.timers()));
    session.onPollingRequest(handshake);
    session.execute(() -> session.core.open(List.of(TransportType.WEBSOCKET)));
  }

  /**
   * A session that its client opens by WebSocket; it is open when the handshake is done.
   *
   * @return what is told of the handshake
   */
  static WebSocketReceiver openByWebSocket(
      String id, EngineVersion version, EngineRequest handshake, EngineContext context) {
    RealSession session =
        new RealSession(id, version, handshake, context, core -> core.newWebSocket(handshake));
    return (WebSocketTransport) session.core.transport();
  }

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
    Map<String, String> present = query;
    if (present == null) {
      present = QueryParameters.parseValid(request.query());
      query = present;
    }
    return present;
  }

  @Override
  public TransportType transport() {
    return core.transport().type();
  }

  @Override
  public SerialExecutor mailbox() {
    return mailbox;
  }

  @Override
  public void receiver(SessionReceiver receiver) {
    core.receiver(receiver);
  }

  @Override
  public SendResult send(PacketGroup group) {
    return send(group, Sending.MUST_GO);
  }

  @Override
  public SendResult sendDroppable(PacketGroup group) {
    return send(group, Sending.DROPPABLE);
  }

  @Override
  public SendResult sendVolatile(PacketGroup group) {
    return send(group, Sending.VOLATILE);
  }

  private SendResult send(PacketGroup group, byte how) {
    core.outbound().limits().check(group);
    Sending sending = new Sending(core.outbound(), group, how);
    return mailbox.executeIfIdle(sending) ? sending.result() : sendLater(sending, group.size());
  }

  /** Somebody is at the mailbox. What gathers there meanwhile waits for the client, too. */
  private SendResult sendLater(Sending sending, int size) {
    if (mailbox.isCurrent()) {
      execute(sending); // It is next, or nearly so.
      return SendResult.SENT;
    }
    if (overrun || inMailbox > 2L * core.outbound().limits().maxBytes()) {
      if (!overrun) {
        overrun = true;
        execute(core::closeOverrun);
      }
      return SendResult.CLOSED;
    }
    IN_MAILBOX.getAndAdd(this, (long) size);
    execute(
        () -> {
          sending.run();
          IN_MAILBOX.getAndAdd(this, (long) -size); // Rather counted twice than not.
        });
    return SendResult.SENT;
  }

  @Override
  public boolean isWritable() {
    return (inMailbox == 0
            || mailbox.isCurrent()
            || pendingBytes() < core.outbound().limits().highWaterMark())
        && core.outbound().isWritable();
  }

  @Override
  public long pendingBytes() {
    long gathered = mailbox.isCurrent() ? 0 : inMailbox; // First, or what moves on is missed.
    return gathered + core.outbound().pendingBytes();
  }

  @Override
  public void close() {
    execute(core::beginClosing);
  }

  @Override
  public void discard() {
    execute(core::discard);
  }

  @Override
  public void shutDown() {
    execute(core::shutDown);
  }

  @Override
  public boolean isFlushed() {
    return inMailbox == 0 && core.outbound().isFlushed();
  }

  @Override
  public void fail(CloseReason reason, String detail) {
    core.finish(reason, detail);
  }

  @Override
  public void pauseReading() {
    now(core::pauseReading);
  }

  @Override
  public void resumeReading() {
    now(core::resumeReading);
  }

  /** A GET or POST with this session's id. */
  void onPollingRequest(EngineRequest polling) {
    execute(() -> core.onPollingRequest(polling));
  }

  /** An upgrade with this session's id. */
  void onUpgradeRequest(EngineRequest upgrade, WebSocketAccept accept) {
    execute(() -> core.onUpgradeRequest(upgrade, accept));
  }

  /** At once inside the mailbox, for the packet that comes next may be there already. */
  private void now(Runnable task) {
    if (mailbox.isCurrent()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /** Runs a task inside the mailbox. */
  void execute(Runnable task) {
    mailbox.execute(task);
  }

  /** Hides the second half of the id, which is a secret. */
  @Override
  public String toString() {
    return "RealSession[" + id.substring(0, Math.min(8, id.length() / 2)) + "…]";
  }
}
