package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.sockeye.server.CloseReport;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.testkit.WireClient;
import io.sockeye.testsupport.LongWork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How a server stops, seen from its clients. */
final class ShutdownTest {
  private static final int CLIENTS = Integer.getInteger("sockeye.shutdown.clients", 100);
  private static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final int GOING_AWAY = 1001;

  private final List<String> told = new CopyOnWriteArrayList<>();

  private static NettyOptions.Builder options() {
    return NettyOptions.builder().host("127.0.0.1");
  }

  private static WireClient connect(NettyServer server) {
    WireClient client = WireClient.connect(server.port()).openWebSocket(WEBSOCKET);
    client.frame();
    client.text("40").frame();
    return client;
  }

  private static String poll(WireClient client, String sid) {
    return client.get(POLLING + "&sid=" + sid).answer().body();
  }

  /** A client that is connected by long polling; gives its session id. */
  private static String connectByPolling(WireClient client) {
    String open = client.get(POLLING).answer().body();
    String sid = open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    assertThat(client.post(POLLING + "&sid=" + sid, "40").answer().body()).isEqualTo("ok");
    assertThat(poll(client, sid)).startsWith("40");
    return sid;
  }

  private static void assertIsClosed(WireClient client) {
    assertThat(client.frame().closeCode()).isEqualTo(GOING_AWAY);
    client.close();
  }

  private static void assertEnds(CompletionStage<Void> closed) {
    assertThat(closed.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
  }

  private static CloseReport reportOf(SocketIoServer io) {
    return io.close().toCompletableFuture().join();
  }

  @Test
  void everyClientIsToldAndNothingThatWasSentIsLost() {
    SocketIoServer io = SocketIoServer.builder().build();
    NettyServer server = NettyServer.start(io, options().build());
    io.onDisconnect((socket, reason) -> told.add(reason.text()));
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(connect(server));
    }

    for (int i = 0; i < 50; i++) {
      io.emit("news", i, "x".repeat(500));
    }
    CompletionStage<Void> closed = server.closeAsync();

    for (WireClient client : clients) {
      for (int i = 0; i < 50; i++) {
        assertThat(client.frame().text()).startsWith("42[\"news\"," + i + ",");
      }
      assertIsClosed(client);
    }
    assertEnds(closed);
    assertThat(told).hasSize(CLIENTS).containsOnly("server shutting down");
    assertThat(reportOf(io)).isEqualTo(new CloseReport(0, 0));
    int port = server.port();
    assertThatThrownBy(() -> WireClient.connect(port)).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void whatWasFinishedWasAlsoAnswered() throws Exception {
    SocketIoServer io = SocketIoServer.builder().closeSpread(Duration.ofMillis(500)).build();
    Map<Integer, AtomicInteger> finished = new ConcurrentHashMap<>();
    CountDownLatch underWay = new CountDownLatch(CLIENTS);
    io.on(
        "work",
        (socket, args, ack) -> {
          int client = args.get(0, Integer.class);
          int before =
              finished.computeIfAbsent(client, each -> new AtomicInteger()).getAndIncrement();
          ack.send(before);
          if (before == 0) {
            underWay.countDown();
          }
        });
    NettyServer server = NettyServer.start(io, options().build());
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(connect(server));
    }
    List<CompletableFuture<Integer>> answered = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      CompletableFuture<Integer> answers = new CompletableFuture<>();
      answered.add(answers);
      Thread worker =
          new Thread(() -> answers.complete(workUntilTheEnd(clients.get(number), number)));
      worker.start();
    }
    assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();

    CompletionStage<Void> closed = server.closeAsync();

    for (int i = 0; i < CLIENTS; i++) {
      int answers = answered.get(i).get(30, TimeUnit.SECONDS);
      assertThat(finished.get(i)).as("what client %d had done", i).hasValue(answers);
    }
    assertEnds(closed);
    assertThat(reportOf(io)).isEqualTo(new CloseReport(0, 0));
  }

  /** Each answer is followed by the next question; gives how many were answered. */
  private static int workUntilTheEnd(WireClient client, int number) {
    for (int answers = 0; ; answers++) {
      client.text("42%d[\"work\",%d]".formatted(answers, number));
      if (client.frame().opcode() == WireClient.CLOSE) {
        client.close();
        return answers;
      }
    }
  }

  @Test
  void pollThatWaitsIsAnsweredWithTheClosePacket() {
    SocketIoServer io = SocketIoServer.builder().build();
    NettyServer server = NettyServer.start(io, options().build());
    WireClient client = WireClient.connect(server.port());
    String sid = connectByPolling(client);
    client.get(POLLING + "&sid=" + sid);

    server.close();

    assertThat(client.answer().body()).isEqualTo("1");
    assertThat(client.rest()).isEmpty();
    assertThat(reportOf(io)).isEqualTo(new CloseReport(0, 0));
  }

  @Test
  void clientBetweenTwoPollsGetsWhatWaitsAndTheClosePacket() {
    SocketIoServer io = SocketIoServer.builder().build();
    NettyServer server = NettyServer.start(io, options().build());
    WireClient client = WireClient.connect(server.port());
    String sid = connectByPolling(client);
    io.emit("news");

    CompletionStage<Void> closed = server.closeAsync();
    await().until(() -> !io.isReady());
    String polled = poll(client, sid);
    String rest = polled.endsWith("1") ? polled : polled + '\u001e' + poll(client, sid);

    assertThat(rest).isEqualTo("42[\"news\"]\u001e1");
    assertThat(client.rest()).isEmpty();
    assertEnds(closed);
    assertThat(reportOf(io)).isEqualTo(new CloseReport(0, 0));
  }

  @Test
  void clientThatPollsNoMoreIsNotWaitedForUntilTheDeadline() {
    SocketIoServer io = SocketIoServer.builder().closeTimeout(Duration.ofMinutes(5)).build();
    NettyServer server =
        NettyServer.start(io, options().shutdownTimeout(Duration.ofMinutes(5)).build());
    WireClient client = WireClient.connect(server.port());
    connectByPolling(client);
    io.emit("news");

    CompletionStage<Void> closed = server.closeAsync();

    assertThat(closed.toCompletableFuture()).succeedsWithin(Duration.ofMinutes(1));
    assertThat(client.rest()).isEmpty();
    assertThat(reportOf(io).unsentBytes()).isPositive();
  }

  @Test
  void upgradeUnderWayIsEndedTogetherWithTheSession() {
    SocketIoServer io = SocketIoServer.builder().build();
    NettyServer server = NettyServer.start(io, options().build());
    WireClient polling = WireClient.connect(server.port());
    String sid = connectByPolling(polling);
    WireClient upgrading =
        WireClient.connect(server.port()).openWebSocket(WEBSOCKET + "&sid=" + sid);
    upgrading.text("2probe");
    assertThat(upgrading.frame().text()).isEqualTo("3probe");
    polling.get(POLLING + "&sid=" + sid);

    CompletionStage<Void> closed = server.closeAsync();

    assertThat(polling.answer().body()).isIn("1", "6");
    assertThat(upgrading.frame().opcode()).isEqualTo(WireClient.CLOSE);
    upgrading.close();
    assertEnds(closed);
    assertThat(io.engine().clientsCount()).isZero();
  }

  @Test
  void upgradeMayBeCompletedWhileTheServerStops() {
    SocketIoServer io = SocketIoServer.builder().build();
    NettyServer server = NettyServer.start(io, options().build());
    WireClient polling = WireClient.connect(server.port());
    String sid = connectByPolling(polling);
    WireClient upgrading =
        WireClient.connect(server.port()).openWebSocket(WEBSOCKET + "&sid=" + sid);
    upgrading.text("2probe");
    assertThat(upgrading.frame().text()).isEqualTo("3probe");
    assertThat(poll(polling, sid)).isEqualTo("6");
    io.emit("news");

    CompletionStage<Void> closed = server.closeAsync();
    await().until(() -> !io.isReady());
    upgrading.text("5");

    assertThat(upgrading.frame().text()).isEqualTo("42[\"news\"]");
    assertIsClosed(upgrading);
    assertEnds(closed);
  }

  @Test
  void listenerThatIsStuckIsInterruptedWhenTheTimeIsUp() {
    SocketIoServer io = SocketIoServer.builder().build();
    NettyServer server =
        NettyServer.start(io, options().shutdownTimeout(Duration.ofMillis(300)).build());
    LongWork stuck = new LongWork();
    io.on("stuck", (socket, args, ack) -> stuck.run());
    WireClient client = connect(server);
    client.text("42[\"stuck\"]");
    stuck.awaitStart();

    server.close();

    assertThat(client.frame().closeCode()).isEqualTo(GOING_AWAY);
    stuck.awaitInterruption();
    assertThat(reportOf(io)).isEqualTo(new CloseReport(1, 0));
  }

  @Test
  void clientThatDoesNotReadIsCutAndCounted() {
    SocketIoServer io = SocketIoServer.builder().maxOutboundBytes(64_000_000).build();
    NettyServer server =
        NettyServer.start(io, options().shutdownTimeout(Duration.ofMillis(300)).build());
    WireClient stopped = connect(server);
    WireClient healthy = connect(server);
    for (int i = 0; i < 100; i++) {
      io.emit("flood", "x".repeat(500_000));
      assertThat(healthy.frame().text()).startsWith("42[\"flood\"");
    }

    server.close();

    assertThat(healthy.frame().closeCode()).isEqualTo(GOING_AWAY);
    assertThat(reportOf(io).unsentBytes()).isPositive();
    assertThat(reportOf(io).unfinishedListeners()).isZero();
    stopped.close();
  }

  @Test
  void healthCheckSeesThatTheServerIsNotReadyBeforeThePortIsClosed() {
    SocketIoServer io = SocketIoServer.builder().build();
    NettyServer server =
        NettyServer.start(
            io,
            options()
                .shutdownDelay(Duration.ofSeconds(1))
                .fallback(exchange -> exchange.respond(HttpResponse.of(io.isReady() ? 204 : 503)))
                .build());
    assertThat(WireClient.connect(server.port()).get("/ready").answer().status()).isEqualTo(204);

    CompletionStage<Void> closed = server.closeAsync();
    await().until(() -> !io.isReady());

    assertThat(WireClient.connect(server.port()).get("/ready").answer().status()).isEqualTo(503);
    assertIsClosed(connect(server));
    assertEnds(closed);
  }

  @Test
  void mayBeClosedInTheConnectionCallbackAndFromAListener() {
    AtomicReference<NettyServer> running = new AtomicReference<>();
    List<CompletableFuture<Void>> ends = new CopyOnWriteArrayList<>();
    SocketIoServer io = SocketIoServer.builder().build();
    io.onConnection(socket -> ends.add(running.get().closeAsync().toCompletableFuture()));
    io.onDisconnect((socket, reason) -> ends.add(running.get().closeAsync().toCompletableFuture()));
    NettyServer server = NettyServer.start(io, options().build());
    running.set(server);

    assertIsClosed(connect(server));
    server.close();

    assertThat(ends).hasSize(2);
    assertThat(ends).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(10)));
  }

  @Test
  void listenerThatWaitsForTheEndIsGivenUpInTime() {
    AtomicReference<NettyServer> running = new AtomicReference<>();
    SocketIoServer io = SocketIoServer.builder().build();
    io.onConnection(socket -> running.get().close());
    NettyServer server =
        NettyServer.start(io, options().shutdownTimeout(Duration.ofMillis(300)).build());
    running.set(server);

    WireClient client = connect(server);

    assertIsClosed(client);
    assertEnds(server.closeAsync());
    assertThat(reportOf(io).unfinishedListeners()).isOne();
  }

  @Test
  void serverInSomebodyElsesPipelineIsClosedAlone() {
    SocketIoServer io = SocketIoServer.builder().build();
    EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel acceptor =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    NettyOptions options =
                        NettyOptions.builder()
                            .fallback(exchange -> exchange.respond(HttpResponse.of(204)))
                            .build();
                    channel.pipeline().addLast(new SockeyeHandler(io.endpoint(), options));
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    int port = ((InetSocketAddress) acceptor.localAddress()).getPort();
    try (WireClient client = WireClient.connect(port).openWebSocket(WEBSOCKET)) {
      client.frame();
      client.text("40").frame();
      WireClient polling = WireClient.connect(port);
      String sid = connectByPolling(polling);
      polling.get(POLLING + "&sid=" + sid);

      assertThat(reportOf(io)).isEqualTo(new CloseReport(0, 0));

      assertThat(client.frame().closeCode()).isEqualTo(GOING_AWAY);
      assertThat(polling.answer().body()).isEqualTo("1");
      assertThat(polling.get(POLLING).answer().status()).isEqualTo(503);
      assertThat(polling.get("/other").answer().status()).isEqualTo(204);
    } finally {
      acceptor.close().syncUninterruptibly();
      var unused = eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
