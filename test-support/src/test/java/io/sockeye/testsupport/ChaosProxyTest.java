package io.sockeye.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.sockeye.testsupport.ChaosProxy.Cut;
import io.sockeye.testsupport.ChaosProxy.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault, seen from both ends of a connection. */
final class ChaosProxyTest {
  private static final int PATIENCE_MILLIS = 10_000;

  /** Both ends of a connection through the proxy. */
  private record Ends(Socket client, Socket server) {}

  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private ServerSocket server;
  private ChaosProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = listen();
    proxy = keep(ChaosProxy.to(server.getLocalPort()));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : toClose) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T keep(T resource) {
    toClose.push(resource);
    return resource;
  }

  private ServerSocket listen() throws IOException {
    ServerSocket socket = keep(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private Socket dial() throws IOException {
    Socket socket = keep(new Socket(InetAddress.getLoopbackAddress(), proxy.port()));
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private Ends connect() throws IOException {
    Socket client = dial();
    Socket other = keep(server.accept());
    other.setSoTimeout(PATIENCE_MILLIS);
    return new Ends(client, other);
  }

  private static void send(Socket from, String text) throws IOException {
    from.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String receive(Socket at, int length) throws IOException {
    return new String(at.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
  }

  private static void assertReset(Socket socket) {
    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(() -> socket.getInputStream().readAllBytes());
  }

  @Test
  void bytesPassBothWaysAndAreCounted() throws IOException {
    Ends ends = connect();

    send(ends.client(), "question");
    assertThat(receive(ends.server(), 8)).isEqualTo("question");
    send(ends.server(), "answer");
    assertThat(receive(ends.client(), 6)).isEqualTo("answer");

    assertThat(proxy.arrived(Direction.TO_SERVER)).isEqualTo(8);
    assertThat(proxy.arrived(Direction.TO_CLIENT)).isEqualTo(6);
    assertThat(proxy.accepted()).isEqualTo(1);
    assertThat(proxy.open()).isEqualTo(1);
  }

  @Test
  void endOfOneDirectionPasses() throws IOException {
    Ends ends = connect();

    send(ends.client(), "last");
    ends.client().shutdownOutput();
    assertThat(receive(ends.server(), 5)).isEqualTo("last");
    send(ends.server(), "answer");
    ends.server().shutdownOutput();

    assertThat(receive(ends.client(), 7)).isEqualTo("answer");
  }

  @Test
  void delayedBytesTravelTogether() throws IOException {
    Ends ends = connect();
    Duration delay = Duration.ofMillis(200);
    proxy.delay(delay);

    long before = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      send(ends.client(), "x");
    }
    assertThat(receive(ends.server(), 10)).isEqualTo("x".repeat(10));

    Duration taken = Duration.ofNanos(System.nanoTime() - before);
    assertThat(taken).isBetween(delay, delay.multipliedBy(9));
  }

  @Test
  void slicesArriveWhole() throws IOException {
    Ends ends = connect();
    String text = IntStream.range(0, 1_000).mapToObj(String::valueOf).reduce("", String::concat);
    proxy.slice(1);

    send(ends.client(), text);

    assertThat(receive(ends.server(), text.length())).isEqualTo(text);
  }

  @Test
  void connectionIsResetAfterItsBytes() throws IOException {
    proxy.cutAfter(() -> 5, Cut.RST);
    Ends ends = connect();

    send(ends.client(), "123");
    assertThat(receive(ends.server(), 3)).isEqualTo("123");
    send(ends.server(), "4567");

    assertReset(ends.client());
    assertReset(ends.server());
    assertThat(proxy.arrived(Direction.TO_CLIENT)).isEqualTo(2);
  }

  @Test
  void connectionEndsAfterItsBytes() throws IOException {
    proxy.cutAfter(() -> 5, Cut.FIN);
    Ends ends = connect();

    send(ends.client(), "12345678");

    assertThat(receive(ends.server(), 8)).isEqualTo("12345");
    assertThat(ends.client().getInputStream().read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void allAreCut(Cut how) throws IOException {
    Ends one = connect();
    Ends two = connect();

    proxy.cut(how);

    for (Ends ends : new Ends[] {one, two}) {
      for (Socket each : new Socket[] {ends.client(), ends.server()}) {
        if (how == Cut.RST) {
          assertReset(each);
        } else {
          assertThat(each.getInputStream().read()).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void blackHoleSwallowsOneDirection() throws IOException {
    Ends ends = connect();
    proxy.swallow(Direction.TO_CLIENT);

    send(ends.server(), "lost");
    send(ends.client(), "found");

    assertThat(receive(ends.server(), 5)).isEqualTo("found");
    await().until(() -> proxy.lost(Direction.TO_CLIENT) == 4);
    proxy.heal();
    assertReset(ends.client());
    assertThat(proxy.arrived(Direction.TO_CLIENT)).isZero();
  }

  @Test
  void blackHoleAcceptsAndTellsNobody() throws IOException {
    Ends before = connect();
    proxy.swallow(Direction.values());

    Socket within = dial();
    send(before.client(), "lost");
    before.client().shutdownOutput();
    send(within, "lost");
    await().until(() -> proxy.lost(Direction.TO_SERVER) == 8);
    proxy.heal();

    assertReset(within);
    assertReset(before.server());
    send(connect().client(), "healed");
  }

  @Test
  void stalledBytesArriveLater() throws IOException {
    Ends ends = connect();
    proxy.stall();

    send(ends.client(), "kept");
    proxy.heal();

    assertThat(receive(ends.server(), 4)).isEqualTo("kept");
  }

  @Test
  void refusedConnectionsAreResetAndCounted() throws IOException {
    proxy.refuse();

    assertReset(dial());
    assertThat(proxy.accepted()).isEqualTo(1);
    proxy.heal();

    Ends ends = connect();
    send(ends.client(), "now");
    assertThat(receive(ends.server(), 3)).isEqualTo("now");
  }

  @Test
  void flappingNetworkCutsRefusesAndComesBack() throws IOException {
    Ends first = connect();
    proxy.flap(Duration.ofMillis(20), Duration.ofMillis(20));

    assertReset(first.client());
    for (int i = 0; i < 3; i++) {
      assertReset(dial()); // either at once, or when the network goes the next time
    }
    proxy.heal();
    send(dial(), "stays");

    String heard = "";
    while (heard.isEmpty()) { // after those that were reset
      heard = receiveIfAny(keep(server.accept()), 5);
    }
    assertThat(heard).isEqualTo("stays");
  }

  private static String receiveIfAny(Socket at, int length) throws IOException {
    at.setSoTimeout(PATIENCE_MILLIS);
    try {
      return receive(at, length);
    } catch (SocketException e) {
      return "";
    }
  }

  @Test
  void serverMayMove() throws IOException {
    Ends before = connect();
    server = listen();
    proxy.target(server.getLocalPort());

    Ends after = connect();

    send(after.client(), "new");
    send(before.client(), "old");
    assertThat(receive(after.server(), 3)).isEqualTo("new");
    assertThat(receive(before.server(), 3)).isEqualTo("old");
  }

  @Test
  void absentServerLooksLikeAReset() throws IOException {
    server.close();

    assertReset(dial());
  }

  @Test
  void closeEndsAllConnections() throws IOException {
    Ends ends = connect();

    proxy.close();

    assertThat(ends.client().getInputStream().read()).isEqualTo(-1);
    assertThat(proxy.open()).isZero();
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> proxy.heal());
  }
}
