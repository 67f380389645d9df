package io.sockeye.server.engine;

/**
 * One HTTP request, and its answer: what a binding implements for each request and hands to {@link
 * EngineEndpoint#handle}.
 *
 * <p>Exactly one of {@link #respond}, {@link #respondAndClose}, {@link #abort} and {@link
 * #acceptWebSocket} is called, once, from any thread; a further call is ignored. Long polling
 * leaves an exchange open for as long as the heartbeat allows, so a binding holds no thread for it.
 */
public interface HttpExchange {
  /** The head of the request. */
  HttpRequest request();

  /**
   * Reads the body. Called at most once; a body that nobody asks for is dropped by the binding. May
   * be called after {@link EngineEndpoint#handle} has returned: the binding then reads no further
   * than its transport's buffers until it is asked or answered.
   *
   * @param maxBytes how much of the body is kept at most, in bytes, counted as they come
   * @param receiver is told once, on an I/O thread; not at all if the peer goes away before
   */
  void readBody(int maxBytes, BodyReceiver receiver);

  /**
   * Asks to be told that the peer went away (end of stream, reset, a time limit) before the answer
   * was written. The task runs at most once, on an I/O thread, or at once if it has happened
   * already. It does not run after one of the four answering calls.
   */
  void onAbort(Runnable task);

  /** Answers. The connection stays usable for the next request if HTTP allows it. */
  void respond(HttpResponse response);

  /**
   * Bytes of the answer that were given to {@link #respond} and not yet to the operating system; 0
   * before, and where a binding cannot tell. Any thread.
   */
  default long pendingBytes() {
    return 0;
  }

  /** Answers, and ends the connection once the answer is written. */
  void respondAndClose(HttpResponse response);

  /** Ends the connection without an answer. */
  void abort();

  /**
   * Answers {@code 101 Switching Protocols} and turns the connection into a WebSocket. The engine
   * has checked the request (RFC 6455 section 4.2.1) before.
   *
   * @param accept what the answer says, and the bounds of the connection
   * @param receiver is told of everything that comes, beginning with {@link
   *     WebSocketReceiver#onOpen}
   */
  void acceptWebSocket(WebSocketAccept accept, WebSocketReceiver receiver);

  /** Takes the body of a request. */
  interface BodyReceiver {
    /** The body is there, whole; the array belongs to the receiver. */
    void onBody(byte[] body);

    /** The body is larger than was allowed; the rest of it is dropped. */
    void onTooLarge();
  }
}
