package io.sockeye.client.engine;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request.
 *
 * @param method {@code GET} or {@code POST}
 * @param uri an absolute {@code http} or {@code https} URI
 * @param headers the header fields to send, by name
 * @param body the body of a POST, not to be modified by anybody; null for a GET
 * @param timeout how long the answer may be waited for, until it begins; zero for no limit
 * @param maxBodyBytes how long the body of the answer may be
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpCall(
    String method,
    URI uri,
    Map<String, List<String>> headers,
    byte @Nullable [] body,
    Duration timeout,
    int maxBodyBytes) {
  /** Checks that nothing is missing. */
  public HttpCall {
    requireNonNull(method, "method");
    requireNonNull(uri, "uri");
    requireNonNull(headers, "headers");
    requireNonNull(timeout, "timeout");
  }
}
