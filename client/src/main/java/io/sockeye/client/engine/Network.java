package io.sockeye.client.engine;

import java.util.concurrent.CompletableFuture;

/**
 * What carries HTTP and WebSocket for clients: the seam for another library than {@link
 * JdkNetwork}, the default. Thread-safe; nothing blocks.
 *
 * <p>It follows no redirects, adds no header fields but those that HTTP needs, and keeps no
 * cookies. One network may serve any number of managers.
 */
public interface Network extends AutoCloseable {
  /**
   * Sends a request.
   *
   * @return completes with the answer, whatever its status, or fails with a {@link ConnectFailure};
   *     cancelling it ends the exchange and its connection
   */
  CompletableFuture<HttpAnswer> send(HttpCall call);

  /**
   * Opens a WebSocket.
   *
   * @param events told what happens from the moment that the result completes, never before, and
   *     only as far as messages are {@linkplain WebSocketChannel#request asked for}
   * @return completes with the channel, or fails with a {@link ConnectFailure}; cancelling it ends
   *     the attempt
   */
  CompletableFuture<WebSocketChannel> openWebSocket(WebSocketCall call, WebSocketEvents events);

  /** Ends all connections, and the threads that are its own. */
  @Override
  void close();
}
