package io.sockeye.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.AttributeKey;
import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.server.traffic.AddressRanges;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PROXY protocol of one server: each connection has to come from a trusted proxy and to begin
 * with the header, before TLS. It is never guessed whether there is one: who could choose would
 * choose the address that it is counted by.
 */
final class ProxyProtocol {
  private static final Logger log = LoggerFactory.getLogger(ProxyProtocol.class);

  private static final AttributeKey<InetSocketAddress> CLIENT =
      AttributeKey.valueOf(ProxyProtocol.class, "client");

  private final AddressRanges trusted;
  private final EngineEndpoint endpoint;

  /**
   * Expects connections of these alone.
   *
   * @param endpoint is told of others
   */
  ProxyProtocol(AddressRanges trusted, EngineEndpoint endpoint) {
    this.trusted = trusted;
    this.endpoint = endpoint;
  }

  /**
   * Whose connection it is, as far as is known: the client of the proxy, or else the peer; null if
   * that has no IP address.
   */
  static @Nullable InetSocketAddress clientOf(Channel channel) {
    InetSocketAddress told = channel.hasAttr(CLIENT) ? channel.attr(CLIENT).get() : null;
    if (told != null) {
      return told;
    }
    return channel.remoteAddress() instanceof InetSocketAddress peer ? peer : null;
  }

  /** Has a new connection begin with the header; false if it was closed. */
  boolean await(Channel channel) {
    SocketAddress peer = channel.remoteAddress();
    if (peer instanceof InetSocketAddress address && trusted.contains(address)) {
      channel.pipeline().addLast(new Decoder());
      return true;
    }
    refuse(channel, "expected one of the addresses that the option names");
    return false;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the end of the channel tells of every failure
  private void refuse(Channel channel, String why) {
    SocketAddress peer = channel.remoteAddress();
    channel.close();
    log.debug("proxyProtocol: closed a connection of {}: {}", peer, why);
    endpoint.limitHit("proxyProtocol", "a connection of " + peer + " was closed: " + why);
  }

  /**
   * Takes the header off a connection, and goes. How long that may take is bounded by what comes
   * next: the time limit of the TLS handshake, or that of the first head.
   */
  private final class Decoder extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      try {
        ProxyHeader header = ProxyHeader.take(in);
        if (header == null) {
          return;
        }
        if (header.client() != null) {
          ctx.channel().attr(CLIENT).set(header.client());
        }
        ctx.pipeline().remove(this); // What is left goes on to the next.
      } catch (ProxyHeader.MalformedException e) {
        in.skipBytes(in.readableBytes());
        refuse(ctx.channel(), String.valueOf(e.getMessage()));
      }
    }
  }
}
