package io.sockeye.netty;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * How far a connection has got with the request that it is at, and whether it can go on behind it.
 * One object for all requests of a connection, on its event loop.
 */
final class CurrentRequest {
  private boolean passedOn;
  private boolean readWhole;
  private boolean answerWritten;

  /** Whether the peer waits for {@code 100 Continue} before it sends the body. */
  private boolean continueAsked;

  /** Whether the peer wants no other answer over this connection. */
  private boolean last;

  /** The head of the next request came. */
  void begin(HttpRequest head) {
    passedOn = false;
    readWhole = false;
    answerWritten = false;
    continueAsked = HttpUtil.is100ContinueExpected(head);
    last = head.protocolVersion().equals(HttpVersion.HTTP_1_0) || !HttpUtil.isKeepAlive(head);
  }

  /** It goes to the handlers that come later in the pipeline. */
  void onPassedOn() {
    passedOn = true;
  }

  boolean isPassedOn() {
    return passedOn;
  }

  /** All of it was read. */
  void onReadWhole() {
    readWhole = true;
  }

  boolean isReadWhole() {
    return readWhole;
  }

  /** The body is wanted; true if the peer is to be told so, which is once. */
  boolean takeContinue() {
    boolean asked = continueAsked;
    continueAsked = false;
    return asked;
  }

  /** The answer was taken by the socket. */
  void onAnswerWritten() {
    answerWritten = true;
  }

  /** Whether it is read whole, and its answer written. */
  boolean isOver() {
    return readWhole && answerWritten;
  }

  /** Whether the connection ends with an answer that is given now. */
  boolean isLast() {
    // A peer that waits for 100 Continue may send the body after the answer, or leave it out.
    return last || (continueAsked && !readWhole);
  }
}
