package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.ask;
import static io.sockeye.interop.client.Clients.connect;
import static io.sockeye.interop.client.Clients.events;
import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static io.sockeye.interop.client.Clients.next;
import static io.sockeye.interop.client.Clients.settle;
import static io.sockeye.interop.client.Values.bytes;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import io.sockeye.client.Socket;
import io.sockeye.client.SocketState;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.ChaosProxy.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections to the official server that break, and sockets that are found as they were left. */
final class NodeRecoveryIT {
  /** A client that vanishes between two polls is noticed by its silence alone: soon, here. */
  private static final NodeServer SERVER =
      NodeServer.start(
          NodeServer.NEWEST, "--recovery", "--ping-interval", "300", "--ping-timeout", "600");

  @RegisterExtension final Clients clients = new Clients();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static BlockingQueue<Boolean> connections(Socket socket) {
    BlockingQueue<Boolean> recovered = new LinkedBlockingQueue<>();
    socket.onConnect(() -> recovered.add(socket.recovered()));
    return recovered;
  }

  private Socket other() {
    return connect(clients.manager(SERVER.url(), Mode.WEBSOCKET).socket("/"), Mode.WEBSOCKET);
  }

  /**
   * Waits until the server has noticed that it has no client but this one: only then it recovers.
   */
  private static void awaitAlone(Socket other) {
    eventually().until(() -> ask(other, "connections").equals(List.of(1)));
  }

  /** The arguments without the offset, which the server puts behind them. */
  private static List<@Nullable Object> withoutOffset(List<@Nullable Object> args) {
    assertThat(args.get(args.size() - 1)).isInstanceOf(String.class);
    return args.subList(0, args.size() - 1);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void missedEventsArriveOnceAndInOrder(Mode mode) throws InterruptedException {
    ChaosProxy proxy = clients.keep(ChaosProxy.to(SERVER.port()));
    Socket socket = clients.manager("http://127.0.0.1:" + proxy.port(), mode).socket("/");
    Socket other = other();
    var connected = connections(socket);
    var heard = events(socket, "room-msg");
    connect(socket, mode);
    assertThat(next(connected)).isFalse();
    String id = socket.id().orElseThrow();
    ask(socket, "join", "room");
    other.emit("to-room", "room", "before");
    List<List<@Nullable Object>> all = new ArrayList<>(List.of(withoutOffset(next(heard))));

    for (int round = 0; round < 2; round++) { // the second has to know the offsets of the first
      proxy.refuse();
      proxy.cut(Cut.RST);
      for (int i = 0; i < 20; i++) {
        other.emit("to-room", "room", round, i, bytes(i));
      }
      awaitAlone(other);
      proxy.heal();

      assertThat(next(connected)).isTrue();
      assertThat(socket.id()).hasValue(id);
      assertThat(socket.state()).isEqualTo(new SocketState.Connected(true));
      for (int i = 0; i < 20; i++) {
        all.add(withoutOffset(next(heard)));
      }
    }
    other.emit("to-room", "room", "after");
    all.add(withoutOffset(next(heard)));

    List<List<@Nullable Object>> expected = new ArrayList<>();
    expected.add(List.of("room", "before"));
    for (int i = 0; i < 40; i++) {
      expected.add(List.of("room", i / 20, i % 20, bytes(i % 20)));
    }
    expected.add(List.of("room", "after"));
    assertThat(all).isEqualTo(expected);
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void textAtTheEndOfAVolatileEventIsNoOffset(Mode mode) throws InterruptedException {
    ChaosProxy proxy = clients.keep(ChaosProxy.to(SERVER.port()));
    Socket socket = clients.manager("http://127.0.0.1:" + proxy.port(), mode).socket("/");
    Socket other = other();
    var connected = connections(socket);
    var heard = events(socket, "room-msg");
    var volatiles = events(socket, "volatile-back");
    connect(socket, mode);
    next(connected);
    ask(socket, "join", "room");
    other.emit("to-room", "room", "before");
    next(heard);
    while (volatiles.isEmpty()) { // the server may drop it
      socket.emit("volatile-to-me", "a text that is no offset");
      settle(socket);
    }
    assertThat(next(volatiles)).containsExactly("a text that is no offset");

    proxy.refuse();
    proxy.cut(Cut.FIN);
    other.emit("to-room", "room", "missed");
    awaitAlone(other);
    proxy.heal();

    assertThat(next(connected)).isTrue();
    assertThat(withoutOffset(next(heard))).containsExactly("room", "missed");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void comesBackToAServerThatStartsAgain(Mode mode) throws InterruptedException {
    NodeServer first = clients.keep(NodeServer.start(NodeServer.NEWEST, "--recovery"));
    Socket socket = clients.manager(first.url(), mode).socket("/");
    var connected = connections(socket);
    BlockingQueue<DisconnectReason> lost = new LinkedBlockingQueue<>();
    socket.onDisconnect(lost::add);
    connect(socket, mode);
    next(connected);
    var welcome = events(socket, "welcome");

    first.kill();
    assertThat(next(lost)).isIn(DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.TRANSPORT_ERROR);
    socket.emit("note", "restart", "sent while there is no server");
    clients.keep(
        NodeServer.start(NodeServer.NEWEST, "--recovery", "--port", String.valueOf(first.port())));

    assertThat(next(connected)).isFalse();
    assertThat(((Map<?, ?>) requireNonNull(next(welcome).get(0))).get("id"))
        .isEqualTo(socket.id().orElseThrow());
    assertThat(ask(socket, "notes", "restart"))
        .containsExactly(List.of("sent while there is no server"));
    get(socket.connected());
  }
}
