package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.server.ServerObserver;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.PacketObserver;
import io.sockeye.testkit.WireClient;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A whole server for tests with raw clients, and what its observer was told. */
final class WatchedServer implements AutoCloseable {
  private static final String PATH = "/socket.io/?EIO=4&transport=";

  final Queue<String> limits = new ConcurrentLinkedQueue<>();
  final Queue<String> slowConsumers = new ConcurrentLinkedQueue<>();
  final Queue<String> disconnected = new ConcurrentLinkedQueue<>();
  final AtomicLong mostPending = new AtomicLong();
  final AtomicLong dropped = new AtomicLong();
  final AtomicLong packetsReceived = new AtomicLong();
  final AtomicLong packetsFlushed = new AtomicLong();
  final SocketIoServer io;
  private final NettyServer server;

  WatchedServer(SocketIoServer.Builder options) {
    this(options, NettyOptions.builder());
  }

  WatchedServer(SocketIoServer.Builder options, NettyOptions.Builder netty) {
    io = options.observer(new Observer()).build();
    io.onConnection(
        socket -> {
          socket.on("echo", String.class, text -> socket.emit("echo", text));
          socket.onDisconnect(
              reason ->
                  disconnected.add(reason + ": " + socket.disconnectDetail().orElse("nothing")));
        });
    server = NettyServer.start(io, netty.host("127.0.0.1").build());
  }

  WireClient connect() {
    return WireClient.connect(server.port());
  }

  /** A client in the main namespace, and its socket here. */
  record Guest(WireClient client, Socket socket) implements AutoCloseable {
    /** Sends to it, and tells how much waits then. */
    long emit(String event, Object value) {
      socket.emit(event, value);
      return socket.session().pendingBytes();
    }

    void echoes() {
      assertThat(client.text("42[\"echo\",\"well\"]").frame().text())
          .isEqualTo("42[\"echo\",\"well\"]");
    }

    @Override
    public void close() {
      client.close();
    }
  }

  Guest webSocket() {
    WireClient client = connect().openWebSocket(PATH + "websocket");
    client.frame();
    return new Guest(client, socket(client.text("40").frame().text()));
  }

  private Socket socket(String connectAnswer) {
    return io.socket(connectAnswer.substring(10, 30)).orElseThrow();
  }

  /** A client in the main namespace that polls at this target. */
  record Poller(String target, Socket socket) {}

  Poller polling() {
    try (WireClient client = connect()) {
      String open = client.get(PATH + "polling").answer().body();
      String target = PATH + "polling&sid=" + open.substring(9, 29);
      client.post(target, "40").answer();
      return new Poller(target, socket(client.get(target).answer().body()));
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Observer implements ServerObserver {
    @Override
    public void limitHit(String limit, String detail) {
      limits.add(limit);
    }

    @Override
    public void slowConsumer(EngineSession session, String limit, long pendingBytes) {
      slowConsumers.add(limit);
      mostPending.accumulateAndGet(pendingBytes, Math::max);
    }

    @Override
    public void messagesDropped(EngineSession session, long count) {
      dropped.addAndGet(count);
    }

    @Override
    public Optional<PacketObserver> packets() {
      return Optional.of(
          new PacketObserver() {
            @Override
            public void packetReceived(EngineSession session, EnginePacket packet) {
              packetsReceived.incrementAndGet();
            }

            @Override
            public void flushed(EngineSession session, List<PacketGroup> flushed) {
              packetsFlushed.addAndGet(flushed.size());
            }
          });
    }
  }
}
