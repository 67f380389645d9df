package io.sockeye.benchmarks;

import io.sockeye.concurrent.SerialExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to run a task in a mailbox, alone and when others do so too. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SerialExecutorBenchmark {
  /** Touched inside the mailbox only. */
  private long count;

  private final SerialExecutor mailbox = SerialExecutor.mailbox(Runnable::run);

  /** A mailbox that nobody else uses. */
  @Benchmark
  @Threads(1)
  public void alone() {
    mailbox.execute(this::task);
  }

  /** A mailbox that another thread uses all the time. */
  @Benchmark
  @Threads(2)
  public void contended() {
    mailbox.execute(this::task);
  }

  private void task() {
    count++;
  }

  /** How many tasks ran; for whoever doubts that they did. */
  public long count() {
    return count;
  }
}
