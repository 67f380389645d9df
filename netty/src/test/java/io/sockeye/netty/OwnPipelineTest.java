package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.sockeye.protocol.engineio.WireFrames;
import io.sockeye.server.engine.WebSocketLink;
import io.sockeye.testkit.WireClient;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handler in a pipeline of somebody else, with one event loop that the test can look into. */
@SuppressWarnings("FutureReturnValueIgnored") // the end of the channel tells of every failure
final class OwnPipelineTest {
  private final EchoEndpoint endpoint = new EchoEndpoint();
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final SingleThreadEventExecutor eventLoop = (SingleThreadEventExecutor) eventLoops.next();
  private final AtomicInteger flushes = new AtomicInteger();

  /** Requests that the application has got and not answered. */
  private final Queue<Runnable> owed = new ConcurrentLinkedQueue<>();

  private int port;

  @BeforeEach
  void start() {
    Channel acceptor =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new FlushCounter())
                        .addLast(new SockeyeHandler(endpoint, NettyOptions.builder().build()))
                        .addLast(new HttpObjectAggregator(1000))
                        .addLast(new Application());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    port = ((InetSocketAddress) acceptor.localAddress()).getPort();
  }

  @AfterEach
  void stop() {
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class FlushCounter extends ChannelOutboundHandlerAdapter {
    @Override
    public void flush(ChannelHandlerContext ctx) {
      flushes.incrementAndGet();
      ctx.flush();
    }
  }

  private final class Application extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.OK,
              Unpooled.copiedBuffer(request.content()));
      response.headers().set("X-Target", request.uri());
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
      owed.add(() -> ctx.writeAndFlush(response));
    }
  }

  private void answerNext() {
    await().until(() -> !owed.isEmpty());
    owed.remove().run();
  }

  @Test
  void otherRequestsGoToTheNextHandler() {
    WireClient client = WireClient.connect(port).post("/app?a=b", "for the application");

    answerNext();

    WireClient.Answer answer = client.answer();
    assertThat(answer.headers()).containsEntry("X-Target", "/app?a=b");
    assertThat(answer.body()).isEqualTo("for the application");
    assertThat(client.post("/engine/", "for the engine").answer().body())
        .isEqualTo("for the engine");
  }

  @Test
  void nobodyIsGivenARequestBeforeTheLastOneIsAnswered() {
    WireClient client = WireClient.connect(port);
    client.get("/app").post("/engine/", "1").get("/app").get("/app").post("/engine/", "2");

    await().until(() -> !owed.isEmpty());
    assertThat(endpoint.requests).isEmpty();
    answerNext();
    assertThat(client.answer().headers()).containsEntry("X-Target", "/app");
    assertThat(client.answer().body()).isEqualTo("1");
    await().until(() -> owed.size() == 1);
    answerNext();
    answerNext();

    assertThat(client.answer().headers()).containsKey("X-Target");
    assertThat(client.answer().headers()).containsKey("X-Target");
    assertThat(client.answer().body()).isEqualTo("2");
  }

  @Test
  void webSocketWorksWithHandlersBehind() {
    WireClient client = WireClient.connect(port).openWebSocket("/engine/");

    assertThat(client.text("hello").frame().text()).isEqualTo("4hello");
  }

  @Test
  void broadcastIsOneTaskForTheEventLoopAndOneFlushForEachLink() throws Exception {
    List<WireClient> clients =
        Stream.generate(() -> WireClient.connect(port).openWebSocket("/engine/"))
            .limit(50)
            .toList();
    await().until(() -> endpoint.links.size() == clients.size());
    List<WireFrames> messages = Stream.of("a", "b", "c").map(EchoEndpoint::message).toList();
    CountDownLatch blocked = blockEventLoop();
    flushes.set(0);

    for (WireFrames message : messages) {
      for (WebSocketLink link : endpoint.links) {
        link.send(message, true);
      }
    }
    int tasks = eventLoop.pendingTasks();
    blocked.countDown();

    assertThat(tasks).isEqualTo(1);
    for (WireClient client : clients) {
      assertThat(client.frame().text()).isEqualTo("4a");
      assertThat(client.frame().text()).isEqualTo("4b");
      assertThat(client.frame().text()).isEqualTo("4c");
    }
    assertThat(flushes).hasValue(clients.size());
  }

  @Test
  void answersToOneBurstAreFlushedOnce() throws Exception {
    WireClient client = WireClient.connect(port).openWebSocket("/engine/");
    CountDownLatch blocked = blockEventLoop();
    client.text("1").text("2").text("3");
    flushes.set(0);

    blocked.countDown();

    assertThat(client.frame().text()).isEqualTo("41");
    assertThat(client.frame().text()).isEqualTo("42");
    assertThat(client.frame().text()).isEqualTo("43");
    // The second is of the task that finds nothing left to write.
    assertThat(flushes.get()).isLessThanOrEqualTo(2);
  }

  private CountDownLatch blockEventLoop() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    eventLoop.execute(
        () -> {
          running.countDown();
          try {
            blocked.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    running.await();
    return blocked;
  }
}
