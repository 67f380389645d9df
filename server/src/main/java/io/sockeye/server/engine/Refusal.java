package io.sockeye.server.engine;

import java.time.Duration;
import java.util.Map;

/**
 * Why a request is not served: what the client is told, and what only the observer is told.
 *
 * @param status the HTTP status of a polling request
 * @param retryAfter in how many seconds the client is asked to come back, at the least; 0 if it is
 *     not asked
 */
record Refusal(
    HandshakeError error, int status, String message, Map<String, String> context, int retryAfter) {

  private static final int MAX_RETRY_AFTER = 3_600;

  static Refusal of(HandshakeError error, Map<String, String> context) {
    return new Refusal(error, error.status(), error.message(), context, 0);
  }

  static Refusal of(HandshakeError error, String contextName, String contextValue) {
    return of(error, Map.of(contextName, contextValue));
  }

  /** A malformed or unfitting request; the name is one of those of {@code connection_error}. */
  static Refusal badRequest(String name, String detail) {
    return of(HandshakeError.BAD_REQUEST, Map.of("name", name, "detail", detail));
  }

  /** The server has no room now. */
  static Refusal busy(String message) {
    return new Refusal(HandshakeError.BAD_REQUEST, 503, message, Map.of("name", "SERVER_BUSY"), 1);
  }

  /**
   * The client, or somebody at its address, asks too often.
   *
   * @param waitNanos how long it takes until it would be answered
   */
  static Refusal tooOften(long waitNanos) {
    long seconds = Math.min(Duration.ofNanos(waitNanos).toSeconds() + 1, MAX_RETRY_AFTER);
    return new Refusal(
        HandshakeError.BAD_REQUEST,
        429,
        "Too many requests",
        Map.of("name", "RATE_LIMITED"),
        (int) seconds);
  }

  /** An address has as many connections as it may have. */
  static Refusal tooManyConnections() {
    return new Refusal(
        HandshakeError.BAD_REQUEST,
        429,
        "Too many connections",
        Map.of("name", "TOO_MANY_CONNECTIONS"),
        1);
  }

  /** The same with other words for the client. */
  Refusal withMessage(String words) {
    return new Refusal(error, status, words, context, retryAfter);
  }

  /** The same with another HTTP status. */
  Refusal withStatus(int other) {
    return new Refusal(error, other, message, context, retryAfter);
  }
}
