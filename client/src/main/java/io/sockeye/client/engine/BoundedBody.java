package io.sockeye.client.engine;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer, whose body may be so long and no longer: what is beyond ends the exchange, with
 * no more kept than the bound.
 *
 * <p>It completes the answer itself, as soon as the last byte is there: the future of the JDK's
 * client comes later, by way of a thread that it takes from the common pool, or makes.
 */
final class BoundedBody implements BodyHandler<Void>, BodySubscriber<Void> {
  private final int maxBytes;
  private final String peer;
  private final CompletableFuture<HttpAnswer> answer;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final ByteSink body;

  /** Null before the header fields came. */
  private @Nullable ResponseInfo info;

  /** Null before the body is read. */
  private Flow.@Nullable Subscription subscription;

  BoundedBody(int maxBytes, String peer, CompletableFuture<HttpAnswer> answer) {
    this.maxBytes = maxBytes;
    this.peer = peer;
    this.answer = answer;
    this.body = new ByteSink(maxBytes);
  }

  @Override
  public BodySubscriber<Void> apply(ResponseInfo answered) {
    info = answered;
    return this;
  }

  @Override
  public CompletionStage<Void> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    if (info != null && info.headers().firstValueAsLong("Content-Length").orElse(0) > maxBytes) {
      tooLong(begun);
      return;
    }
    begun.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    for (ByteBuffer piece : pieces) {
      if (!end.isDone() && !body.add(piece) && subscription != null) {
        tooLong(subscription);
      }
    }
  }

  private void tooLong(Flow.Subscription begun) {
    begun.cancel();
    body.take();
    ConnectFailure failure =
        new ConnectFailure.Protocol(
            "expected an answer of at most %d bytes from %s, got more".formatted(maxBytes, peer),
            null);
    answer.completeExceptionally(failure);
    end.completeExceptionally(failure);
  }

  @Override
  public void onError(Throwable thrown) {
    // The JDK's future tells the caller: it knows more, such as that a time has run out.
    body.take();
    end.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    if (info != null && !end.isDone()) {
      answer.complete(
          new HttpAnswer(info.statusCode(), lowerCase(info.headers().map()), body.take()));
      end.complete(null); // Last: with it the JDK's future completes, which knows no body.
    }
  }

  static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
    Map<String, List<String>> lower = new HashMap<>();
    headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
    return lower;
  }
}
