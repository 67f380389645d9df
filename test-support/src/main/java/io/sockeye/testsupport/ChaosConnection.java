package io.sockeye.testsupport;

import static java.util.Objects.requireNonNull;

import io.sockeye.testsupport.ChaosProxy.Cut;
import io.sockeye.testsupport.ChaosProxy.Direction;
import io.sockeye.testsupport.ChaosProxy.Tally;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection through a {@link ChaosProxy}; confined to the thread of the proxy. */
final class ChaosConnection {
  private final SocketChannel client;
  private final SelectionKey clientKey;
  private final ChaosFlow toServer;

  /** Null if nothing reaches the server, so that there is no connection to it. */
  private final @Nullable SocketChannel server;

  private final @Nullable SelectionKey serverKey;
  private final @Nullable ChaosFlow toClient;

  /** How many bytes may still pass, both ways together. */
  private long allowance;

  private final Cut atTheEnd;

  /** Whether both sides were sent a FIN and what they still send is thrown away. */
  private boolean ending;

  private boolean closed;

  /**
   * Begins to connect to the server.
   *
   * @param port the server's; 0 for nowhere
   */
  ChaosConnection(
      SocketChannel client,
      int port,
      Selector selector,
      long allowance,
      Cut atTheEnd,
      Map<Direction, Tally> tallies)
      throws IOException {
    this.client = client;
    this.allowance = allowance;
    this.atTheEnd = atTheEnd;
    client.configureBlocking(false);
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    clientKey = client.register(selector, 0, this);
    Tally up = requireNonNull(tallies.get(Direction.TO_SERVER));
    if (port == 0) {
      server = null;
      serverKey = null;
      toServer = new ChaosFlow(client, null, up);
      toClient = null;
    } else {
      server = SocketChannel.open();
      server.configureBlocking(false);
      server.setOption(StandardSocketOptions.TCP_NODELAY, true);
      serverKey = server.register(selector, SelectionKey.OP_CONNECT, this);
      toServer = new ChaosFlow(client, server, up);
      toClient = new ChaosFlow(server, client, requireNonNull(tallies.get(Direction.TO_CLIENT)));
      if (server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
        serverKey.interestOps(0);
      }
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether something of it was swallowed. */
  boolean isHoled() {
    return server == null || toServer.isHoled() || (toClient != null && toClient.isHoled());
  }

  /** Says what to wait for, and returns how many nanoseconds at most. */
  long prepare(ChaosFaults faults, long now) {
    try {
      if (ending) {
        return Long.MAX_VALUE;
      }
      boolean connecting = server != null && server.isConnectionPending();
      clientKey.interestOps(
          ops(
              !connecting && toServer.wantsToRead(faults),
              toClient != null && toClient.wantsToWrite(faults, now)));
      if (serverKey != null && toClient != null && !connecting) {
        serverKey.interestOps(
            ops(toClient.wantsToRead(faults), toServer.wantsToWrite(faults, now)));
      }
      if (faults.stalled()) {
        return Long.MAX_VALUE;
      }
      return Math.min(wait(toServer, now), toClient == null ? Long.MAX_VALUE : wait(toClient, now));
    } catch (CancelledKeyException e) {
      cut(Cut.RST);
      return 0;
    }
  }

  /** What is due already waits for room, which the selector tells. */
  private static long wait(ChaosFlow flow, long now) {
    long nanos = flow.untilDue(now);
    return nanos == 0 ? Long.MAX_VALUE : nanos;
  }

  private static int ops(boolean read, boolean write) {
    return (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
  }

  /** Does what can be done with one of its channels. */
  void serve(SelectionKey key, ChaosFaults faults, long now) {
    if (closed) {
      return;
    }
    try {
      if (ending) {
        drain();
      } else if (key.isConnectable() && server != null) {
        server.finishConnect(); // or throws: the client sees what it would see if nobody listened
        key.interestOps(0);
      } else {
        boolean ofClient = key == clientKey;
        @Nullable ChaosFlow in = ofClient ? toServer : toClient;
        @Nullable ChaosFlow out = ofClient ? toClient : toServer;
        if (key.isReadable() && in != null) {
          Direction direction = ofClient ? Direction.TO_SERVER : Direction.TO_CLIENT;
          in.read(faults, faults.swallowed().contains(direction), now);
        }
        if (key.isWritable() && out != null) {
          write(out, faults, now);
        }
      }
    } catch (IOException | CancelledKeyException e) {
      cut(Cut.RST); // one side broke: the other learns of it as it would from a router
    }
  }

  private void write(ChaosFlow flow, ChaosFaults faults, long now) throws IOException {
    allowance -= flow.write(faults, allowance, now);
    if (allowance == 0) {
      cut(atTheEnd);
    } else if (toServer.isFinished() && toClient != null && toClient.isFinished()) {
      close();
    }
  }

  /** Ends it in one of the ways that a network has. */
  void cut(Cut how) {
    if (closed) {
      return;
    }
    try {
      if (how == Cut.RST || server == null || !server.finishConnect()) {
        reset(client);
        if (server != null) {
          reset(server);
        }
        close();
      } else if (!ending) {
        ending = true;
        client.shutdownOutput();
        server.shutdownOutput();
        clientKey.interestOps(SelectionKey.OP_READ);
        if (serverKey != null) {
          serverKey.interestOps(SelectionKey.OP_READ);
        }
      }
    } catch (IOException | CancelledKeyException e) {
      close();
    }
  }

  /** Makes the close of a channel a reset. */
  private static void reset(SocketChannel channel) throws IOException {
    if (channel.isOpen()) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
  }

  /** Throws away what still comes: closing with unread bytes would be a reset. */
  private void drain() throws IOException {
    boolean clientEnded = discard(client);
    boolean serverEnded = server == null || discard(server);
    if (clientEnded) {
      clientKey.interestOps(0);
    }
    if (serverEnded && serverKey != null) {
      serverKey.interestOps(0);
    }
    if (clientEnded && serverEnded) {
      close();
    }
  }

  void close() {
    closed = true;
    ChaosProxy.closeQuietly(client);
    if (server != null) {
      ChaosProxy.closeQuietly(server);
    }
  }

  /** Reads what there is, and tells whether that is the end. */
  private static boolean discard(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8192);
    int count = channel.read(bytes);
    while (count > 0) {
      bytes.clear();
      count = channel.read(bytes);
    }
    return count < 0;
  }
}
