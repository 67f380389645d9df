package io.sockeye.testsupport;

import java.time.Duration;
import java.util.Set;

/**
 * What a {@link ChaosProxy} does to the bytes of all connections.
 *
 * @param delay how long each byte is on its way
 * @param slice how many bytes go out at once, at most
 * @param stalled whether nothing moves, and nothing is lost
 * @param swallowed the directions in which all is lost
 */
record ChaosFaults(
    Duration delay, int slice, boolean stalled, Set<ChaosProxy.Direction> swallowed) {
  static final ChaosFaults NONE =
      new ChaosFaults(Duration.ZERO, Integer.MAX_VALUE, false, Set.of());

  ChaosFaults {
    swallowed = Set.copyOf(swallowed);
  }

  ChaosFaults withDelay(Duration duration) {
    return new ChaosFaults(duration, slice, stalled, swallowed);
  }

  ChaosFaults withSlice(int bytes) {
    return new ChaosFaults(delay, bytes, stalled, swallowed);
  }

  ChaosFaults withStall() {
    return new ChaosFaults(delay, slice, true, swallowed);
  }

  ChaosFaults swallowing(Set<ChaosProxy.Direction> directions) {
    return new ChaosFaults(delay, slice, stalled, directions);
  }
}
