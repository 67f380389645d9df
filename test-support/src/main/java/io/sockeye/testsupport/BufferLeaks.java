package io.sockeye.testsupport;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test class that lost a reference-counted Netty buffer without releasing it.
 *
 * <p>Netty itself only logs a leak, and only when the garbage collector happens to meet the lost
 * buffer; so this forces a collection when a class ends. Does nothing where Netty is not on the
 * class path. Registered for every test of the build through {@code META-INF/services}.
 */
public final class BufferLeaks implements AfterAllCallback {

  /**
   * What Lettuce reads into, which is its own alone: it forgets that of a connection that is being
   * opened, to look at the nodes of a Redis Cluster, while its threads end.
   */
  private static final String LETTUCE_READS =
      "io.lettuce.core.protocol.CommandHandler.channelRegistered";

  private static final boolean NETTY_PRESENT = isPresent("io.netty.util.ResourceLeakDetector");

  /** JUnit calls this before any test class is initialised, hence before Netty looks for it. */
  public BufferLeaks() {
    if (NETTY_PRESENT) {
      LeakRecorder.install();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (!NETTY_PRESENT) {
      return;
    }
    List<String> leaks =
        LeakRecorder.drain().stream().filter(leak -> !leak.contains(LETTUCE_READS)).toList();
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          "expected every buffer to be released, got %d leak reports:%n%s"
              .formatted(leaks.size(), String.join("\n", leaks)));
    }
  }

  private static boolean isPresent(String className) {
    try {
      Class.forName(className, false, BufferLeaks.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
