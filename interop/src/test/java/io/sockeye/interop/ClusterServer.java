package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The role {@code cluster} in this JVM, for tests of other packages. */
public final class ClusterServer implements AutoCloseable {
  private final NettyServer server;
  private final NodeAdapter reach;
  private final Queue<String> lost;

  private ClusterServer(NettyServer server, NodeAdapter reach, Queue<String> lost) {
    this.server = server;
    this.reach = reach;
    this.lost = lost;
  }

  /** Starts a node on a free port of the loopback. */
  public static ClusterServer start(String name, String adapter, String redisUrl) {
    try {
      NodeAdapter reach = NodeAdapter.of(adapter, redisUrl);
      NettyOptions.Builder listen = NettyOptions.builder().host("127.0.0.1").port(0);
      Queue<String> lost = new ConcurrentLinkedQueue<>();
      return new ClusterServer(
          ClusterRole.start(name, adapter, reach, listen, lost::add), reach, lost);
    } catch (UsageException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** What it was told of messages that were lost, in its words. */
  public List<String> lost() {
    return List.copyOf(lost);
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
