package io.sockeye.testsupport;

import io.sockeye.testsupport.LedgerDifference.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The messages of one sender to one receiver, numbered from 0 on. Thread-safe. */
public final class LedgerStream {
  private final String name;
  private final long begin;

  /** Guards all that follows. */
  private final Object lock = new Object();

  private final BitSet arrived = new BitSet();
  private final BitSet acked = new BitSet();
  private long[] sentNanos = new long[16];
  private int sent;
  private int highest = -1;
  private long duplicated;
  private long reordered;
  private long unknown;
  private long slowestNanos;

  /** The first that differed, in the order in which they were seen. */
  private final List<LedgerDifference> differences = new ArrayList<>();

  LedgerStream(String name, long begin) {
    this.name = name;
    this.begin = begin;
  }

  /** What the ledger knows it by. */
  public String name() {
    return name;
  }

  /** A message is about to be sent; returns the number that it has to carry. */
  public int send() {
    synchronized (lock) {
      if (sent == sentNanos.length) {
        sentNanos = Arrays.copyOf(sentNanos, sent * 2);
      }
      sentNanos[sent] = now();
      return sent++;
    }
  }

  /** A message that was to be sent was refused there and then, so nobody may expect it. */
  public void unsend(int number) {
    synchronized (lock) {
      if (number != sent - 1) {
        throw new IllegalArgumentException(
            "expected the last number, %d, got %d".formatted(sent - 1, number));
      }
      sent--;
    }
  }

  /** The receiver has a message. */
  public void arrived(int number) {
    synchronized (lock) {
      if (number < 0 || number >= sent) {
        unknown++;
        note(Kind.UNKNOWN, number, now());
        return;
      }
      slowestNanos = Math.max(slowestNanos, now() - sentNanos[number]);
      if (arrived.get(number)) {
        duplicated++;
        note(Kind.DUPLICATED, number, now());
        return;
      }
      arrived.set(number);
      if (number < highest) {
        reordered++;
        note(Kind.REORDERED, number, now());
      }
      highest = Math.max(highest, number);
    }
  }

  /** The sender was told that the receiver has a message. */
  public void acked(int number) {
    synchronized (lock) {
      acked.set(number);
    }
  }

  /** How many messages were sent so far. */
  public int sent() {
    synchronized (lock) {
      return sent;
    }
  }

  /** How many of them have not arrived. */
  public int missing() {
    synchronized (lock) {
      return sent - arrived.cardinality();
    }
  }

  /** What became of all that was sent so far; adds the first differences to those of others. */
  LedgerVerdict close(List<LedgerDifference> first) {
    synchronized (lock) {
      long lostAcked = 0;
      long lostUnacked = 0;
      List<LedgerDifference> all = new ArrayList<>(differences);
      for (int i = arrived.nextClearBit(0); i < sent; i = arrived.nextClearBit(i + 1)) {
        if (acked.get(i)) {
          lostAcked++;
        } else {
          lostUnacked++;
        }
        if (all.size() < LedgerVerdict.SHOWN) {
          all.add(difference(Kind.LOST, i, -1));
        }
      }
      for (LedgerDifference difference : all) {
        if (first.size() < LedgerVerdict.SHOWN) {
          first.add(difference);
        }
      }
      return new LedgerVerdict(
          1,
          sent,
          arrived.cardinality(),
          lostAcked,
          lostUnacked,
          duplicated,
          reordered,
          unknown,
          Duration.ofNanos(slowestNanos),
          List.of());
    }
  }

  private void note(Kind kind, int number, long at) {
    if (differences.size() < LedgerVerdict.SHOWN) {
      differences.add(difference(kind, number, at));
    }
  }

  private LedgerDifference difference(Kind kind, int number, long at) {
    boolean known = number >= 0 && number < sent;
    return new LedgerDifference(
        kind,
        name,
        number,
        known && acked.get(number),
        known ? sentNanos[number] / 1_000 : -1,
        at < 0 ? -1 : at / 1_000);
  }

  private long now() {
    return System.nanoTime() - begin;
  }
}
