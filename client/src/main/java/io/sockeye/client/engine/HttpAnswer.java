package io.sockeye.client.engine;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * The answer to an {@link HttpCall}, whatever its status.
 *
 * @param status the status code
 * @param headers the header fields, by name in lower case
 * @param body the body, whole; empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpAnswer(int status, Map<String, List<String>> headers, byte[] body) {
  /** Checks that nothing is missing. */
  public HttpAnswer {
    requireNonNull(headers, "headers");
    requireNonNull(body, "body");
  }
}
