package io.sockeye.client.compat;

import io.sockeye.netty.NettyServer;
import io.sockeye.server.SocketIoServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server, and sockets of the façade that end with the test. */
final class CompatRig implements AutoCloseable {
  private static final int SECONDS = 20;

  private final List<Socket> sockets = new ArrayList<>();
  private NettyServer server;

  CompatRig(SocketIoServer io) {
    server = NettyServer.start(io, 0);
  }

  URI uri(String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + server.port() + pathAndQuery);
  }

  /** A socket with options, not connected yet. */
  Socket socket(String pathAndQuery, IO.Options options) {
    options.reconnectionDelay = 20;
    Socket socket = IO.socket(uri(pathAndQuery), options);
    sockets.add(socket);
    return socket;
  }

  /** A connected socket on a connection of its own. */
  Socket connected(String path) throws InterruptedException {
    var options = new IO.Options();
    options.forceNew = true;
    return connect(socket(path, options));
  }

  static Socket connect(Socket socket) throws InterruptedException {
    BlockingQueue<List<@Nullable Object>> connected = events(socket, Socket.EVENT_CONNECT);
    socket.connect();
    next(connected);
    return socket;
  }

  /** What an emitter tells of an event, from now on. */
  static BlockingQueue<List<@Nullable Object>> events(Emitter emitter, String event) {
    BlockingQueue<List<@Nullable Object>> events = new LinkedBlockingQueue<>();
    emitter.on(event, args -> events.add(Arrays.asList(args)));
    return events;
  }

  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("expected something within " + SECONDS + " s");
    }
    return next;
  }

  /** Stops the server, as for a restart. */
  void stop() {
    server.close();
  }

  /** Serves on the same port again. */
  void start(SocketIoServer io) {
    server = NettyServer.start(io, server.port());
  }

  @Override
  public void close() {
    sockets.forEach(Socket::disconnect);
    server.close();
  }
}
