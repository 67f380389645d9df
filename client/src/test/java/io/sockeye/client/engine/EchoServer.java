package io.sockeye.client.engine;

import io.sockeye.concurrent.Timers;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.server.engine.CloseReason;
import io.sockeye.server.engine.EngineObserver;
import io.sockeye.server.engine.EngineOptions;
import io.sockeye.server.engine.EngineServer;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.SessionReceiver;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A real server that sends each message back, and keeps the text of all. */
final class EchoServer implements AutoCloseable {
  final List<String> messages = new CopyOnWriteArrayList<>();
  final List<String> closes = new CopyOnWriteArrayList<>();
  final AtomicInteger pongs = new AtomicInteger();

  private final Timers timers = Timers.create("echo-timers");
  private final EngineServer engine;
  private final NettyServer listener;

  EchoServer(int port, UnaryOperator<EngineOptions.StandaloneBuilder> choice) {
    EngineOptions options = choice.apply(EngineOptions.builder().path("/socket.io")).build();
    engine = new EngineServer(options, timers, Runnable::run, new PongCounter());
    engine.onSession(session -> session.receiver(new Receiver(session)));
    listener =
        NettyServer.start(
            engine,
            NettyOptions.builder()
                .host("127.0.0.1")
                .port(port)
                .shutdownTimeout(Duration.ofSeconds(1))
                .build());
  }

  EchoServer() {
    this(0, options -> options);
  }

  private final class PongCounter implements EngineObserver {
    @Override
    public void heartbeat(EngineSession session) {
      pongs.incrementAndGet();
    }
  }

  private final class Receiver implements SessionReceiver {
    private final EngineSession session;

    Receiver(EngineSession session) {
      this.session = session;
    }

    @Override
    public void onMessage(EnginePacket message) {
      messages.add(message.data().utf8());
      session.send(PacketGroup.of(message));
    }

    @Override
    public void onClose(CloseReason reason, String detail) {
      closes.add(reason.text());
    }
  }

  int port() {
    return listener.port();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  int sessions() {
    return engine.clientsCount();
  }

  @Override
  public void close() {
    engine.close().toCompletableFuture().join();
    listener.close();
    timers.close();
  }
}
