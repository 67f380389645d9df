package io.sockeye.client;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.SocketIoServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A server on a port of this machine. */
final class RealServer implements AutoCloseable {
  private static final int LONGEST_SECONDS = 20;

  final SocketIoServer io;
  private final NettyServer listener;

  /** On a port; 0 for any. */
  RealServer(
      int port, UnaryOperator<SocketIoServer.Builder> options, Consumer<SocketIoServer> setUp) {
    io = options.apply(SocketIoServer.builder()).build();
    setUp.accept(io);
    listener =
        NettyServer.start(
            io,
            NettyOptions.builder()
                .host("127.0.0.1")
                .port(port)
                .shutdownTimeout(Duration.ofSeconds(1))
                .build());
  }

  RealServer(Consumer<SocketIoServer> setUp) {
    this(0, options -> options, setUp);
  }

  int port() {
    return listener.port();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** The result, which must come in time. */
  static <T> T within(CompletableFuture<T> result) {
    return result.orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    io.close().toCompletableFuture().join();
    listener.close();
  }
}
