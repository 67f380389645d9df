package io.sockeye.server.engine;

/**
 * Sees every HTTP request and WebSocket upgrade before anything else: {@code io.engine.use} of the
 * JavaScript server. It may add header fields to the answer, whatever the answer will be, or
 * refuse.
 *
 * <p>Runs on the server's executor, so it may block. What it throws refuses the request.
 */
@FunctionalInterface
public interface RequestHook {
  /**
   * Looks at a request.
   *
   * @param response the header fields that the answer will have
   */
  Verdict onRequest(HttpRequest request, ResponseHeaders response) throws Exception;
}
