package io.sockeye.testsupport;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The books of numbered messages: what was sent and what arrived, by streams, each of which has its
 * own order. What the books differ by is lost, doubled, out of order, or was never sent.
 *
 * <p>Thread-safe; a stream is sent by one thread at a time, or its numbers say nothing of an order.
 */
public final class Ledger {
  private final long begin = System.nanoTime();
  private final Map<String, LedgerStream> streams = new ConcurrentHashMap<>();

  /** The stream of a name, which is begun at the first call. */
  public LedgerStream stream(String name) {
    return streams.computeIfAbsent(name, each -> new LedgerStream(each, begin));
  }

  /** How many messages were sent so far and have not arrived. */
  public long missing() {
    return streams.values().stream().mapToLong(LedgerStream::missing).sum();
  }

  /** What the books say now: what was sent and is not there counts as lost. */
  public LedgerVerdict verdict() {
    LedgerVerdict sum = LedgerVerdict.EMPTY;
    List<LedgerDifference> first = new ArrayList<>();
    List<LedgerStream> inOrder = new ArrayList<>(streams.values());
    inOrder.sort(Comparator.comparing(LedgerStream::name));
    for (LedgerStream stream : inOrder) {
      sum = sum.plus(stream.close(first));
    }
    return sum.withFirst(first);
  }
}
