package io.sockeye.server.engine;

/**
 * Adds header fields to successful answers: the events {@code initial_headers} and {@code headers}
 * of the JavaScript server.
 *
 * <p>Runs on the server's executor when the request has been accepted, so it may block.
 */
@FunctionalInterface
public interface HeaderHook {
  /**
   * Adds to the header fields of the answer to a request.
   *
   * @param headers the header fields that the answer has so far
   */
  void onHeaders(ResponseHeaders headers, HttpRequest request) throws Exception;
}
