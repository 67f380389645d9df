package io.sockeye.interop.client;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.SocketIoServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * Our server, which writes down the numbers that it gets by {@code note}, and by which connection.
 */
final class LedgerServer implements TestServer {
  private record Note(String socket, int number) {}

  private final Queue<Note> notes = new ConcurrentLinkedQueue<>();
  private final NettyServer server;

  private LedgerServer(Duration pingInterval, Duration pingTimeout) {
    SocketIoServer io =
        SocketIoServer.builder().pingInterval(pingInterval).pingTimeout(pingTimeout).build();
    io.onConnection(
        socket -> {
          socket.onRequest(
              "note",
              Integer.class,
              number -> {
                notes.add(new Note(socket.id(), number));
                return number;
              });
          socket.on("echo", (args, ack) -> socket.emit("echo-back", args.toList().toArray()));
          socket.onRequest("echo-ack", args -> args.get(0));
        });
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").port(0).build());
  }

  static LedgerServer start() {
    return new LedgerServer(Duration.ofSeconds(25), Duration.ofSeconds(20));
  }

  /** With a heartbeat that notices silence after both times together. */
  static LedgerServer start(Duration pingInterval, Duration pingTimeout) {
    return new LedgerServer(pingInterval, pingTimeout);
  }

  @Override
  public int port() {
    return server.port();
  }

  /** All numbers, in the order in which they came. */
  List<Integer> numbers() {
    return notes.stream().map(Note::number).toList();
  }

  /** The numbers that came by each connection, the connections in the order of their first. */
  Map<String, List<Integer>> byConnection() {
    return notes.stream()
        .collect(
            Collectors.groupingBy(
                Note::socket,
                LinkedHashMap::new,
                Collectors.mapping(Note::number, Collectors.toList())));
  }

  @Override
  public void close() {
    server.close();
  }
}
