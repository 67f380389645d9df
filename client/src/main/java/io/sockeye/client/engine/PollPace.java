package io.sockeye.client.engine;

import io.sockeye.protocol.engineio.EnginePacket;
import java.time.Duration;

/**
 * How fast polls may follow each other. A server that has nothing to say lets a poll wait; one that
 * answers each at once with nothing would keep both sides busy with it for ever.
 */
final class PollPace {
  /** An answer within this time did not wait. */
  private static final Duration AT_ONCE = Duration.ofMillis(10);

  /** So many may come in a row, as when a transport is changed. */
  private static final int FREE = 20;

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  /** How many answers in a row came at once and said nothing. */
  private int idle;

  private Duration pause = Duration.ZERO;

  /** A packet came: a noop, for one, is worth nothing. */
  void onPacket(EnginePacket.Type type) {
    switch (type) {
      case OPEN, MESSAGE, PING -> clear();
      case CLOSE, PONG, UPGRADE, NOOP -> {}
    }
  }

  private void clear() {
    idle = 0;
    pause = Duration.ZERO;
  }

  /** An answer came after so long; its packets follow. */
  void onAnswer(Duration waited) {
    if (waited.compareTo(AT_ONCE) > 0) {
      clear();
    } else if (++idle > FREE) {
      idle = FREE;
      Duration next = pause.isZero() ? SHORTEST : pause.multipliedBy(2);
      pause = next.compareTo(LONGEST) < 0 ? next : LONGEST;
    }
  }

  /** How long the next poll is to wait. */
  Duration pause() {
    return pause;
  }
}
