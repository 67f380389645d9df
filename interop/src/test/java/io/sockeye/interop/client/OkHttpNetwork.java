package io.sockeye.interop.client;

import static java.util.Objects.requireNonNull;

import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.client.engine.HttpAnswer;
import io.sockeye.client.engine.HttpCall;
import io.sockeye.client.engine.Network;
import io.sockeye.client.engine.WebSocketCall;
import io.sockeye.client.engine.WebSocketChannel;
import io.sockeye.client.engine.WebSocketEvents;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** OkHttp, the library of the official Java client, as an application might plug it in. */
final class OkHttpNetwork implements Network {
  private static final int MAX_CALLS = 1_000;

  private final OkHttpClient client =
      new OkHttpClient.Builder()
          .followRedirects(false)
          .followSslRedirects(false)
          .retryOnConnectionFailure(false)
          .readTimeout(0, TimeUnit.SECONDS) // a poll waits
          .build();

  /** Tells events, and looks whether what was sent is out: OkHttp has no word for that. */
  private final ScheduledExecutorService events =
      new ScheduledThreadPoolExecutor(1, new ThreadPoolExecutor.DiscardPolicy());

  OkHttpNetwork() {
    client.dispatcher().setMaxRequests(MAX_CALLS);
    client.dispatcher().setMaxRequestsPerHost(MAX_CALLS);
  }

  private static Request.Builder request(URI uri, Map<String, List<String>> headers) {
    Request.Builder request = new Request.Builder().url(uri.toString());
    headers.forEach((name, values) -> values.forEach(value -> request.addHeader(name, value)));
    return request;
  }

  private OkHttpClient within(Duration timeout) {
    return timeout.isZero()
        ? client
        : client.newBuilder().callTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).build();
  }

  @Override
  public CompletableFuture<HttpAnswer> send(HttpCall call) {
    byte @Nullable [] body = call.body();
    Request request =
        request(call.uri(), call.headers())
            .method(call.method(), body == null ? null : RequestBody.create(null, body))
            .build();
    Call exchange = within(call.timeout()).newCall(request);
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    var unused =
        answer.whenComplete(
            (got, failure) -> {
              if (failure != null) {
                exchange.cancel();
              }
            });
    exchange.enqueue(
        new Callback() {
          @Override
          public void onResponse(Call same, Response response) {
            try (ResponseBody came = requireNonNull(response.body())) {
              if (came.source().request(call.maxBodyBytes() + 1L)) {
                answer.completeExceptionally(
                    new ConnectFailure.Protocol("the answer is too long", null));
              } else {
                answer.complete(
                    new HttpAnswer(
                        response.code(), lowerCase(response), came.source().readByteArray()));
              }
            } catch (IOException e) {
              answer.completeExceptionally(failure(e));
            }
          }

          @Override
          public void onFailure(Call same, IOException e) {
            answer.completeExceptionally(failure(e));
          }
        });
    return answer;
  }

  private static Map<String, List<String>> lowerCase(Response response) {
    Map<String, List<String>> headers = new TreeMap<>();
    response
        .headers()
        .toMultimap()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    return headers;
  }

  static ConnectFailure failure(Throwable cause) {
    return new ConnectFailure.Tcp(String.valueOf(cause.getMessage()), cause);
  }

  @Override
  public CompletableFuture<WebSocketChannel> openWebSocket(
      WebSocketCall call, WebSocketEvents told) {
    Request.Builder request = request(call.uri(), call.headers());
    if (!call.protocols().isEmpty()) {
      request.header("Sec-WebSocket-Protocol", String.join(", ", call.protocols()));
    }
    CompletableFuture<WebSocketChannel> opening = new CompletableFuture<>();
    OkHttpChannel channel = new OkHttpChannel(events, told, call.maxMessageBytes(), opening);
    okhttp3.WebSocket webSocket = client.newWebSocket(request.build(), channel);
    if (!call.timeout().isZero()) {
      opening.orTimeout(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
    var unused =
        opening.whenComplete(
            (opened, failure) -> {
              if (failure != null) {
                webSocket.cancel();
              }
            });
    return opening;
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    events.shutdown();
  }
}
