package io.sockeye.benchmarks.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reads what a process has used from {@code /proc}.
 *
 * <p>The threads' {@code schedstat} tells nanoseconds; it forgets threads that have ended, so where
 * one has, the process's {@code stat} is taken, which counts in hundredths of a second.
 */
public final class ProcessMeter {
  private static final int USER_TIME = 11;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Path directory;

  /** Looks at the process with this id. */
  public ProcessMeter(long pid) {
    directory = Path.of("/proc", Long.toString(pid));
  }

  /** What was used until now. */
  public Usage usage() {
    try {
      Map<String, Long> threads = new HashMap<>();
      try (DirectoryStream<Path> tasks = Files.newDirectoryStream(directory.resolve("task"))) {
        for (Path task : tasks) {
          threads.put(task.getFileName().toString(), threadNanos(task));
        }
      } catch (NoSuchFileException e) {
        // A thread that ended meanwhile; the ticks below count it.
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
   * @param threads nanoseconds of each thread that lives
   */
  public record Usage(long ticks, Map<String, Long> threads) {
    /** What was used since then. */
    public long nanosSince(Usage before) {
      if (threads.isEmpty()
          || before.threads.isEmpty()
          || !threads.keySet().containsAll(before.threads.keySet())) {
        return (ticks - before.ticks) * TICK_NANOS;
      }
      long nanos = 0;
      for (long thread : threads.values()) {
        nanos += thread;
      }
      for (long thread : before.threads.values()) {
        nanos -= thread;
      }
      return nanos;
    }
  }
}
