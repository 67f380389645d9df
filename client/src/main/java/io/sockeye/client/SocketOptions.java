package io.sockeye.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The options of one socket. Immutable, checked when built. */
public final class SocketOptions {
  /** What happens to an event that is emitted while there is no room for it. */
  public enum WhenFull {
    /** The oldest event gives way; its ack fails. */
    DROP_OLDEST,
    /** The new event is dropped; its ack fails. */
    REJECT_NEW
  }

  private static final SocketOptions DEFAULTS = builder().build();

  private final @Nullable AuthProvider auth;
  private final int retries;
  private final Duration ackTimeout;
  private final int maxBufferedPackets;
  private final long maxBufferedBytes;
  private final WhenFull whenFull;
  private final int maxPendingAcks;
  private final int maxQueuedEvents;
  private final long maxQueuedBytes;

  private SocketOptions(Builder builder) {
    auth = builder.auth;
    retries = builder.retries;
    ackTimeout = builder.ackTimeout == null ? Builder.DEFAULT_ACK_TIMEOUT : builder.ackTimeout;
    maxBufferedPackets = builder.maxBufferedPackets;
    maxBufferedBytes = builder.maxBufferedBytes;
    whenFull = builder.whenFull;
    maxPendingAcks = builder.maxPendingAcks;
    maxQueuedEvents = builder.maxQueuedEvents;
    maxQueuedBytes = builder.maxQueuedBytes;
    if (retries > 0 && builder.ackTimeout == null) {
      throw new IllegalArgumentException(
          "retries is %d without ackTimeout, which says when an event is sent again"
              .formatted(retries));
    }
  }

  /** All at their defaults. */
  public static SocketOptions defaults() {
    return DEFAULTS;
  }

  /** Options being chosen. */
  public static Builder builder() {
    return new Builder();
  }

  /** What the server is told about this client; nothing if empty. */
  public Optional<AuthProvider> auth() {
    return Optional.ofNullable(auth);
  }

  /** How often an event is sent again that is not answered; 0 for never. */
  public int retries() {
    return retries;
  }

  /** How long an answer may take where no {@code timeout} was given to the emit. */
  public Duration ackTimeout() {
    return ackTimeout;
  }

  /** How many events may wait for the connection. */
  public int maxBufferedPackets() {
    return maxBufferedPackets;
  }

  /** How many bytes of such events there may be. */
  public long maxBufferedBytes() {
    return maxBufferedBytes;
  }

  /** What happens when there are more. */
  public WhenFull whenFull() {
    return whenFull;
  }

  /** How many answers may be awaited. */
  public int maxPendingAcks() {
    return maxPendingAcks;
  }

  /** From how many events on that listeners are not done with the connection is not read. */
  public int maxQueuedEvents() {
    return maxQueuedEvents;
  }

  /** From how many bytes of such events on the connection is not read. */
  public long maxQueuedBytes() {
    return maxQueuedBytes;
  }

  /** Options being chosen. A value that is wrong by itself is refused by its setter. */
  public static final class Builder {
    private static final Duration DEFAULT_ACK_TIMEOUT = Duration.ofSeconds(30);
    private static final int DEFAULT_BYTES = 8 * 1024 * 1024;

    private @Nullable AuthProvider auth;
    private int retries;

    /** Null for the default, which is not enough with retries. */
    private @Nullable Duration ackTimeout;

    private int maxBufferedPackets = 10_000;
    private long maxBufferedBytes = DEFAULT_BYTES;
    private WhenFull whenFull = WhenFull.DROP_OLDEST;
    private int maxPendingAcks = 1_000;
    private int maxQueuedEvents = 10_000;
    private long maxQueuedBytes = DEFAULT_BYTES;

    private Builder() {}

    /** What the server is told about this client at each connection. Default: nothing. */
    public Builder auth(AuthProvider value) {
      auth = requireNonNull(value, "auth");
      return this;
    }

    /**
     * How often an event is sent again that the server does not answer within {@link #ackTimeout},
     * or before the connection is lost. Default 0: never.
     *
     * <p>With retries each event that is not volatile asks for an answer, which the server must
     * give, and the next one waits until it came: events arrive at least once, in order. The same
     * event arrives twice if its answer was late or lost.
     */
    public Builder retries(int value) {
      retries = atLeast("retries", value, 0);
      return this;
    }

    /**
     * How long an answer may take where no {@code timeout} was given to the emit. Default 30 s,
     * where the JavaScript client waits for ever; with {@link #retries} it has to be chosen.
     */
    public Builder ackTimeout(Duration value) {
      ackTimeout = positive("ackTimeout", value);
      return this;
    }

    /**
     * How many events may wait for the connection. Default 10,000; the JavaScript client knows no
     * bound.
     */
    public Builder maxBufferedPackets(int value) {
      maxBufferedPackets = atLeast("maxBufferedPackets", value, 0);
      return this;
    }

    /** How many bytes of such events there may be. Default 8 MiB. */
    public Builder maxBufferedBytes(long bytes) {
      maxBufferedBytes = atLeast("maxBufferedBytes", bytes, 0);
      return this;
    }

    /** What happens when there are more. Default: the oldest gives way. */
    public Builder whenFull(WhenFull value) {
      whenFull = requireNonNull(value, "whenFull");
      return this;
    }

    /** How many answers may be awaited; an emit beyond fails. Default 1,000. */
    public Builder maxPendingAcks(int value) {
      maxPendingAcks = atLeast("maxPendingAcks", value, 1);
      return this;
    }

    /**
     * From how many events on that listeners are not done with the connection is not read, until a
     * quarter is left. Default 10,000.
     */
    public Builder maxQueuedEvents(int value) {
      maxQueuedEvents = atLeast("maxQueuedEvents", value, 1);
      return this;
    }

    /** From how many bytes of such events on the connection is not read. Default 8 MiB. */
    public Builder maxQueuedBytes(long bytes) {
      maxQueuedBytes = atLeast("maxQueuedBytes", bytes, 1);
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if they contradict each other, naming the values
     */
    public SocketOptions build() {
      return new SocketOptions(this);
    }

    private static Duration positive(String name, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(name + ": expected more than nothing, got " + value);
      }
      return value;
    }

    private static int atLeast(String name, int value, int least) {
      return Math.toIntExact(atLeast(name, (long) value, least));
    }

    private static long atLeast(String name, long value, long least) {
      if (value < least) {
        throw new IllegalArgumentException(
            name + ": expected at least " + least + ", got " + value);
      }
      return value;
    }
  }
}
