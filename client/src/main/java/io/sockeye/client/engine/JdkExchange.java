package io.sockeye.client.engine;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request of a {@link JdkNetwork}, and its end whichever way that comes. */
@SuppressWarnings("FutureReturnValueIgnored") // the answer tells of every failure
final class JdkExchange implements JdkNetwork.Connection {
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();

  private JdkExchange() {}

  /**
   * Sends a request.
   *
   * @param authorization credentials for a proxy; null without
   * @param target asked for, when it fails, what was tried
   */
  static JdkExchange send(
      HttpClient client, HttpCall call, @Nullable String authorization, Supplier<Target> target) {
    HttpRequest request = request(call, authorization);
    JdkExchange exchange = new JdkExchange();
    CompletableFuture<HttpAnswer> raw = new CompletableFuture<>();
    BoundedBody body = new BoundedBody(call.maxBodyBytes(), Target.where(call.uri()), raw);
    CompletableFuture<HttpResponse<Void>> sent = client.sendAsync(request, body);
    sent.whenComplete(
        (response, thrown) -> {
          if (thrown != null) {
            raw.completeExceptionally(thrown);
          } else {
            // Nobody asks for the body when a proxy refuses a tunnel.
            raw.complete(withoutBody(response));
          }
        });
    raw.whenComplete((got, thrown) -> exchange.end(got, thrown, authorization != null, target));
    // Also when it was cancelled by whoever waits for it, or with the whole network.
    exchange.answer.whenComplete(
        (got, thrown) -> {
          if (thrown != null) {
            sent.cancel(true);
          }
        });
    return exchange;
  }

  private static HttpAnswer withoutBody(HttpResponse<Void> response) {
    return new HttpAnswer(
        response.statusCode(), BoundedBody.lowerCase(response.headers().map()), new byte[0]);
  }

  private void end(
      @Nullable HttpAnswer got,
      @Nullable Throwable thrown,
      boolean credentialsGiven,
      Supplier<Target> target) {
    if (got != null && got.status() != PROXY_AUTHENTICATION_REQUIRED) {
      answer.complete(got);
    } else if (!answer.isDone()) {
      answer.completeExceptionally(
          thrown == null
              ? Failures.proxyWantsCredentials(target.get(), credentialsGiven)
              : Failures.of(thrown, target.get()));
    }
  }

  /** The answer; cancelling it ends the exchange. */
  CompletableFuture<HttpAnswer> answer() {
    return answer;
  }

  @Override
  public void end(ConnectFailure why) {
    answer.completeExceptionally(why);
  }

  private static HttpRequest request(HttpCall call, @Nullable String authorization) {
    URI uri = call.uri();
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1);
    call.headers().forEach((name, values) -> values.forEach(v -> request.header(name, v)));
    if (authorization != null) {
      request.setHeader("Proxy-Authorization", authorization);
    }
    if (!call.timeout().isZero()) {
      request.timeout(call.timeout());
    }
    byte[] body = call.body();
    BodyPublisher publisher = body == null ? new OneAttempt() : BodyPublishers.ofByteArray(body);
    return request.method(call.method(), publisher).build();
  }
}
