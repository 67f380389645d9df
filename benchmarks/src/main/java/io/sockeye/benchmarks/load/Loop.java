package io.sockeye.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * The one thread of the load generator: waits for its connections and lets them read.
 *
 * <p>One buffer serves all connections, so that an idle one costs nothing here.
 */
final class Loop implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;

  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final byte[] bytes = new byte[BUFFER_BYTES];
  private long now = System.nanoTime();
  private long received;

  Loop() throws IOException {
    selector = Selector.open();
  }

  /** When the connection that is being read was found readable. */
  long now() {
    return now;
  }

  /** How many bytes have come in all. */
  long received() {
    return received;
  }

  /** Starts to connect; the connection is told when that is done. */
  void connect(Connection connection, InetSocketAddress server, InetAddress source)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    // Named, because the ports of one address do not suffice for all that a run opens and closes.
    channel.bind(new InetSocketAddress(source, 0));
    boolean connected = channel.connect(server);
    SelectionKey key =
        channel.register(
            selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, connection);
    connection.attach(channel, key);
    if (connected) {
      connection.connected();
    }
  }

  /** Handles what is ready, and waits for something to be ready for no longer than this. */
  void turn(long waitNanos) throws IOException {
    long millis = TimeUnit.NANOSECONDS.toMillis(waitNanos);
    if (millis > 0) {
      selector.select(this::handle, millis);
    } else {
      selector.selectNow(this::handle);
    }
  }

  private void handle(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (key.isConnectable()) {
        connection.finishConnecting();
        key.interestOps(SelectionKey.OP_READ);
        connection.connected();
      }
      if (key.isValid() && key.isWritable()) {
        connection.writeRest();
      }
      if (key.isValid() && key.isReadable()) {
        now = System.nanoTime();
        received += connection.read(buffer, bytes);
      }
    } catch (IOException e) {
      connection.close(); // Or it would be found readable again, and end a second time.
      connection.ended(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
