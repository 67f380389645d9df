package io.sockeye.netty;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * How far a connection has got with its requests, of which it takes the next one when the one
 * before is read whole and its answer written; on its event loop.
 *
 * <pre>
 *   IDLE --the endpoint's--> SERVED --answer--\
 *     \___the application's_> PASSED --answer---> ANSWERED --request read whole--> IDLE
 *   any --last answer, refusal, time limit--> CLOSING
 * </pre>
 *
 * A head or a turn to the next request that does not fit the phase changes nothing, and is answered
 * by {@code false}; whether an answer fits, the caller asks before.
 */
final class RequestCycle {
  private enum Phase {
    /** No request is there, or only a part of its head. */
    IDLE,
    /** The endpoint or the fallback owes an answer. */
    SERVED,
    /** A handler behind ours owes an answer. */
    PASSED,
    /** The answer is written, the rest of the request is still coming. */
    ANSWERED,
    /** Nothing more is answered; the peer is given a moment to close. */
    CLOSING
  }

  private Phase phase = Phase.IDLE;

  // Of the request that it is at; they mean nothing while IDLE.

  private boolean passedOn;
  private boolean readWhole;
  private boolean answerWritten;

  /** Whether the peer waits for {@code 100 Continue} before it sends the body. */
  private boolean continueAsked;

  /** Whether the peer wants no other answer over this connection. */
  private boolean last;

  boolean isIdle() {
    return phase == Phase.IDLE;
  }

  boolean isServed() {
    return phase == Phase.SERVED;
  }

  boolean isPassed() {
    return phase == Phase.PASSED;
  }

  boolean isClosing() {
    return phase == Phase.CLOSING;
  }

  /** Whether bytes of the peer are decoded now; those of a body that nobody wants yet are not. */
  boolean isReading(boolean bodyWanted) {
    return switch (phase) {
      case IDLE, CLOSING -> true;
      case SERVED -> !readWhole && bodyWanted;
      case PASSED, ANSWERED -> !readWhole;
    };
  }

  /** The head of the next request came; it is served or passed on next. */
  boolean begin(HttpRequest head) {
    if (phase != Phase.IDLE) {
      return false;
    }
    passedOn = false;
    readWhole = false;
    answerWritten = false;
    continueAsked = HttpUtil.is100ContinueExpected(head);
    last = head.protocolVersion().equals(HttpVersion.HTTP_1_0) || !HttpUtil.isKeepAlive(head);
    return true;
  }

  /** The endpoint or the fallback gets it. */
  void onServed() {
    phase = Phase.SERVED;
  }

  /** It goes to the handlers that come later in the pipeline. */
  void onPassedOn() {
    phase = Phase.PASSED;
    passedOn = true;
  }

  /** Whether its content goes to the handlers that come later, too. */
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

  /** Whether the connection ends with an answer that is given now. */
  boolean isLast() {
    // A peer that waits for 100 Continue may send the body after the answer, or leave it out.
    return last || (continueAsked && !readWhole);
  }

  /** Whoever owed the answer has given it. */
  void onAnswered() {
    phase = Phase.ANSWERED;
  }

  /** The answer was taken by the socket. */
  void onAnswerWritten() {
    answerWritten = true;
  }

  /** Turns to the next request, if it is read whole and its answer written. */
  boolean next() {
    if (phase != Phase.ANSWERED || !readWhole || !answerWritten) {
      return false;
    }
    phase = Phase.IDLE;
    return true;
  }

  /** Nothing more is served; true if the peer can still be answered why. */
  boolean onRefused() {
    boolean answerable = phase == Phase.IDLE || phase == Phase.SERVED;
    phase = Phase.CLOSING;
    return answerable;
  }

  /** Nothing more is served. */
  void onClosing() {
    phase = Phase.CLOSING;
  }
}
