package io.sockeye.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.WebSocketAccept;
import io.sockeye.server.engine.WebSocketReceiver;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How the connection of an accepted request becomes a WebSocket; on its event loop.
 *
 * @param accept how it was accepted
 * @param receiver takes what comes over the WebSocket
 */
@SuppressWarnings("FutureReturnValueIgnored") // the end of the channel tells of every failure
record WebSocketUpgrade(WebSocketAccept accept, WebSocketReceiver receiver) {
  /** RFC 6455 section 1.3. */
  private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /**
   * Writes the answer, and puts the handler of the WebSocket behind that of the requests. The
   * caller takes the handlers of HTTP out, and opens it then.
   */
  WebSocketHandler begin(
      ChannelHandlerContext ctx, HttpRequest request, TimeLimits limits, Duration closeTimeout) {
    DeflateNegotiation deflate =
        accept
            .perMessageDeflate()
            .flatMap(
                wanted ->
                    DeflateNegotiation.of(request.headers("sec-websocket-extensions"), wanted))
            .orElse(null);
    ctx.write(answer(request, deflate));
    WebSocketHandler webSocket =
        new WebSocketHandler(receiver, accept, deflate, limits, closeTimeout);
    ctx.pipeline().addAfter(ctx.name(), null, webSocket);
    return webSocket;
  }

  /** Nobody is there any more to open a WebSocket with. */
  void abandon() {
    receiver.onClose(NettyLink.NO_CLOSE_FRAME, "");
  }

  /** The answer that accepts the handshake of a request, which the endpoint has checked. */
  private FullHttpResponse answer(HttpRequest request, @Nullable DeflateNegotiation deflate) {
    FullHttpResponse answer =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
    HttpHeaders headers = answer.headers();
    headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(
        HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
        acceptKey(request.header("sec-websocket-key").orElse("")));
    accept
        .subprotocol()
        .ifPresent(name -> headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, name));
    if (deflate != null) {
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, deflate.answer());
    }
    accept.headers().forEach(headers::add);
    return answer;
  }

  private static String acceptKey(String key) {
    try {
      byte[] text = (key + ACCEPT_GUID).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
