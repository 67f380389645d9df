package io.sockeye.server.engine;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** How many connections this process can have before it runs out of file descriptors. */
final class ConnectionLimit {
  private static final int MOST = 1_000_000;

  private ConnectionLimit() {}

  /**
   * Nine tenths of the file descriptors allowed, at most a million; the rest is the application's.
   */
  static int ofThisProcess() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (system instanceof UnixOperatingSystemMXBean unix) {
      long allowed = unix.getMaxFileDescriptorCount();
      if (allowed > 0) {
        return (int) Math.max(1, Math.min(MOST, allowed / 10 * 9));
      }
    }
    return MOST;
  }
}
