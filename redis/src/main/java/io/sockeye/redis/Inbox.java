package io.sockeye.redis;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.server.cluster.ClusterReceiver;
import io.sockeye.server.cluster.Envelope;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Brings to the receiver of one namespace what comes from several connections, one at a time:
 * messages, and whether all that is needed of Redis is there. Thread-safe.
 *
 * <p>Mostly the thread that reads runs what it brings, and so reads no faster than it is dealt
 * with. What waits while another thread is at it is bounded: messages that come then are dropped;
 * of a stream, which keeps its entries, no more should be read while {@link #isFilling}.
 */
final class Inbox {
  /** Reads a message, when it is its turn. */
  @FunctionalInterface
  interface Reader {
    Envelope read() throws ProtocolException;
  }

  static final int MAX_WAITING = 10_000;
  static final long MAX_WAITING_BYTES = 64_000_000;

  private final String nodeId;
  private final SerialExecutor mailbox;

  /** Of messages that wait. */
  private final AtomicLong waitingBytes = new AtomicLong();

  /** Messages that found no room and were not told yet. */
  private final AtomicLong dropped = new AtomicLong();

  // From here on guarded by the mailbox.

  /** Null before it is opened and after it is closed. */
  private @Nullable ClusterReceiver receiver;

  /** What is needed and not there, or was never heard of. */
  private final Set<Source> missing = new LinkedHashSet<>();

  /** What the receiver was told last; null if it was told nothing. */
  private @Nullable Boolean toldUp;

  /**
   * For a namespace.
   *
   * @param nodeId the name of this server, whose messages are not brought
   * @param overflow runs what is left over
   */
  Inbox(String nodeId, Executor overflow) {
    this.nodeId = nodeId;
    this.mailbox = SerialExecutor.mailbox(overflow);
  }

  /** Before all else. */
  void open(ClusterReceiver opened) {
    mailbox.execute(() -> receiver = opened);
  }

  /** Nothing is brought afterwards. */
  void close() {
    mailbox.execute(() -> receiver = null);
  }

  /** Something that is needed, which tells whether it is there. Made before it is opened. */
  LinkListener source() {
    Source source = new Source();
    mailbox.execute(() -> missing.add(source));
    return source;
  }

  /**
   * A message came.
   *
   * @param message as it came, for its size
   * @param offset where it is kept; null if it is not
   */
  void take(byte[] message, Reader reader, @Nullable String offset) {
    take(message.length, message == BoundedCodec.TOO_LARGE, reader, offset);
  }

  /**
   * A message came.
   *
   * @param size in bytes
   * @param tooLarge whether it is one of which nothing was kept
   * @param offset where it is kept; null if it is not
   */
  void take(int size, boolean tooLarge, Reader reader, @Nullable String offset) {
    boolean full = mailbox.size() >= MAX_WAITING || waitingBytes.get() > MAX_WAITING_BYTES;
    if (full && offset == null) {
      dropped.incrementAndGet();
      return;
    }
    waitingBytes.addAndGet(size);
    mailbox.execute(
        () -> {
          waitingBytes.addAndGet(-size);
          ClusterReceiver to = receiver;
          if (to != null) {
            tellDropped(to);
            read(to, tooLarge, reader, offset);
          }
        });
  }

  /** Whether so much waits that what can wait elsewhere should. */
  boolean isFilling() {
    return mailbox.size() >= MAX_WAITING / 2 || waitingBytes.get() > MAX_WAITING_BYTES / 2;
  }

  private void tellDropped(ClusterReceiver to) {
    long count = dropped.getAndSet(0);
    if (count > 0) {
      to.onLost(count, "messages came faster than they could be dealt with");
    }
  }

  private void read(ClusterReceiver to, boolean tooLarge, Reader reader, @Nullable String offset) {
    if (tooLarge) {
      to.onRefused("expected at most " + BoundedCodec.MAX_BYTES + " bytes, got more");
      return;
    }
    Envelope envelope;
    try {
      envelope = reader.read();
    } catch (ProtocolException refused) {
      to.onRefused(String.valueOf(refused.getMessage()));
      return;
    }
    if (!nodeId.equals(envelope.nodeId())) {
      to.onMessage(envelope.nodeId(), envelope.message(), offset);
    }
  }

  /** Does something in turn with what is brought, whether anybody receives or not. */
  void run(Runnable task) {
    mailbox.execute(task);
  }

  /** Messages were lost on the way. */
  void lost(long count, String detail) {
    mailbox.execute(
        () -> {
          ClusterReceiver to = receiver;
          if (to != null) {
            to.onLost(count, detail);
          }
        });
  }

  private void tellUp() {
    ClusterReceiver to = receiver;
    if (to != null && missing.isEmpty() && !Boolean.TRUE.equals(toldUp)) {
      toldUp = true;
      to.onUp();
    }
  }

  private void tellDown(String detail) {
    ClusterReceiver to = receiver;
    if (to != null && !Boolean.FALSE.equals(toldUp)) {
      toldUp = false;
      to.onDown(detail);
    }
  }

  private final class Source implements LinkListener {
    @Override
    public void onUp() {
      mailbox.execute(
          () -> {
            missing.remove(this);
            tellUp();
          });
    }

    @Override
    public void onDown(String detail) {
      mailbox.execute(
          () -> {
            missing.add(this);
            tellDown(detail);
          });
    }
  }
}
