package io.sockeye.benchmarks.bare;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;

/**
 * A server that answers the load tool's frames by their first bytes and knows nothing of Socket.IO:
 * {@code BareNetty PORT}.
 *
 * <p>Its figures are the measure for the others': HTTP and WebSocket by Netty's own handlers,
 * epoll, one event loop.
 */
public final class BareNetty {
  private static final String HOST = "127.0.0.1";
  private static final int BACKLOG = 1_024;
  private static final int MOST_FRAME_BYTES = 1 << 20;
  private static final int MOST_REQUEST_BYTES = 1 << 16;

  private BareNetty() {}

  /** Listens until the process is ended. */
  public static void main(String[] args) throws InterruptedException {
    Members members = new Members();
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Channel server =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(MOST_REQUEST_BYTES))
                        .addLast(new WebSocketServerProtocolHandler(webSocket()))
                        .addLast(new BareHandler(members));
                  }
                })
            .bind(HOST, Integer.parseInt(args[0]))
            .sync()
            .channel();
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    System.out.printf("READY bare-netty at %s:%d%n", HOST, port);
    server.closeFuture().sync();
  }

  private static WebSocketServerProtocolConfig webSocket() {
    return WebSocketServerProtocolConfig.newBuilder()
        .websocketPath("/socket.io/")
        .checkStartsWith(true)
        .maxFramePayloadLength(MOST_FRAME_BYTES)
        .build();
  }
}
