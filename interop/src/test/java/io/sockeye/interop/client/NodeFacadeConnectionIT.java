package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.next;
import static io.sockeye.interop.client.FacadeSockets.ask;
import static io.sockeye.interop.client.FacadeSockets.connect;
import static io.sockeye.interop.client.FacadeSockets.events;
import static io.sockeye.interop.client.FacadeSockets.options;
import static io.sockeye.interop.client.FacadeSockets.settle;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.compat.IO;
import io.sockeye.client.compat.Manager;
import io.sockeye.client.compat.Socket;
import io.sockeye.client.engine.ConnectFailure;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections of the façade to the official server: shared, lost and found again. */
final class NodeFacadeConnectionIT {
  @RegisterExtension final FacadeSockets sockets = new FacadeSockets();

  /** One for each test: what sockets share, they share by its address. */
  private NodeServer server = NodeServer.start(NodeServer.NEWEST);

  @AfterEach
  void stop() {
    server.close();
  }

  private Socket open(String namespace, IO.Options options) {
    return sockets.socket(server.url() + namespace, options);
  }

  private static IO.Options shared(Mode mode) {
    IO.Options options = options(mode);
    options.forceNew = false;
    return options;
  }

  private static void awaitConnections(Socket socket, int count) {
    eventually().until(() -> ask(socket, "connections").equals(List.of(count)));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void socketsShareAConnectionWhereTheyCan(Mode mode) throws InterruptedException {
    Socket main = connect(open("/", shared(mode)), mode);
    Socket chat = connect(open("/chat", shared(mode)), mode);
    assertThat(chat.io()).isSameAs(main.io());
    awaitConnections(main, 1);

    Socket again = connect(open("/chat", shared(mode)), mode);
    assertThat(again.io()).isNotSameAs(chat.io());
    awaitConnections(main, 2);

    Socket forced = connect(open("/dyn-1", options(mode)), mode);
    assertThat(forced.io()).isNotSameAs(main.io());
    awaitConnections(main, 3);

    again.disconnect();
    forced.disconnect();
    awaitConnections(main, 1);
    main.disconnect();
    settle(chat); // its connection is still there
    assertThat(chat.connected()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void namespacesOfAManagerAreApart(Mode mode) throws InterruptedException {
    Manager manager = new Manager(URI.create(server.url()), options(mode));
    Socket main = sockets.keep(manager.socket("/"));
    Socket chat = sockets.keep(manager.socket("/chat"));
    var mainHeard = events(main, "echo-back");
    var chatHeard = events(chat, "echo-back");
    var chatEnd = events(chat, Socket.EVENT_DISCONNECT);
    connect(main, mode);
    connect(chat, mode);
    assertThat(main.id()).isNotEqualTo(chat.id());
    awaitConnections(main, 1);

    main.emit("echo", "main");
    chat.emit("echo", "chat");
    assertThat(next(mainHeard)).containsExactly("main");
    assertThat(next(chatHeard)).containsExactly("chat");

    chat.emit("kick");
    assertThat(next(chatEnd)).containsExactly("io server disconnect");
    assertThat(chat.isActive()).isFalse();
    settle(main);
    connect(chat, mode);
    awaitConnections(main, 1);
    assertThat(mainHeard).isEmpty();
    assertThat(chatHeard).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void comesBackToAServerThatStartsAgain(Mode mode) throws InterruptedException {
    Socket socket = open("/", options(mode));
    var connects = events(socket, Socket.EVENT_CONNECT);
    var disconnects = events(socket, Socket.EVENT_DISCONNECT);
    var opens = events(socket.io(), Manager.EVENT_OPEN);
    var closes = events(socket.io(), Manager.EVENT_CLOSE);
    var attempts = events(socket.io(), Manager.EVENT_RECONNECT_ATTEMPT);
    var errors = events(socket.io(), Manager.EVENT_RECONNECT_ERROR);
    var reconnects = events(socket.io(), Manager.EVENT_RECONNECT);
    connect(socket, mode);
    String id = requireNonNull(socket.id());
    next(connects);
    next(opens);

    server.kill();
    assertThat(next(disconnects).get(0)).isIn("transport close", "transport error");
    next(closes);
    assertThat(next(attempts)).containsExactly(1);
    assertThat(next(errors).get(0)).isInstanceOf(ConnectFailure.class);
    assertThat(socket.connected()).isFalse();
    assertThat(socket.isActive()).isTrue();
    assertThat(socket.io().isReconnecting()).isTrue();
    socket.emit("note", "restart", "sent while there is no server");
    server = NodeServer.start(NodeServer.NEWEST, "--port", String.valueOf(server.port()));

    assertThat((Integer) next(reconnects).get(0)).isPositive();
    next(connects);
    next(opens);
    assertThat(socket.id()).isNotNull().isNotEqualTo(id);
    assertThat(ask(socket, "notes", "restart"))
        .containsExactly(List.of("sent while there is no server"));
    assertThat(socket.io().isReconnecting()).isFalse();
    assertThat(disconnects).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void serverThatIsNotThereAtFirstIsFound(Mode mode) throws InterruptedException {
    server.close();
    Socket socket = open("/", options(mode));
    var errors = events(socket, Socket.EVENT_CONNECT_ERROR);
    var connects = events(socket, Socket.EVENT_CONNECT);

    socket.connect();

    assertThat(next(errors).get(0)).isInstanceOf(ConnectFailure.Tcp.class);
    server = NodeServer.start(NodeServer.NEWEST, "--port", String.valueOf(server.port()));
    next(connects);
    settle(socket);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void leavesAndComesBack(Mode mode) throws InterruptedException {
    Socket socket = connect(open("/", options(mode)), mode);
    String before = requireNonNull(socket.id());

    socket.disconnect();
    connect(socket, mode);

    assertThat(socket.id()).isNotNull().isNotEqualTo(before);
  }
}
