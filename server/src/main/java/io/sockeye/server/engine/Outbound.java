package io.sockeye.server.engine;

import io.sockeye.SendResult;
import io.sockeye.protocol.engineio.PacketGroup;
import org.jspecify.annotations.Nullable;

/**
 * All that a session sends: to the transport if it can take it, or else into the buffer, or not at
 * all. Confined to the session's mailbox, but for what says otherwise.
 *
 * <p>As long as no more than the low mark waits that is all there is to it: a message costs a
 * comparison. Beyond it an {@link OutboundWatch} is there, until the client has caught up.
 */
final class Outbound {
  private final SessionCore session;
  private final SessionState state;
  private final EngineContext context;
  private final OutboundLimits limits;
  private final WriteBuffer buffer;

  /** Null unless more than the low mark waits for the client. */
  private @Nullable OutboundWatch watch;

  /** Messages that were dropped, and the observer was not told of yet. */
  private int dropped;

  Outbound(SessionCore session, SessionState state, EngineContext context) {
    this.session = session;
    this.state = state;
    this.context = context;
    this.limits = context.options().outbound();
    this.buffer = new WriteBuffer(session.session(), context.packets());
  }

  /** How much may wait for the client. Any thread. */
  OutboundLimits limits() {
    return limits;
  }

  /** Any thread; may be out of date as soon as it is read outside the mailbox. */
  boolean isWritable() {
    return state.isOpen() && buffer.bytes() == 0 && session.transport().isWritableForVolatile();
  }

  /** Any thread; as {@link #isWritable}. 0 once the session is closed. */
  long pendingBytes() {
    return state.isClosed() ? 0 : buffer.bytes() + session.transport().pendingBytes();
  }

  /** Any thread; as {@link #isWritable}. True once the session is closed. */
  boolean isFlushed() {
    return state.isClosed() || (session.transport().isWritable() && pendingBytes() == 0);
  }

  /** Puts a message into the buffer, to be flushed with others. */
  void add(PacketGroup group) {
    assert session.isCurrent();
    buffer.add(group);
  }

  void flush() {
    assert session.isCurrent();
    buffer.flushTo(session.transport());
  }

  /**
   * Sends.
   *
   * @param droppable whether a policy may drop it, or would have to end the session
   */
  SendResult send(PacketGroup group, boolean droppable) {
    assert session.isCurrent();
    if (!state.isOpen()) {
      return SendResult.CLOSED;
    }
    long waiting = pendingBytes();
    if (watch != null || waiting + group.size() > limits.lowWaterMark()) {
      return sendWatched(group, waiting, droppable);
    }
    buffer.addAndFlush(group, session.transport());
    tellFlushed();
    return SendResult.SENT;
  }

  private SendResult sendWatched(PacketGroup group, long waiting, boolean droppable) {
    if (watch == null) {
      watch = new OutboundWatch(session, context);
    }
    SendResult verdict = watch.admit(group, waiting, droppable);
    if (verdict == SendResult.SENT) {
      buffer.addAndFlush(group, session.transport());
      tellFlushed();
      endWatchIfDrained();
    } else if (verdict == SendResult.DROPPED) {
      dropped++;
    }
    return verdict;
  }

  /** Sends, or drops what cannot be sent now, or keeps the latest of it. */
  SendResult sendVolatile(PacketGroup group) {
    assert session.isCurrent();
    if (isWritable()) {
      return send(group, true);
    }
    if (!state.isOpen()) {
      return SendResult.CLOSED;
    }
    if (!limits.slowConsumerPolicy().keepsVolatile()) {
      dropped++;
      return SendResult.DROPPED;
    }
    dropped += buffer.addDroppable(group, limits.lowWaterMark());
    flush();
    tellFlushed();
    return SendResult.SENT;
  }

  /**
   * The transport can write.
   *
   * @return whether the client has taken so much that it keeps up
   */
  boolean onWritable() {
    assert session.isCurrent();
    tellDropped();
    flush();
    tellFlushed();
    return endWatchIfDrained();
  }

  private boolean endWatchIfDrained() {
    boolean drained = pendingBytes() <= limits.lowWaterMark();
    if (drained) {
      endWatch();
    }
    return drained;
  }

  private void endWatch() {
    if (watch != null) {
      watch.end();
      watch = null;
    }
  }

  private void tellFlushed() {
    if (context.packets() != null && isWritable()) {
      context.packets().drained(session.session());
    }
  }

  private void tellDropped() {
    if (dropped > 0) {
      context.observer().messagesDropped(session.session(), dropped);
      dropped = 0;
    }
  }

  /** Ends the transport, which sends what it still can; the rest is dropped. */
  void close(CloseReason reason) {
    assert session.isCurrent();
    endWatch();
    tellDropped();
    buffer.closeInto(session.transport(), reason);
  }
}
