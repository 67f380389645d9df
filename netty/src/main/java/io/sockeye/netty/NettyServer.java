package io.sockeye.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of its own: listens on a port and serves Socket.IO there, and whatever the {@linkplain
 * NettyOptions.Builder#fallback fallback} answers.
 *
 * <pre>{@code
 * try (var server = NettyServer.start(io, 3000)) {
 *   ...
 * }
 * }</pre>
 *
 * <p>Its threads are not daemons: the program runs until {@link #close}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the end of the channel tells of every failure
public final class NettyServer implements AutoCloseable {
  /** Tells each connection that the server is shutting down. */
  static final Object DRAIN = new Object();

  private static final Logger log = LoggerFactory.getLogger(NettyServer.class);

  /** What was written last may still be on its way when everything else is done. */
  private static final Duration LAST_FLUSH = Duration.ofSeconds(1);

  /** Netty's buffer of a connection; what it does not take waits in {@link NettyLink}. */
  private static final WriteBufferWaterMark WRITE_BUFFER =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  private final NettyOptions options;
  private final Closing endpoint;
  private final EventLoopGroup eventLoops;
  private final Channel acceptor;
  private final ChannelGroup connections;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private NettyServer(
      NettyOptions options,
      Closing endpoint,
      EventLoopGroup eventLoops,
      Channel acceptor,
      ChannelGroup connections) {
    this.options = options;
    this.endpoint = endpoint;
    this.eventLoops = eventLoops;
    this.acceptor = acceptor;
    this.connections = connections;
  }

  /**
   * Starts a server on all addresses of the machine.
   *
   * @param io closed together with the server
   * @param port 0 lets the system pick one; see {@link #port}
   * @throws UncheckedIOException if the port cannot be listened on; nothing is left running then
   */
  public static NettyServer start(SocketIoServer io, int port) {
    return start(io, NettyOptions.builder().port(port).build());
  }

  /**
   * Starts a server.
   *
   * @param io closed together with the server
   * @throws UncheckedIOException if the port cannot be listened on; nothing is left running then
   * @throws IllegalStateException if the machine does not offer the transport that was asked for
   */
  public static NettyServer start(SocketIoServer io, NettyOptions options) {
    return start(io.endpoint(), options, new ClosingServer(io));
  }

  /**
   * Starts a server for an engine without Socket.IO.
   *
   * @param endpoint such as an {@code EngineServer}; the caller closes it, before this server
   * @throws UncheckedIOException if the port cannot be listened on; nothing is left running then
   * @throws IllegalStateException if the machine does not offer the transport that was asked for
   */
  public static NettyServer start(EngineEndpoint endpoint, NettyOptions options) {
    return start(endpoint, options, atMost -> CompletableFuture.completedFuture(null));
  }

  static NettyServer start(EngineEndpoint endpoint, NettyOptions options, Closing closing) {
    InputOutput io = InputOutput.of(options.transport());
    EventLoopGroup eventLoops =
        new MultiThreadIoEventLoopGroup(
            options.eventLoopThreads(), new DefaultThreadFactory("sockeye-io"), io.handlers());
    ChannelGroup connections = new DefaultChannelGroup(eventLoops.next());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(io.acceptor())
            .option(ChannelOption.SO_BACKLOG, options.backlog())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
            .childHandler(new Connections(endpoint, options, connections))
            .bind(options.address())
            .awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      stop(eventLoops);
      String what = "cannot listen on " + options.address() + ": " + failure.getMessage();
      throw new UncheckedIOException(what, new IOException(what, failure));
    }
    NettyServer server =
        new NettyServer(options, closing, eventLoops, bound.channel(), connections);
    log.info("Listening on {} by {}", server.address(), io.name());
    return server;
  }

  /** The port that the server listens on. */
  public int port() {
    return address().getPort();
  }

  /** The address that the server listens on. */
  public InetSocketAddress address() {
    return (InetSocketAddress) acceptor.localAddress();
  }

  /**
   * Stops. The server says that it is not {@linkplain SocketIoServer#isReady ready}; after {@link
   * NettyOptions.Builder#shutdownDelay} no more connections are accepted, the Socket.IO server is
   * {@linkplain SocketIoServer#close() closed}, each connection takes what was written for it, and
   * all threads end. Connections that are open meanwhile serve the clients whose turn has not come.
   * Takes at most these delays, the server's {@code closeSpread} and the {@linkplain
   * NettyOptions.Builder#shutdownTimeout time set}, and a moment. Idempotent; what was left undone
   * {@code io.close()} tells.
   *
   * <p>Waits for the end, so it must not be called from a listener, which would be waited for as
   * long: see {@link #closeAsync}.
   */
  @Override
  public void close() {
    CompletableFuture<Void> end = closeAsync().toCompletableFuture();
    if (!isOnEventLoop()) {
      end.join();
    }
  }

  /**
   * The same without waiting; may be called from anywhere.
   *
   * @return completes when all is closed and all threads have ended
   */
  public CompletionStage<Void> closeAsync() {
    if (closing.compareAndSet(false, true)) {
      new Thread(this::shutDown, "sockeye-shutdown").start();
    }
    return closed.copy();
  }

  private void shutDown() {
    attempt("Telling that the server closes", endpoint::prepare);
    attempt("Waiting before the port is closed", this::delay);
    Duration time = endpoint.spread().plus(options.shutdownTimeout());
    long end = System.nanoTime() + time.toNanos();
    attempt("Closing the port", () -> acceptor.close().awaitUninterruptibly());
    attempt("Closing the server", () -> closeEndpoint(time));
    // Not earlier: clients that poll come back for what waits for them.
    attempt(
        "Telling the connections",
        () -> connections.forEach(each -> each.pipeline().fireUserEventTriggered(DRAIN)));
    attempt(
        "Waiting for the connections",
        () -> {
          long left = Math.max(end - System.nanoTime(), LAST_FLUSH.toNanos());
          connections.newCloseFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS);
        });
    attempt("Closing the connections", () -> connections.close().awaitUninterruptibly());
    attempt("Ending the I/O threads", () -> stop(eventLoops));
    closed.complete(null);
  }

  private void delay() {
    try {
      var unused =
          new CountDownLatch(1).await(options.shutdownDelay().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeEndpoint(Duration time) {
    try {
      endpoint
          .close(time)
          .toCompletableFuture()
          .get(time.plus(LAST_FLUSH).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      log.warn(
          "The server did not close within {}, see shutdownTimeout: what is left is cut", time);
    } catch (ExecutionException e) {
      log.warn("Closing the server failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One step of the shutdown. Whatever it throws, also for want of memory, the next one must be
   * taken, or the process would never end.
   */
  private static void attempt(String what, Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      try {
        log.warn("{} failed; the shutdown goes on", what, e);
      } catch (Throwable unloggable) {
        // There is nobody left to tell.
      }
    }
  }

  private static void stop(EventLoopGroup eventLoops) {
    eventLoops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    boolean interrupted = false;
    while (!eventLoops.isTerminated()) {
      try {
        if (!eventLoops.awaitTermination(5, TimeUnit.SECONDS)) {
          log.warn("The I/O threads have not ended yet");
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOnEventLoop() {
    for (var eventLoop : eventLoops) {
      if (eventLoop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  /** How what is served here is closed. */
  @FunctionalInterface
  interface Closing {
    /** It is going to be closed. */
    default void prepare() {}

    /** For how long, before it hurries, it lets clients go. */
    default Duration spread() {
      return Duration.ZERO;
    }

    /** Closes it, in that time at most. */
    CompletionStage<?> close(Duration atMost);
  }

  private record ClosingServer(SocketIoServer io) implements Closing {
    @Override
    public void prepare() {
      io.prepareToClose();
    }

    @Override
    public Duration spread() {
      return io.options().closeSpread();
    }

    @Override
    public CompletionStage<?> close(Duration atMost) {
      return io.close(atMost);
    }
  }

  /** Equips each new connection. */
  private static final class Connections extends ChannelInitializer<Channel> {
    private final EngineEndpoint endpoint;
    private final NettyOptions options;
    private final @Nullable SslContext tls;
    private final @Nullable ProxyProtocol proxyProtocol;
    private final ChannelGroup connections;

    Connections(EngineEndpoint endpoint, NettyOptions options, ChannelGroup connections) {
      this.endpoint = endpoint;
      this.options = options;
      this.tls = options.sslContext().orElse(null);
      this.proxyProtocol =
          options.proxyProtocol().map(proxies -> new ProxyProtocol(proxies, endpoint)).orElse(null);
      this.connections = connections;
    }

    @Override
    protected void initChannel(Channel channel) {
      connections.add(channel);
      if (proxyProtocol != null && !proxyProtocol.await(channel)) {
        return;
      }
      if (tls != null) {
        SslHandler handler = tls.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(options.tlsHandshakeTimeout().toMillis());
        handler.setCloseNotifyFlushTimeoutMillis(LAST_FLUSH.toMillis());
        channel.pipeline().addLast(handler);
      }
      channel
          .pipeline()
          .addLast(
              new SockeyeHandler(
                  endpoint, options, options.fallback().orElse(Connections::notFound)));
    }

    private static void notFound(HttpExchange exchange) {
      exchange.respond(HttpResponse.text(404, "text/plain; charset=UTF-8", "Not found"));
    }
  }
}
