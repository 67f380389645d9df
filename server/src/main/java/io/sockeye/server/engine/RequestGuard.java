package io.sockeye.server.engine;

import java.util.concurrent.CompletionStage;

/**
 * Decides who may open a session: {@code allowRequest} of the JavaScript server. Asked once for
 * each handshake (a request without a session id), after the request was found well-formed.
 *
 * <p>Runs on the server's executor, so it may block. What it throws refuses the request.
 */
@FunctionalInterface
public interface RequestGuard {
  /** The verdict on a handshake; the connection waits for it. */
  CompletionStage<Verdict> check(HttpRequest request) throws Exception;
}
