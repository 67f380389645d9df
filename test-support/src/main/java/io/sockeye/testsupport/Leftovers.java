package io.sockeye.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails the test class that leaves threads behind, or open sockets, pipes and selectors. To be
 * asked for by {@code @ExtendWith(Leftovers.class)}; what is to be closed must be closed when the
 * class ends.
 *
 * <p>Threads that the JDK and the test libraries keep for all are not counted, nor files: a class
 * loader opens its jars when it likes. Where there is no {@code /proc}, only threads are counted.
 */
public final class Leftovers implements BeforeAllCallback, AfterAllCallback {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final long LOOK_MILLIS = 100;

  /** Of these a library may open some for the whole JVM, at first use. */
  private static final int DESCRIPTORS_ALLOWED = 2;

  private static final Pattern KEPT_FOR_ALL =
      Pattern.compile(
          "(ForkJoinPool|Common-Cleaner|Cleaner-|process reaper|VirtualThread|junit-|surefire-"
              + "|awaitility|globalEventExecutor|CompletableFutureDelayScheduler|Keep-Alive-Timer"
              + "|Attach Listener|Read-Poller|Write-Poller|Java2D|objectCleanerThread"
              + "|ThreadDeathWatcher|HttpClient-).*");

  private final Duration patience;

  /** What is being closed when a class ends has some seconds to go. */
  public Leftovers() {
    this(Duration.ofSeconds(15));
  }

  Leftovers(Duration patience) {
    this.patience = patience;
  }

  private record Baseline(Set<Thread> threads, int descriptors) {}

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(Namespace.create(Leftovers.class)).put("baseline", look());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Baseline before =
        context.getStore(Namespace.create(Leftovers.class)).get("baseline", Baseline.class);
    if (before == null) {
      return;
    }
    ReferenceQueue<Object> never = new ReferenceQueue<>();
    long deadline = System.nanoTime() + patience.toNanos();
    List<String> left = difference(before, look());
    try {
      while (!left.isEmpty() && System.nanoTime() < deadline) {
        System.gc(); // The JDK's HTTP client ends when nobody holds it any more.
        never.remove(LOOK_MILLIS);
        left = difference(before, look());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!left.isEmpty()) {
      throw new AssertionError(
          "expected nothing left of the class %s after %s, got %s"
              .formatted(context.getDisplayName(), patience, left));
    }
  }

  private static List<String> difference(Baseline before, Baseline after) {
    List<String> left = new ArrayList<>();
    for (Thread thread : after.threads()) {
      if (!before.threads().contains(thread)) {
        left.add("thread " + thread.getName());
      }
    }
    if (after.descriptors() > before.descriptors() + DESCRIPTORS_ALLOWED) {
      left.add(
          "%d descriptors where there were %d"
              .formatted(after.descriptors(), before.descriptors()));
    }
    return left;
  }

  private static Baseline look() {
    Set<Thread> threads = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!KEPT_FOR_ALL.matcher(thread.getName()).matches()) {
        threads.add(thread);
      }
    }
    return new Baseline(threads, descriptors());
  }

  /** How many sockets, pipes, selectors and the like are open. */
  private static int descriptors() {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return (int) open.filter(Leftovers::isNoFile).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isNoFile(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("socket:")
          || target.startsWith("pipe:")
          || target.startsWith("anon_inode:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
