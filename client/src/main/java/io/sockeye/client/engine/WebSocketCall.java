package io.sockeye.client.engine;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A WebSocket to be opened.
 *
 * @param uri an absolute {@code ws} or {@code wss} URI
 * @param headers the header fields to send with the handshake, by name
 * @param protocols the subprotocols to offer, the preferred one first
 * @param timeout how long the handshake may take; zero for no limit
 * @param maxMessageBytes how long a message from the server may be, all its fragments together
 */
public record WebSocketCall(
    URI uri,
    Map<String, List<String>> headers,
    List<String> protocols,
    Duration timeout,
    int maxMessageBytes) {
  /** Checks that nothing is missing. */
  public WebSocketCall {
    requireNonNull(uri, "uri");
    requireNonNull(headers, "headers");
    protocols = List.copyOf(protocols);
    requireNonNull(timeout, "timeout");
  }
}
