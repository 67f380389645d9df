package io.sockeye.server.engine;

import io.sockeye.server.traffic.TrustedProxies;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;

/**
 * A request on its way through the engine: the exchange, its query, and the header fields that its
 * answer begins with.
 */
final class EngineRequest {
  private static final String JSON = "application/json";
  private static final byte[] OK = {'o', 'k'};
  private static final byte[] EMPTY = {};
  private static final int NEVER = Integer.MAX_VALUE;

  private final HttpExchange exchange;
  private final HttpRequest head;
  private final ResponseHeaders headers = new ResponseHeaders();
  private Map<String, String> query = Map.of();
  private boolean queryParsed;

  /** The length from which on a payload is compressed. */
  private int compressFrom = NEVER;

  /**
   * A request that has just come.
   *
   * @param proxies who is believed about where it comes from
   */
  EngineRequest(HttpExchange exchange, TrustedProxies proxies) {
    this.exchange = exchange;
    HttpRequest request = exchange.request();
    this.head =
        proxies.trust(request.remoteAddress())
            ? request.from(
                proxies.client(
                    request.remoteAddress(),
                    request.headers("forwarded"),
                    request.headers("x-forwarded-for")))
            : request;
  }

  HttpExchange exchange() {
    return exchange;
  }

  HttpRequest head() {
    return head;
  }

  /** The header fields of the answer, whatever the answer will be. */
  ResponseHeaders headers() {
    return headers;
  }

  /** The query; empty until it was parsed. */
  Map<String, String> query() {
    return query;
  }

  void parseQuery() throws QueryParameters.MalformedQueryException {
    if (!queryParsed) {
      query = QueryParameters.parse(head().query());
      queryParsed = true;
    }
  }

  Optional<String> sid() {
    return Optional.ofNullable(query.get("sid"));
  }

  boolean isGet() {
    return head().method().equals("GET");
  }

  /** How a WebSocket is accepted in answer to this request. */
  WebSocketAccept acceptance(EngineOptions options) {
    // A client that offers subprotocols fails unless one is chosen; it means none of them.
    Optional<String> subprotocol =
        head().header("sec-websocket-protocol").map(offered -> offered.split(",", 2)[0].trim());
    return new WebSocketAccept(
        headers,
        subprotocol,
        options.maxHttpBufferSize(),
        options.perMessageDeflate(),
        options.outbound().lowWaterMark());
  }

  /** The content type; empty if there is none. */
  String contentType() {
    return head().header("content-type").orElse("");
  }

  /** Whether the client cannot read bytes, and says so by {@code b64}. */
  boolean wantsBase64() {
    return !query.getOrDefault("b64", "").isEmpty();
  }

  /**
   * Says how the payload may be compressed that this request will be answered with.
   *
   * @param allowed whether its packets may be
   */
  void compression(HttpCompression how, boolean allowed) {
    headers.add("Vary", "Accept-Encoding");
    compressFrom = allowed ? how.threshold() : NEVER;
  }

  /** Answers a poll with what is for it alone. */
  void respondPayload(String contentType, byte[] payload) {
    respondPayload(contentType, payload, ContentCoding::apply);
  }

  /**
   * Answers a poll.
   *
   * @param encoder makes the coded form of the payload, or knows it already
   */
  void respondPayload(
      String contentType, byte[] payload, BiFunction<ContentCoding, byte[], byte[]> encoder) {
    headers.set("Content-Type", contentType).set("cache-control", "no-store");
    Optional<ContentCoding> coding =
        payload.length < compressFrom
            ? Optional.empty()
            : ContentCoding.negotiate(head().headers("accept-encoding"));
    coding.ifPresent(chosen -> headers.set("Content-Encoding", chosen.text()));
    byte[] body = coding.map(chosen -> encoder.apply(chosen, payload)).orElse(payload);
    exchange.respond(new HttpResponse(200, headers, body));
  }

  /** Answers a POST whose packets were taken. */
  void respondOk() {
    headers.set("Content-Type", "text/html").set("cache-control", "no-store");
    exchange.respond(new HttpResponse(200, headers, OK));
  }

  /** Answers with a status alone. */
  void respondEmpty(int status) {
    exchange.respond(new HttpResponse(status, headers, EMPTY));
  }

  /** Answers with an error, in the form that belongs to the kind of request. */
  void refuse(Refusal refusal) {
    if (refusal.retryAfter() > 0) {
      // Spread, so that those who were turned away do not come back together.
      int seconds = refusal.retryAfter() + ThreadLocalRandom.current().nextInt(5);
      headers.set("Retry-After", Integer.toString(seconds));
    }
    if (head().isWebSocketUpgrade()) {
      headers.set("Content-Type", "text/html");
      exchange.respondAndClose(
          new HttpResponse(upgradeStatus(refusal), headers, utf8(refusal.message())));
    } else {
      headers.set("Content-Type", JSON);
      String body =
          "{\"code\":"
              + refusal.error().code()
              + ",\"message\":\""
              + escape(refusal.message())
              + "\"}";
      exchange.respond(new HttpResponse(refusal.status(), headers, utf8(body)));
    }
  }

  /** The JavaScript server answers a refused upgrade 400 whatever the protocol's error is. */
  private static int upgradeStatus(Refusal refusal) {
    return refusal.status() == refusal.error().status() ? 400 : refusal.status();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
