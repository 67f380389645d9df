package io.sockeye.server.engine;

import java.util.Map;

/**
 * Why a request is not served: what the client is told, and what only the observer is told.
 *
 * @param status the HTTP status of a polling request
 * @param retryAfter whether the client is asked to come back later
 */
record Refusal(
    HandshakeError error,
    int status,
    String message,
    Map<String, String> context,
    boolean retryAfter) {

  static Refusal of(HandshakeError error, Map<String, String> context) {
    return new Refusal(error, error.status(), error.message(), context, false);
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
    return new Refusal(
        HandshakeError.BAD_REQUEST, 503, message, Map.of("name", "SERVER_BUSY"), true);
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
