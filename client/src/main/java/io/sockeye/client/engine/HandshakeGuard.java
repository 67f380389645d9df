package io.sockeye.client.engine;

import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Ends WebSocket handshakes that are answered with a body of any length.
 *
 * <p>The JDK's WebSocket reads the body of an answer that refuses it into memory, however long it
 * is, and cannot be told otherwise. The one thing of ours that it asks between the header fields
 * and the body is the store of cookies. So this is one: it keeps no cookies, and it fails on
 * answers to handshakes that are no handshake themselves and do not say that they are short.
 */
final class HandshakeGuard extends CookieHandler {
  /** The body that a refusal may have: what servers have to say fits in. */
  static final int MAX_BODY = 64 * 1024;

  /** An answer was not read. */
  static final class EndlessRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private EndlessRefusal(String length) {
      super("the answer is no WebSocket handshake, and its body is " + length);
    }
  }

  /** How many handshakes are under way, by their URI. */
  private final Map<URI, Integer> underWay = new ConcurrentHashMap<>();

  /** Watches over a handshake; what depends on the result comes when that is over. */
  <T> CompletableFuture<T> during(URI http, Supplier<CompletableFuture<T>> handshake) {
    underWay.merge(http, 1, Integer::sum);
    try {
      return handshake.get().whenComplete((open, failed) -> remove(http));
    } catch (RuntimeException refused) {
      remove(http);
      throw refused;
    }
  }

  private void remove(URI http) {
    underWay.computeIfPresent(http, (uri, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public Map<String, List<String>> get(URI uri, Map<String, List<String>> requestHeaders) {
    return Map.of();
  }

  @Override
  public void put(URI uri, Map<String, List<String>> headers) throws IOException {
    if (!underWay.containsKey(uri) || headers.containsKey("Sec-WebSocket-Accept")) {
      return;
    }
    List<String> length = headers.getOrDefault("Content-Length", List.of());
    if (length.isEmpty()) {
      throw new EndlessRefusal("of unknown length");
    }
    if (!isShort(length.get(0))) {
      throw new EndlessRefusal(length.get(0) + " bytes long");
    }
  }

  private static boolean isShort(String length) {
    try {
      return Long.parseLong(length.trim()) <= MAX_BODY;
    } catch (NumberFormatException notANumber) {
      return false;
    }
  }
}
