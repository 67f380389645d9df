package io.sockeye.client.engine;

import io.sockeye.log.LogText;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Ends WebSocket handshakes that are answered with a body of any length.
 *
 * <p>The JDK's WebSocket reads the body of an answer into memory, however long it is, and cannot be
 * told otherwise. The one thing of ours that it asks between the header fields and the body is the
 * store of cookies. So this is one: it keeps no cookies, and it cancels the handshakes whose
 * answers have a body and do not say that it is short. To fail alone would not do: on Java 17 that
 * leaves the connection behind.
 *
 * <p>The status is not told here. So an answer without a length that looks like an agreement may be
 * one, which has no body, or a refusal, which has one without end; the first is open in no time, so
 * what is not is the second.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the handshake tells of its failure
final class HandshakeGuard extends CookieHandler {
  /** The body that an answer may have: what servers have to say fits in. */
  static final int MAX_BODY = 64 * 1024;

  /** How long it may take from the header fields of an agreement until the WebSocket is open. */
  private static final long AGREED_MILLIS = 1000;

  private static final String UNKNOWN = "of unknown length";

  /** A handshake, and what completes when it has succeeded. */
  private record Watched(WebSocketHandshake handshake, CompletableFuture<?> opened) {}

  /** The handshakes under way, by the URIs of their requests, which are all different. */
  private final Map<URI, Watched> underWay = new ConcurrentHashMap<>();

  private final AtomicLong count = new AtomicLong();

  /**
   * Watches over a handshake that begins.
   *
   * @param opened completes as soon as the WebSocket is open, or nobody waits for it any more
   * @return what the JDK must be given as its URI: the same for the server, with a number of ours
   *     where a user's name would be, which is never sent
   */
  URI add(URI uri, WebSocketHandshake handshake, CompletableFuture<?> opened) {
    URI marked = withUserInfo(uri, count.incrementAndGet() + "@");
    URI asked = JdkNetwork.httpUri(marked);
    underWay.put(asked, new Watched(handshake, opened));
    opened.whenComplete((channel, failed) -> underWay.remove(asked));
    return marked;
  }

  /** Without the mark of {@link #add}. */
  static URI unmarked(URI uri) {
    return uri.getRawUserInfo() == null ? uri : withUserInfo(uri, "");
  }

  private static URI withUserInfo(URI uri, String userInfo) {
    String authority = String.valueOf(uri.getRawAuthority());
    return URI.create(
        "%s://%s%s%s%s"
            .formatted(
                uri.getScheme(),
                userInfo,
                authority.substring(authority.lastIndexOf('@') + 1),
                uri.getRawPath(),
                uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
  }

  @Override
  public Map<String, List<String>> get(URI uri, Map<String, List<String>> requestHeaders) {
    return Map.of();
  }

  @Override
  public void put(URI uri, Map<String, List<String>> headers) throws IOException {
    Watched watched = underWay.get(uri);
    if (watched == null) {
      return;
    }
    boolean agreed = headers.containsKey("Sec-WebSocket-Accept");
    String length = lengthBeyondLimit(headers, agreed);
    if (length != null) {
      watched.handshake().giveUp(headers, length, agreed);
      throw new IOException("the answer has a body " + length);
    }
    if (agreed) {
      watched
          .opened()
          .copy()
          .orTimeout(AGREED_MILLIS, TimeUnit.MILLISECONDS)
          .whenComplete(
              (channel, thrown) -> {
                if (thrown instanceof TimeoutException) {
                  watched.handshake().giveUp(headers, UNKNOWN, true);
                }
              });
    }
  }

  /** How long the body is, in words; null if it is short, or may not be there. */
  private static @Nullable String lengthBeyondLimit(
      Map<String, List<String>> headers, boolean agreed) {
    List<String> lengths = headers.getOrDefault("Content-Length", List.of());
    if (headers.containsKey("Transfer-Encoding") || (lengths.isEmpty() && !agreed)) {
      return UNKNOWN;
    }
    for (String length : lengths) {
      if (!isShort(length)) {
        return "of %s bytes".formatted(LogText.of(length));
      }
    }
    return null;
  }

  private static boolean isShort(String length) {
    try {
      return Long.parseLong(length.trim()) <= MAX_BODY;
    } catch (NumberFormatException notANumber) {
      return false;
    }
  }
}
