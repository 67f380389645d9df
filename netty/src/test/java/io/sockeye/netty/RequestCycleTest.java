package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;

/** A connection takes one request after the other, and in no other order. */
final class RequestCycleTest {
  private final RequestCycle cycle = new RequestCycle();

  private static HttpRequest request() {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
  }

  @Test
  void nextRequestIsTakenWhenTheOneBeforeIsReadAndAnswered() {
    assertThat(cycle.begin(request())).isTrue();
    cycle.onServed();
    assertThat(cycle.begin(request())).isFalse();
    cycle.onAnswered();
    assertThat(cycle.next()).isFalse();
    cycle.onAnswerWritten();
    assertThat(cycle.next()).isFalse();
    cycle.onReadWhole();

    assertThat(cycle.next()).isTrue();
    assertThat(cycle.isIdle()).isTrue();
    assertThat(cycle.begin(request())).isTrue();
    cycle.onPassedOn();
    cycle.onReadWhole();
    assertThat(cycle.next()).isFalse();
  }

  @Test
  void bodyOfARequestThatIsServedIsReadWhenItIsWanted() {
    cycle.begin(request());
    cycle.onServed();

    assertThat(cycle.isReading(false)).isFalse();
    assertThat(cycle.isReading(true)).isTrue();
    cycle.onReadWhole();
    assertThat(cycle.isReading(true)).isFalse();
  }

  @Test
  void refusalIsToldUnlessAnAnswerIsOwedByOthersOrGiven() {
    cycle.begin(request());
    cycle.onPassedOn();

    assertThat(cycle.onRefused()).isFalse();
    assertThat(cycle.isClosing()).isTrue();
    assertThat(cycle.begin(request())).isFalse();
    assertThat(cycle.isReading(false)).isTrue();
    assertThat(new RequestCycle().onRefused()).isTrue();
  }

  @Test
  void answerIsTheLastWhereThePeerSaysSo() {
    HttpRequest closing = request();
    closing.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    cycle.begin(closing);
    assertThat(cycle.isLast()).isTrue();

    RequestCycle old = new RequestCycle();
    old.begin(new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/"));
    assertThat(old.isLast()).isTrue();
  }

  @Test
  void answerBeforeTheBodyThatWaitsForContinueIsTheLast() {
    HttpRequest expecting = request();
    expecting.headers().set(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE);
    cycle.begin(expecting);
    cycle.onServed();
    assertThat(cycle.isLast()).isTrue();

    assertThat(cycle.takeContinue()).isTrue();
    assertThat(cycle.takeContinue()).isFalse();
    assertThat(cycle.isLast()).isFalse();
  }
}
