package io.sockeye.benchmarks.load;

import org.HdrHistogram.Histogram;

/** Counts what was done and how long each took; says whether more is to be done. */
final class Tally {
  private static final long LONGEST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 3;

  private final Histogram latency = new Histogram(LONGEST_NANOS, DIGITS);
  private long most;
  private long started;
  private long done;
  private boolean stopped;

  /**
   * Starts at nothing.
   *
   * @param most how many may be started in all
   */
  Tally(long most) {
    this.most = most;
  }

  /** Whether one more may be started; if so, it counts as started. */
  boolean start() {
    return start(1);
  }

  /** Whether so many more may be started, all or none; if none, nothing will be any more. */
  boolean start(int count) {
    if (stopped || started + count > most) {
      most = Math.min(most, started);
      stopped = true;
      return false;
    }
    started += count;
    return true;
  }

  /** One was done. */
  void done(long nanos) {
    done++;
    latency.recordValue(Math.max(0, Math.min(nanos, LONGEST_NANOS)));
  }

  /** Nothing more is to be started. */
  void stop() {
    stopped = true;
  }

  /** Whether all that may be started was done. */
  boolean exhausted() {
    return done == most;
  }

  long done() {
    return done;
  }

  Histogram latency() {
    return latency;
  }
}
