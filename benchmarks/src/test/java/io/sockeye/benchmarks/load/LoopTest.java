package io.sockeye.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.benchmarks.load.LoadOptions.Option;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How connections begin and end, against a listener that the test plays itself. */
@Timeout(30)
class LoopTest {
  private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(20);

  private static ServerSocketChannel listener() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
    listener.configureBlocking(false);
    return listener;
  }

  private static int port(ServerSocketChannel listener) throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  private static int waiting(ServerSocketChannel listener) throws IOException {
    int count = 0;
    for (SocketChannel each = listener.accept(); each != null; each = listener.accept()) {
      each.close();
      count++;
    }
    return count;
  }

  @Test
  void connectionThatIsResetEndsOnce() throws IOException {
    try (ServerSocketChannel listener = listener();
        Loop loop = new Loop()) {
      Ending connection = new Ending();
      loop.connect(
          connection,
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port(listener)),
          Sources.of(0));
      SocketChannel accepted = null;
      while (accepted == null) {
        loop.turn(A_WHILE);
        accepted = listener.accept();
      }
      accepted.setOption(StandardSocketOptions.SO_LINGER, 0);
      accepted.close();

      while (connection.ends.isEmpty()) {
        loop.turn(A_WHILE);
      }
      for (int i = 0; i < 5; i++) {
        loop.turn(A_WHILE);
      }

      assertThat(connection.ends).hasSize(1);
    }
  }

  @Test
  void pollingClientsDoNotComeAllAtOnce() throws IOException {
    try (ServerSocketChannel listener = listener();
        Loop loop = new Loop()) {
      LoadOptions options =
          LoadOptions.of(ScenarioKind.POLLING, port(listener)).with(Option.CLIENTS, 200);
      PollingScenario scenario = new PollingScenario(options, loop, new Tally(1));

      scenario.open();
      scenario.open();
      loop.turn(A_WHILE);

      assertThat(waiting(listener)).isEqualTo(64);
    }
  }

  private static final class Ending extends Connection {
    final List<String> ends = new ArrayList<>();

    @Override
    void connected() {}

    @Override
    int consume(byte[] bytes, int from, int to) {
      return to;
    }

    @Override
    void ended(@Nullable IOException cause) {
      ends.add(String.valueOf(cause));
    }
  }
}
