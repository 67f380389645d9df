package io.sockeye.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.sockeye.netty.NettyOptions.Transport;
import org.jspecify.annotations.Nullable;

/** How sockets are served: the transport of {@link NettyOptions} in Netty's classes. */
record InputOutput(
    String name, IoHandlerFactory handlers, Class<? extends ServerChannel> acceptor) {
  static InputOutput of(Transport transport) {
    return switch (transport) {
      case AUTO -> Epoll.isAvailable() ? epoll() : KQueue.isAvailable() ? kqueue() : nio();
      case IO_URING -> {
        require(transport, IoUring.unavailabilityCause());
        yield new InputOutput(
            "io_uring", IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
      }
      case EPOLL -> {
        require(transport, Epoll.unavailabilityCause());
        yield epoll();
      }
      case KQUEUE -> {
        require(transport, KQueue.unavailabilityCause());
        yield kqueue();
      }
      case NIO -> nio();
    };
  }

  private static void require(Transport transport, @Nullable Throwable unavailable) {
    if (unavailable != null) {
      throw new IllegalStateException(
          "transport " + transport + " is not available here", unavailable);
    }
  }

  private static InputOutput epoll() {
    return new InputOutput("epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
  }

  private static InputOutput kqueue() {
    return new InputOutput("kqueue", KQueueIoHandler.newFactory(), KQueueServerSocketChannel.class);
  }

  private static InputOutput nio() {
    return new InputOutput("NIO", NioIoHandler.newFactory(), NioServerSocketChannel.class);
  }
}
