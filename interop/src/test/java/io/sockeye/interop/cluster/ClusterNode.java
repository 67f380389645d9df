package io.sockeye.interop.cluster;

import io.sockeye.interop.ClusterServer;
import io.sockeye.interop.NodeProcess;
import io.sockeye.interop.OwnProcess;
import java.util.List;
import java.util.function.Supplier;

/**
 * A node of a cluster that plays the role {@code cluster}, on the loopback.
 *
 * @param name what it calls itself
 * @param end ends it, as whoever made it can
 * @param lost what it was told of lost messages; only those in this JVM say so
 */
record ClusterNode(String name, int port, Runnable end, Supplier<List<String>> lost)
    implements AutoCloseable {
  ClusterNode(String name, int port, Runnable end) {
    this(name, port, end, List::of);
  }

  /** Whose server a node is, and how it ends. */
  enum Make {
    /** The official server, a process of its own. */
    NODE {
      @Override
      ClusterNode start(String name, AdapterKind adapter, String redisUrl) {
        NodeProcess process = process(name, adapter, redisUrl);
        return new ClusterNode(name, process.port(), process::close);
      }
    },

    /** The official server, killed when it ends. */
    NODE_TO_KILL {
      @Override
      ClusterNode start(String name, AdapterKind adapter, String redisUrl) {
        NodeProcess process = process(name, adapter, redisUrl);
        return new ClusterNode(name, process.port(), process::kill);
      }
    },

    /** Our own server, in this JVM. */
    SOCKEYE {
      @Override
      ClusterNode start(String name, AdapterKind adapter, String redisUrl) {
        ClusterServer server = ClusterServer.start(name, adapter.word(), redisUrl);
        return new ClusterNode(name, server.port(), server::close, server::lost);
      }
    },

    /** Our own server, a process that is killed when it ends. */
    SOCKEYE_TO_KILL {
      @Override
      ClusterNode start(String name, AdapterKind adapter, String redisUrl) {
        OwnProcess process = OwnProcess.start("cluster", "0", name, adapter.word(), redisUrl);
        return new ClusterNode(name, process.port(), process::close);
      }
    };

    abstract ClusterNode start(String name, AdapterKind adapter, String redisUrl);

    private static NodeProcess process(String name, AdapterKind adapter, String redisUrl) {
      return NodeProcess.start(
          "socket.io node " + name, "cluster.mjs", "0", name, adapter.word(), redisUrl);
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Ends it; again does nothing. */
  @Override
  public void close() {
    end.run();
  }

  @Override
  public String toString() {
    return name;
  }
}
