package io.sockeye.client.engine;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a network, which may be somebody else's: what it throws, and what it does not return, is a
 * failure like any other.
 */
final class NetworkCalls {
  private NetworkCalls() {}

  static CompletableFuture<HttpAnswer> send(Network network, HttpCall call) {
    return result("send", () -> network.send(call));
  }

  static CompletableFuture<WebSocketChannel> openWebSocket(
      Network network, WebSocketCall call, WebSocketEvents events) {
    return result("openWebSocket", () -> network.openWebSocket(call, events));
  }

  private static <T> CompletableFuture<T> result(
      String method, Supplier<@Nullable CompletableFuture<T>> call) {
    CompletableFuture<T> result;
    try {
      result = call.get();
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedFuture(Failures.ofNetwork(thrown));
    }
    return result == null ? CompletableFuture.failedFuture(nothing(method)) : result;
  }

  /** A method of a network gave null, at once or as its result. */
  static ConnectFailure nothing(String method) {
    return Failures.ofNetwork(
        new NullPointerException("expected a result of %s, got null".formatted(method)));
  }
}
