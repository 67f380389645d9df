package io.sockeye.benchmarks.load;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reads what a process has used from {@code /proc}.
 *
 * <p>The threads' {@code schedstat} tells nanoseconds; it forgets threads that have ended, so where
 * one has, the process's {@code stat} is taken, which counts in hundredths of a second. A thread
 * that began and ended between two looks is seen by the ticks alone.
 */
public final class ProcessMeter {
  private static final int USER_TIME = 11;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** User and system time are cut to whole ticks, each for itself. */
  private static final long TICKS_ERROR_NANOS = 2 * TICK_NANOS;

  private final Path directory;

  /** Looks at the process with this id. */
  public ProcessMeter(long pid) {
    this(Path.of("/proc", Long.toString(pid)));
  }

  /** Looks at the process that has this directory. */
  ProcessMeter(Path directory) {
    this.directory = directory;
  }

  /** What was used until now. */
  public Usage usage() {
    try {
      Map<String, Long> threads = new HashMap<>();
      try (DirectoryStream<Path> tasks = Files.newDirectoryStream(directory.resolve("task"))) {
        for (Path task : tasks) {
          threads.put(task.getFileName().toString(), threadNanos(task));
        }
      } catch (IOException | DirectoryIteratorException e) {
        // A thread that ended meanwhile, before its file was opened or behind that; the ticks below
        // count it. They fail where it is the process that has ended.
        threads.clear();
      }
      return new Usage(ticks(), threads);
    } catch (IOException e) {
      throw new LoadFailure("cannot read " + directory + ": is the server still running?", e);
    }
  }

  /** Memory that is in use of the machine's. */
  public long residentKib() {
    try {
      for (String line : Files.readAllLines(directory.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      throw new LoadFailure("expected a line VmRSS in " + directory + "/status");
    } catch (IOException e) {
      throw new LoadFailure("cannot read " + directory + ": is the server still running?", e);
    }
  }

  private static long threadNanos(Path task) throws IOException {
    String text = Files.readString(task.resolve("schedstat"));
    return Long.parseLong(text.substring(0, text.indexOf(' ')));
  }

  private long ticks() throws IOException {
    String stat = Files.readString(directory.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
  }

  /**
   * CPU time, user and system, of all threads.
   *
   * @param ticks of the process
   * @param threads nanoseconds of each thread that lives; empty if they could not all be read
   */
  public record Usage(long ticks, Map<String, Long> threads) {
    /** What was used since then. */
    public long nanosSince(Usage before) {
      long byTicks = (ticks - before.ticks) * TICK_NANOS;
      if (threads.isEmpty()
          || before.threads.isEmpty()
          || !threads.keySet().containsAll(before.threads.keySet())) {
        return byTicks;
      }
      long nanos = 0;
      for (long thread : threads.values()) {
        nanos += thread;
      }
      for (long thread : before.threads.values()) {
        nanos -= thread;
      }
      return byTicks > nanos + TICKS_ERROR_NANOS ? byTicks : nanos;
    }
  }
}
