package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;

/** The role {@code cluster} in this JVM, for tests of other packages. */
public final class ClusterServer implements AutoCloseable {
  private final NettyServer server;
  private final NodeAdapter reach;

  private ClusterServer(NettyServer server, NodeAdapter reach) {
    this.server = server;
    this.reach = reach;
  }

  /** Starts a node on a free port of the loopback. */
  public static ClusterServer start(String name, String adapter, String redisUrl) {
    try {
      NodeAdapter reach = NodeAdapter.of(adapter, redisUrl);
      NettyOptions.Builder listen = NettyOptions.builder().host("127.0.0.1").port(0);
      return new ClusterServer(ClusterRole.start(name, adapter, reach, listen), reach);
    } catch (UsageException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    reach.disconnect().run();
  }
}
