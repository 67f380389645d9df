package io.sockeye.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Netty's decoder of requests behind a gate: while the gate is shut it decodes nothing, so that
 * what the peer sends before it has got its answer stays undecoded, and bounded.
 *
 * <p>The decoder goes on <em>reading</em> behind a shut gate, since that is how every transport
 * notices that the peer went away, which a hanging poll must know at once. Only when more than
 * {@value #KEPT_BYTES} bytes of further requests are there does it stop reading until the gate
 * opens. (epoll, io_uring and kqueue tell of the end even then; with NIO a peer that has sent so
 * much ahead is missed when its answer is written.)
 *
 * <p>It is also stricter than Netty's: what two parsers may read differently, such as a folded
 * header field (RFC 9112 section 5.2) or two {@code Host} fields, is refused.
 */
final class RequestDecoder extends HttpRequestDecoder {
  /** Who holds the gate. */
  interface Gate {
    /** Whether the decoder may decode. */
    boolean isOpen();

    /** Whether all that still comes is to be thrown away. */
    boolean isDiscarding();

    /**
     * What came is not to be answered but with this status; no message of it is told, and the gate
     * discards from now on.
     */
    void onRefused(int status);
  }

  /** More than anybody's head of a request, less than a read brings at most. */
  private static final int KEPT_BYTES = 8 * 1024;

  private final Gate gate;
  private final int maxHeaders;

  /** Whether the next byte belongs to a head rather than to a body. */
  private boolean atHead = true;

  /** Whether the request line was decoded, but not yet the whole head. */
  private boolean headBegun;

  /** Whether the decoder is on the stack: it goes on by itself then when the gate opens. */
  private boolean decoding;

  /** Whether this decoder, rather than somebody else, has stopped the reading. */
  private boolean readingStopped;

  RequestDecoder(NettyOptions options, Gate gate) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(options.maxRequestLineBytes())
            .setMaxHeaderSize(options.maxHeaderBytes()));
    this.gate = gate;
    this.maxHeaders = options.maxHeaders();
  }

  /** Whether a part of a head was received and not yet told. */
  boolean isMidHead() {
    return headBegun || (atHead && actualReadableBytes() > 0);
  }

  /** Takes back that the reading was stopped. */
  void readOn(ChannelHandlerContext ctx) {
    if (readingStopped) {
      readingStopped = false;
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** Goes on with what was kept, after the gate was opened. */
  void resume(ChannelHandlerContext ctx) {
    readOn(ctx);
    if (decoding || actualReadableBytes() == 0) {
      return;
    }
    try {
      channelRead(ctx, Unpooled.EMPTY_BUFFER);
      channelReadComplete(ctx);
    } catch (Exception e) {
      // Called from a task, not by Netty, which would have done this.
      ctx.fireExceptionCaught(e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
    decoding = true;
    try {
      super.channelRead(ctx, input);
    } finally {
      decoding = false;
    }
    if (!readingStopped && !gate.isOpen() && actualReadableBytes() > KEPT_BYTES) {
      readingStopped = true;
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (readingStopped) {
      // Netty's decoder would ask for one read more, as it got no message out of the last.
      discardSomeReadBytes();
      ctx.fireChannelReadComplete();
    } else {
      super.channelReadComplete(ctx);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (gate.isDiscarding()) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (!gate.isOpen()) {
      return;
    }
    if (atHead && !headBegun) {
      skipBlankLines(in);
    }
    if (atHead && aLineStartsWithSpace(in)) {
      refuse(400, in, out);
      return;
    }
    int before = in.readableBytes();
    super.decode(ctx, in, out);
    headBegun |= atHead && in.readableBytes() < before;
    for (int i = 0; i < out.size(); i++) {
      HttpObject message = (HttpObject) out.get(i);
      int refusal = refusalOf(message);
      if (refusal != 0) {
        refuse(refusal, in, out);
        return;
      }
      if (message instanceof HttpRequest) {
        atHead = false;
        headBegun = false;
      }
      if (message instanceof LastHttpContent) {
        atHead = true;
      }
    }
  }

  /** Blank lines before a request line are to be ignored (RFC 9112 section 2.2). */
  private static void skipBlankLines(ByteBuf in) {
    while (in.isReadable()) {
      byte next = in.getByte(in.readerIndex());
      if (next != '\r' && next != '\n') {
        return;
      }
      in.skipBytes(1);
    }
  }

  /**
   * Looks at the lines of the head that are there; Netty's decoder leaves off at starts of lines.
   */
  private static boolean aLineStartsWithSpace(ByteBuf in) {
    int lineStart = in.readerIndex();
    while (lineStart < in.writerIndex()) {
      byte first = in.getByte(lineStart);
      if (first == ' ' || first == '\t') {
        return true;
      }
      int lineEnd = in.indexOf(lineStart, in.writerIndex(), (byte) '\n');
      if (first == '\r' || first == '\n' || lineEnd < 0) {
        return false;
      }
      lineStart = lineEnd + 1;
    }
    return false;
  }

  private void refuse(int status, ByteBuf in, List<Object> out) {
    out.forEach(ReferenceCountUtil::release);
    out.clear();
    in.skipBytes(in.readableBytes());
    gate.onRefused(status);
  }

  /** The status with which a message must be refused, or 0. */
  private int refusalOf(HttpObject message) {
    Throwable failure = message.decoderResult().cause();
    if (failure instanceof TooLongHttpLineException) {
      return 414;
    }
    if (failure instanceof TooLongHttpHeaderException) {
      return 431;
    }
    if (failure != null) {
      return 400;
    }
    return message instanceof HttpRequest request ? refusalOf(request) : 0;
  }

  private int refusalOf(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    boolean http11 = version.equals(HttpVersion.HTTP_1_1);
    if (!http11 && !version.equals(HttpVersion.HTTP_1_0)) {
      return 505;
    }
    if (request.headers().size() > maxHeaders) {
      return 431;
    }
    int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (http11 && hosts == 0) || !isPrintable(request.uri())) {
      return 400;
    }
    if (request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
      if (codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
        return 400;
      }
    }
    String expectation = request.headers().get(HttpHeaderNames.EXPECT);
    return expectation == null || expectation.equalsIgnoreCase("100-continue") ? 0 : 417;
  }

  private static boolean isPrintable(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** The head of a request in the words of the engine. */
  static io.sockeye.server.engine.HttpRequest headOf(HttpRequest request, Channel channel) {
    var head =
        io.sockeye.server.engine.HttpRequest.builder(
            request.method().name(), originForm(request.uri()));
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      head.secure(true).clientCertificates(clientCertificates(tls.engine()));
    }
    InetSocketAddress client = ProxyProtocol.clientOf(channel);
    if (client != null) {
      head.remoteAddress(client);
    }
    for (Map.Entry<String, String> field : request.headers()) {
      head.header(field.getKey(), field.getValue());
    }
    return head.build();
  }

  private static List<X509Certificate> clientCertificates(SSLEngine tls) {
    if (!tls.getNeedClientAuth() && !tls.getWantClientAuth()) {
      return List.of();
    }
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Certificate each : tls.getSession().getPeerCertificates()) {
        if (each instanceof X509Certificate certificate) {
          chain.add(certificate);
        }
      }
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
    return chain;
  }

  /** Without the scheme and the host that a client of a proxy sends (RFC 9112 section 3.2.2). */
  private static String originForm(String target) {
    int authority = target.indexOf("://") + 3;
    if (target.startsWith("/") || authority < 3) {
      return target;
    }
    int end = authority;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    String rest = target.substring(end);
    return rest.startsWith("/") ? rest : "/" + rest;
  }
}
