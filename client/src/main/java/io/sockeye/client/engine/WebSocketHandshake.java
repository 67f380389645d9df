package io.sockeye.client.engine;

import io.sockeye.log.LogText;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A WebSocket handshake by the JDK's client, and what to say when it fails. */
final class WebSocketHandshake {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  private final WebSocketCall call;
  private final @Nullable String proxyAuthorization;
  private final Supplier<Target> target;
  private final Supplier<CompletableFuture<HttpAnswer>> plainGet;

  /** Null until it is sent. */
  private volatile @Nullable CompletableFuture<WebSocket> sent;

  /** Null unless it was given up. */
  private final AtomicReference<@Nullable Unread> unread = new AtomicReference<>();

  /**
   * An answer that was given up.
   *
   * @param length how long its body is, in words
   * @param agreed whether it looks like an agreement
   */
  private record Unread(Map<String, List<String>> headers, String length, boolean agreed) {}

  /**
   * A handshake that is not sent.
   *
   * @param proxyAuthorization credentials for a proxy; null without
   * @param target asked for, when it fails, what was tried
   * @param plainGet asks the same address without WebSocket
   */
  WebSocketHandshake(
      WebSocketCall call,
      @Nullable String proxyAuthorization,
      Supplier<Target> target,
      Supplier<CompletableFuture<HttpAnswer>> plainGet) {
    this.call = call;
    this.proxyAuthorization = proxyAuthorization;
    this.target = target;
    this.plainGet = plainGet;
  }

  /**
   * Sends it; cancelling the result ends it.
   *
   * @param uri that of the call, as {@link HandshakeGuard#add} wants it
   * @param listener told what happens to the WebSocket
   */
  CompletableFuture<WebSocket> send(
      URI uri, WebSocket.Builder builder, WebSocket.Listener listener) {
    call.headers().forEach((name, values) -> values.forEach(v -> builder.header(name, v)));
    if (proxyAuthorization != null) {
      builder.header("Proxy-Authorization", proxyAuthorization);
    }
    if (!call.protocols().isEmpty()) {
      String[] others = call.protocols().stream().skip(1).toArray(String[]::new);
      builder.subprotocols(call.protocols().get(0), others);
    }
    if (!call.timeout().isZero()) {
      builder.connectTimeout(call.timeout());
    }
    CompletableFuture<WebSocket> begun = builder.buildAsync(uri, listener);
    sent = begun;
    if (unread.get() != null) {
      begun.cancel(true); // The answer was faster than we.
    }
    return begun;
  }

  /** Ends it without reading the body of its answer; see {@link Unread}. */
  void giveUp(Map<String, List<String>> headers, String length, boolean agreed) {
    unread.compareAndSet(null, new Unread(BoundedBody.lowerCase(headers), length, agreed));
    CompletableFuture<WebSocket> begun = sent;
    if (begun != null) {
      begun.cancel(true);
    }
  }

  /** Why it failed, perhaps after another look; never fails itself. */
  CompletableFuture<ConnectFailure> failure(Throwable thrown) {
    Unread given = unread.get();
    if (given == null) {
      return CompletableFuture.completedFuture(known(thrown));
    }
    if (given.agreed()) {
      return CompletableFuture.completedFuture(refusal(given, null));
    }
    // The answer was given up before its status was known. Whoever refuses a handshake mostly
    // refuses a GET as well, in the same words, and of that the body can be bounded.
    return plainGet.get().handle((got, failed) -> refusal(given, got));
  }

  private ConnectFailure refusal(Unread given, @Nullable HttpAnswer got) {
    if (got == null) {
      return HttpRefusals.unread(
          "WebSocket handshake with",
          call.uri(),
          SWITCHING_PROTOCOLS,
          given.headers(),
          given.length());
    }
    String asked = "WebSocket handshake, and GET to know why it was refused,";
    return HttpRefusals.failure(asked, call.uri(), SWITCHING_PROTOCOLS, got);
  }

  private ConnectFailure known(Throwable thrown) {
    WebSocketHandshakeException refused = Failures.find(thrown, WebSocketHandshakeException.class);
    if (refused == null || refused.getResponse() == null) {
      return Failures.of(thrown, target.get());
    }
    HttpResponse<?> response = refused.getResponse();
    return switch (response.statusCode()) {
      case PROXY_AUTHENTICATION_REQUIRED ->
          Failures.proxyWantsCredentials(target.get(), proxyAuthorization != null);
      case SWITCHING_PROTOCOLS -> noHandshake(refused);
      default ->
          HttpRefusals.failure(
              "WebSocket handshake with", call.uri(), SWITCHING_PROTOCOLS, answer(response));
    };
  }

  private ConnectFailure noHandshake(Throwable wrong) {
    return new ConnectFailure.Protocol(
        "expected a WebSocket handshake from %s: %s"
            .formatted(target.get().where(), LogText.of(Failures.text(Failures.root(wrong)))),
        wrong);
  }

  private static HttpAnswer answer(HttpResponse<?> response) {
    String body = response.body() instanceof String text ? text : "";
    return new HttpAnswer(
        response.statusCode(),
        BoundedBody.lowerCase(response.headers().map()),
        body.getBytes(StandardCharsets.UTF_8));
  }
}
