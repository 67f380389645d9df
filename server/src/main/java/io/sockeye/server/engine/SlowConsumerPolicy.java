package io.sockeye.server.engine;

/**
 * What becomes of a session whose client does not take what is sent to it: more than {@link
 * EngineOptions.Builder#maxOutboundBytes} would wait, or more than {@link
 * EngineOptions.Builder#outboundHighWaterMark} has waited for {@link
 * EngineOptions.Builder#slowConsumerTimeout}.
 *
 * <p>Whatever the policy, no more waits for a session than its bounds allow, and the session that
 * holds most is closed when all together hold more than {@link
 * EngineOptions.Builder#maxTotalOutboundBytes}.
 */
public final class SlowConsumerPolicy {
  /** What an application decides. */
  public enum Decision {
    /** Closes the session: {@code transport error}. */
    DISCONNECT,
    /**
     * Keeps the session. A message that does not fit is dropped; where it was only a matter of
     * time, the time begins anew.
     */
    KEEP
  }

  /** Decides for an application. */
  @FunctionalInterface
  public interface Decider {
    /**
     * Asked inside the session's mailbox, for each message that does not fit and whenever the time
     * is over; it must not block. If it throws, the session is closed.
     *
     * @param limit the name of the option that is exceeded: {@code maxOutboundBytes} or {@code
     *     slowConsumerTimeout}
     * @param pendingBytes what waits for the client
     */
    Decision decide(EngineSession session, String limit, long pendingBytes);
  }

  /** Closes the session: the default. */
  public static final SlowConsumerPolicy DISCONNECT =
      new SlowConsumerPolicy(false, (session, limit, bytes) -> Decision.DISCONNECT);

  /**
   * Keeps the latest volatile messages for a client that is slow, up to {@link
   * EngineOptions.Builder#outboundLowWaterMark} bytes, and drops the oldest of them for room; by
   * default it is the latest that are dropped. What is not volatile is never dropped: where even
   * that is too much, the session is closed.
   */
  public static final SlowConsumerPolicy DROP_OLDEST_VOLATILE =
      new SlowConsumerPolicy(true, (session, limit, bytes) -> Decision.DISCONNECT);

  private final boolean keepsVolatile;
  private final Decider decider;

  private SlowConsumerPolicy(boolean keepsVolatile, Decider decider) {
    this.keepsVolatile = keepsVolatile;
    this.decider = decider;
  }

  /** Lets the application decide, each time. */
  public static SlowConsumerPolicy callback(Decider decider) {
    return new SlowConsumerPolicy(false, decider);
  }

  /** Whether volatile messages wait for a client that is slow, rather than being dropped. */
  boolean keepsVolatile() {
    return keepsVolatile;
  }

  Decider decider() {
    return decider;
  }
}
