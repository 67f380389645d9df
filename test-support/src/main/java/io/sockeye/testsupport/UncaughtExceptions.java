package io.sockeye.testsupport;

import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test during which any thread died of an exception that nobody caught.
 *
 * <p>JUnit sees only what is thrown on its own thread; a worker that dies leaves the test waiting,
 * or worse, passing. Registered for every test of the build through {@code META-INF/services}. What
 * a thread leaves behind after its test ended is laid at the door of the next test, or of the
 * class.
 */
public final class UncaughtExceptions
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private record Uncaught(String thread, Throwable failure) {}

  /** Oldest first. Shared by all instances, as the handler is the JVM's. */
  private static final Queue<Uncaught> UNCAUGHT = new ConcurrentLinkedQueue<>();

  @Override
  public void beforeAll(ExtensionContext context) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> UNCAUGHT.add(new Uncaught(thread.getName(), failure)));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    failIfAny();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    failIfAny();
  }

  private static void failIfAny() {
    var found = new ArrayList<Uncaught>();
    for (Uncaught next = UNCAUGHT.poll(); next != null; next = UNCAUGHT.poll()) {
      found.add(next);
    }
    if (found.isEmpty()) {
      return;
    }
    Uncaught first = found.get(0);
    var error =
        new AssertionError(
            "expected no uncaught exception in any thread, got %d; the first in thread \"%s\": %s"
                .formatted(found.size(), first.thread(), first.failure()),
            first.failure());
    found.stream().skip(1).map(Uncaught::failure).forEach(error::addSuppressed);
    throw error;
  }
}
