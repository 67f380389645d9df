package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.PacketGroup;
import java.time.Duration;
import java.util.Objects;

/**
 * How much may wait for clients, and for how long.
 *
 * @param lowWaterMark bytes of a session at which one that was above takes more without waiting
 * @param highWaterMark bytes of a session from which on it is not writable and drops volatile
 *     messages
 * @param maxBytes bytes of a session beyond which it is closed as a slow consumer
 * @param maxTotalBytes bytes of all sessions beyond which the one that holds most is closed
 * @param slowConsumerTimeout how long a session may be above its high mark before it is closed as a
 *     slow consumer
 * @param slowConsumerPolicy what becomes of slow consumers
 */
public record OutboundLimits(
    int lowWaterMark,
    int highWaterMark,
    int maxBytes,
    long maxTotalBytes,
    Duration slowConsumerTimeout,
    SlowConsumerPolicy slowConsumerPolicy) {

  /** Checks that the limits do not contradict each other. */
  public OutboundLimits {
    if (highWaterMark < lowWaterMark) {
      throw new IllegalArgumentException(
          "outboundHighWaterMark (%d) is below outboundLowWaterMark (%d)"
              .formatted(highWaterMark, lowWaterMark));
    }
    if (maxBytes < highWaterMark) {
      throw new IllegalArgumentException(
          "maxOutboundBytes (%d) is below outboundHighWaterMark (%d)"
              .formatted(maxBytes, highWaterMark));
    }
  }

  /**
   * Refuses a message that is larger than all that may wait for a client.
   *
   * @throws IllegalArgumentException if it is, with the name of the option
   */
  public void check(PacketGroup message) {
    if (message.size() > maxBytes) {
      throw new IllegalArgumentException(
          "maxOutboundBytes: expected a message of at most %d bytes, got %d"
              .formatted(maxBytes, message.size()));
    }
  }

  /**
   * Limits being chosen.
   *
   * @param <B> the builder itself
   */
  public abstract static class Builder<B extends Builder<B>> extends OptionBuilder<B> {
    private static final int DEFAULT_LOW_WATER_MARK = 64 * 1024;

    /** 0 unless chosen: the default depends on the high mark. */
    private int outboundLowWaterMark;

    private int outboundHighWaterMark = 256 * 1024;
    private int maxOutboundBytes = 4 * 1024 * 1024;
    private long maxTotalOutboundBytes = Runtime.getRuntime().maxMemory() / 4;
    private Duration slowConsumerTimeout = Duration.ofSeconds(30);
    private SlowConsumerPolicy slowConsumerPolicy = SlowConsumerPolicy.DISCONNECT;

    /** Nothing chosen yet. */
    protected Builder() {}

    /** The limits as chosen so far. */
    final OutboundLimits outboundLimits() {
      int lowWaterMark =
          outboundLowWaterMark == 0
              ? Math.min(DEFAULT_LOW_WATER_MARK, outboundHighWaterMark)
              : outboundLowWaterMark;
      return new OutboundLimits(
          lowWaterMark,
          outboundHighWaterMark,
          maxOutboundBytes,
          maxTotalOutboundBytes,
          slowConsumerTimeout,
          slowConsumerPolicy);
    }

    /**
     * Outbound bytes of a session at which one that had more is told to have drained. Default 64
     * KiB, or the high mark if that is less.
     */
    public B outboundLowWaterMark(int bytes) {
      outboundLowWaterMark = requireAtLeast("outboundLowWaterMark", bytes, 1);
      return self();
    }

    /**
     * Outbound bytes of a session from which on it is not writable and drops volatile messages.
     * Default 256 KiB.
     */
    public B outboundHighWaterMark(int bytes) {
      outboundHighWaterMark = requireAtLeast("outboundHighWaterMark", bytes, 1);
      return self();
    }

    /**
     * Outbound bytes of a session beyond which it is closed as a slow consumer. What counts is what
     * is sent; in the heap it may be twice as much, and small messages take some 600 bytes more
     * each, which {@link #maxTotalOutboundBytes} counts, too. Default 4 MiB. The JavaScript server
     * has no such limit.
     */
    public B maxOutboundBytes(int bytes) {
      maxOutboundBytes = requireAtLeast("maxOutboundBytes", bytes, 1);
      return self();
    }

    /**
     * Outbound bytes of all sessions together, and 600 for each message, beyond which the session
     * that holds most is closed, whatever the {@link #slowConsumerPolicy}. What is sent to many
     * counts once, and what waits for sessions below their low mark does not count. Default: a
     * quarter of the heap. The JavaScript server has no such limit.
     */
    public B maxTotalOutboundBytes(long bytes) {
      maxTotalOutboundBytes = requireAtLeast("maxTotalOutboundBytes", bytes, 1);
      return self();
    }

    /**
     * How long at least {@link #outboundHighWaterMark} may wait for a client, without a moment of
     * less, before its session is closed as a slow consumer. Default 30 s. The JavaScript server
     * has no such limit.
     */
    public B slowConsumerTimeout(Duration value) {
      slowConsumerTimeout = requirePositive("slowConsumerTimeout", value);
      return self();
    }

    /** What becomes of slow consumers. Default {@link SlowConsumerPolicy#DISCONNECT}. */
    public B slowConsumerPolicy(SlowConsumerPolicy value) {
      slowConsumerPolicy = Objects.requireNonNull(value, "slowConsumerPolicy");
      return self();
    }
  }
}
