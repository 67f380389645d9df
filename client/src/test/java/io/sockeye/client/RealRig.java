package io.sockeye.client;

import io.sockeye.server.SocketIoServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Servers on ports of this machine, and managers for them, that end with the test. */
final class RealRig implements AutoCloseable {
  /** What ends each of them, of the latest first. */
  private final Deque<Runnable> ends = new ArrayDeque<>();

  RealServer server(Consumer<SocketIoServer> setUp) {
    return server(0, setUp);
  }

  /** On a port; 0 for any. */
  RealServer server(int port, Consumer<SocketIoServer> setUp) {
    return ending(new RealServer(port, options -> options, setUp));
  }

  RealServer server(UnaryOperator<SocketIoServer.Builder> options, Consumer<SocketIoServer> setUp) {
    return ending(new RealServer(0, options, setUp));
  }

  /** For a manager that comes back soon. */
  static Manager.Builder builder(RealServer server, Way way) {
    return way.of(Manager.builder(server.url()))
        .reconnectionDelay(Duration.ofMillis(20))
        .reconnectionDelayMax(Duration.ofMillis(100));
  }

  Manager manager(RealServer server, Way way) {
    return manager(builder(server, way));
  }

  Manager manager(Manager.Builder builder) {
    Manager manager = builder.build();
    ends.push(manager::close);
    return manager;
  }

  private RealServer ending(RealServer server) {
    ends.push(server::close);
    return server;
  }

  @Override
  public void close() {
    ends.forEach(Runnable::run);
  }
}
