package io.sockeye.server;

import io.sockeye.server.traffic.RateLimit;
import java.time.Duration;
import java.util.Objects;

/**
 * How many events clients may send, and what becomes of those beyond: the value of {@code
 * eventRateLimiter}. Immutable.
 *
 * <pre>{@code
 * EventRateLimiter.perConnection(RateLimit.perSecond(100).burst(200)).policy(Policy.DELAY)
 * }</pre>
 *
 * <p>An event with its attachments counts as one. Acks, and what joins and leaves namespaces, do
 * not count.
 */
public final class EventRateLimiter {
  /** What becomes of an event beyond the limit. */
  public enum Policy {
    /**
     * It reaches no listener. If the client asked for an ack it gets one, with one argument: <code>
     * {"error":"rate_limited","retryAfterMs":120}</code>. In any case the listeners of {@link
     * Socket#onError} and the observer are told, with a {@link RateLimitedException}.
     */
    DROP_WITH_ERROR,
    /**
     * It waits, and nothing more is read from its connection meanwhile: the client fills its own
     * network. Nothing is lost and the order is kept, as long as the connection lives; what waits
     * when that ends, or the client leaves, reaches nobody. Acks of the client wait behind it, too.
     */
    DELAY,
    /**
     * All sockets of the client are disconnected, then its connection is closed. JavaScript clients
     * do not come back from that by themselves.
     */
    DISCONNECT
  }

  /** A limit of one's own. */
  @FunctionalInterface
  public interface Rule {
    /**
     * Asks for an event to be let through. Called in the mailbox of the connection, for one event
     * after another, those of different connections at the same time: it must not block. An event
     * that waits by {@link Policy#DELAY} is asked for again after that time. If this throws, the
     * event is treated as one beyond the limit.
     *
     * @return {@link Duration#ZERO} if it may go on, and counts; or else how long until it may
     */
    Duration delayOf(Socket socket, String event);
  }

  /** Who shares a limit. */
  enum Scope {
    SOCKET,
    CONNECTION,
    ADDRESS,
    RULE
  }

  private final Scope scope;
  private final RateLimit limit;
  private final Rule rule;
  private final Policy policy;

  private EventRateLimiter(Scope scope, RateLimit limit, Rule rule, Policy policy) {
    this.scope = scope;
    this.limit = Objects.requireNonNull(limit, "limit");
    this.rule = Objects.requireNonNull(rule, "rule");
    this.policy = Objects.requireNonNull(policy, "policy");
  }

  private static EventRateLimiter of(Scope scope, RateLimit limit) {
    return new EventRateLimiter(
        scope, limit, (socket, event) -> Duration.ZERO, Policy.DROP_WITH_ERROR);
  }

  /**
   * Each socket for itself. A client that leaves the namespace and joins it again begins anew: see
   * {@link #perConnection}.
   */
  public static EventRateLimiter perSocket(RateLimit limit) {
    return of(Scope.SOCKET, limit);
  }

  /** All sockets of a connection together. */
  public static EventRateLimiter perConnection(RateLimit limit) {
    return of(Scope.CONNECTION, limit);
  }

  /**
   * All connections of an address together, as {@code trustedProxies} tells it; a /64 of IPv6 is
   * one address. Behind a proxy that is not trusted all clients have one.
   */
  public static EventRateLimiter perAddress(RateLimit limit) {
    return of(Scope.ADDRESS, limit);
  }

  /** As the application says. */
  public static EventRateLimiter by(Rule rule) {
    return new EventRateLimiter(Scope.RULE, RateLimit.perSecond(1), rule, Policy.DROP_WITH_ERROR);
  }

  /** The same with another policy; {@link Policy#DROP_WITH_ERROR} unless set. */
  public EventRateLimiter policy(Policy value) {
    return new EventRateLimiter(scope, limit, rule, value);
  }

  Scope scope() {
    return scope;
  }

  /** Means nothing for {@link Scope#RULE}. */
  RateLimit limit() {
    return limit;
  }

  /** Means nothing but for {@link Scope#RULE}. */
  Rule rule() {
    return rule;
  }

  Policy policy() {
    return policy;
  }
}
