package io.sockeye.redis;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.EnvelopeCodec;
import io.sockeye.server.cluster.RecoveryBus;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one namespace of this server has added to the stream and not read there yet. An entry is
 * known again by what is in it: the id is often read before Redis has confirmed it, and two entries
 * that say the same may stand for each other. Thread-safe.
 */
final class StreamLetters {
  /** What may be added and not read, for the stream is read slowly or not at all. */
  static final int MAX = 10_000;

  /** The fields of an entry. */
  record Letter(Map<String, byte[]> fields, EnvelopeCodec codec) implements RecoveryBus.Letter {
    @Override
    public ClusterMessage read() {
      try {
        return codec.decodeFields(fields).message();
      } catch (ProtocolException e) {
        throw new IllegalStateException("expected to read what was written here", e);
      }
    }
  }

  /** A letter on its way; settled once. */
  static final class Sent {
    private final Map<String, byte[]> fields;
    private final RecoveryBus.Receipt receipt;
    private final AtomicBoolean settled = new AtomicBoolean();

    /** Whether Redis has confirmed it. */
    private volatile boolean added;

    private Sent(Map<String, byte[]> fields, RecoveryBus.Receipt receipt) {
      this.fields = fields;
      this.receipt = receipt;
    }

    /** Redis has it. */
    void onAdded() {
      added = true;
    }
  }

  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  /** A letter is about to be sent; null if too many are on their way. */
  @Nullable Sent add(Map<String, byte[]> fields, RecoveryBus.Receipt receipt) {
    if (count.getAndUpdate(n -> n < MAX ? n + 1 : n) >= MAX) {
      return null;
    }
    Sent one = new Sent(fields, receipt);
    sent.add(one);
    return one;
  }

  /** It did not get there; null if it is settled already. */
  RecoveryBus.@Nullable Receipt fail(Sent one) {
    if (one.settled.compareAndSet(false, true)) {
      sent.remove(one);
      count.decrementAndGet();
      return one.receipt;
    }
    return null;
  }

  /** One was read; null if it is none of these. */
  RecoveryBus.@Nullable Receipt read(Map<String, byte[]> entry) {
    Iterator<Sent> all = sent.iterator();
    while (all.hasNext()) {
      Sent one = all.next();
      if (isSame(one.fields, entry) && one.settled.compareAndSet(false, true)) {
        all.remove();
        count.decrementAndGet();
        return one.receipt;
      }
    }
    return null;
  }

  private static boolean isSame(Map<String, byte[]> ours, Map<String, byte[]> entry) {
    return Arrays.equals(ours.get("data"), entry.get("data"))
        && Arrays.equals(ours.get("type"), entry.get("type"));
  }

  /** One that Redis had, and that may not be read any more; null if there is none. */
  RecoveryBus.@Nullable Receipt missed() {
    for (Sent one : sent) {
      if (one.added) {
        RecoveryBus.Receipt receipt = fail(one);
        if (receipt != null) {
          return receipt;
        }
      }
    }
    return null;
  }
}
