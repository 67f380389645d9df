package io.sockeye.client.compat;

import static io.sockeye.client.compat.CompatRig.connect;
import static io.sockeye.client.compat.CompatRig.events;
import static io.sockeye.client.compat.CompatRig.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.ConnectErrorException;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.server.SocketIoServer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Connections that are shared, refused, lost and found again. */
final class ConnectionTest {
  private final SocketIoServer io = SocketIoServer.create();
  @AutoClose private final CompatRig rig = new CompatRig(io);

  @Test
  void socketsOfSeveralNamespacesShareAConnection() throws Exception {
    io.of("/admin");
    Socket main = connect(rig.socket("/", new IO.Options()));
    Socket admin = connect(rig.socket("/admin", new IO.Options()));

    assertThat(admin.io()).isSameAs(main.io());
    assertThat(io.engine().sessions()).hasSize(1);

    main.disconnect();
    assertThat(admin.connected()).isTrue();
  }

  @Test
  void secondSocketOfANamespaceHasAConnectionOfItsOwn() throws Exception {
    Socket one = connect(rig.socket("/", new IO.Options()));
    Socket two = connect(rig.socket("/", new IO.Options()));

    assertThat(two.io()).isNotSameAs(one.io());
    assertThat(io.engine().sessions()).hasSize(2);
  }

  @Test
  void forceNewAndMultiplexKeepConnectionsApart() {
    io.of("/admin");
    Socket shared = rig.socket("/", new IO.Options());
    Socket forced = rig.socket("/admin", IO.Options.builder().setForceNew(true).build());
    Socket alone = rig.socket("/admin", IO.Options.builder().setMultiplex(false).build());

    assertThat(forced.io()).isNotSameAs(shared.io()).isNotSameAs(alone.io());
    assertThat(alone.io()).isNotSameAs(shared.io());
  }

  @Test
  void otherPathIsAnotherConnection() {
    Socket one = rig.socket("/", new IO.Options());
    Socket two = rig.socket("/admin", IO.Options.builder().setPath("/other").build());

    assertThat(two.io()).isNotSameAs(one.io());
  }

  @Test
  void managerGivesTheSameSocketAgain() {
    Manager manager = new Manager(rig.uri("/"));

    assertThat(manager.socket("/admin")).isSameAs(manager.socket("/admin"));
  }

  @Test
  void refusalIsAConnectErrorWithTheWordsOfTheServer() throws Exception {
    io.use(
        (socket, handshake) -> {
          throw new ConnectErrorException("not authorized", Map.of("code", "E_AUTH"));
        });
    Socket socket = rig.socket("/", new IO.Options());
    var errors = events(socket, Socket.EVENT_CONNECT_ERROR);

    socket.connect();

    var refused = (ConnectFailure.Refused) next(errors).get(0);
    assertThat(refused).hasMessage("not authorized");
    assertThat(refused.data()).contains(Map.of("code", "E_AUTH"));
    assertThat(socket.isActive()).isFalse();
  }

  @Test
  void authIsReadAnewAtEachConnection() throws Exception {
    io.onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
    Map<String, String> auth = new HashMap<>(Map.of("token", "1"));
    Socket socket = rig.socket("/", IO.Options.builder().setAuth(auth).build());
    var told = events(socket, "auth");

    connect(socket);
    assertThat(next(told)).containsExactly(Map.of("token", "1"));
    socket.disconnect();
    auth.put("token", "2");
    socket.connect();

    assertThat(next(told)).containsExactly(Map.of("token", "2"));
  }

  @Test
  void authMayBeSupplied() throws Exception {
    io.onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
    var asked = new AtomicInteger();
    Supplier<Object> auth = () -> Map.of("attempt", asked.incrementAndGet());
    Socket socket = rig.socket("/", IO.Options.builder().setAuth(auth).build());
    var told = events(socket, "auth");

    socket.connect();

    assertThat(next(told)).containsExactly(Map.of("attempt", 1));
  }

  @Test
  void serverThatIsNotThereIsAConnectErrorThatSaysSo() throws Exception {
    Socket socket = rig.socket("/", IO.Options.builder().setReconnection(false).build());
    rig.stop();
    var errors = events(socket, Socket.EVENT_CONNECT_ERROR);
    var managerErrors = events(socket.io(), Manager.EVENT_ERROR);

    socket.connect();

    assertThat(next(errors).get(0)).isInstanceOf(ConnectFailure.Tcp.class);
    assertThat(next(managerErrors).get(0)).isInstanceOf(ConnectFailure.Tcp.class);
  }

  @Test
  void managerTellsOfTheLossOfTheConnectionAndOfItsReturn() throws Exception {
    Socket socket = rig.socket("/", new IO.Options());
    var disconnects = events(socket, Socket.EVENT_DISCONNECT);
    var connects = events(socket, Socket.EVENT_CONNECT);
    var opens = events(socket.io(), Manager.EVENT_OPEN);
    var closes = events(socket.io(), Manager.EVENT_CLOSE);
    var attempts = events(socket.io(), Manager.EVENT_RECONNECT_ATTEMPT);
    var errors = events(socket.io(), Manager.EVENT_RECONNECT_ERROR);
    var reconnects = events(socket.io(), Manager.EVENT_RECONNECT);
    socket.connect();
    next(connects);
    next(opens);

    rig.stop();
    assertThat(next(disconnects).get(0)).isInstanceOf(String.class);
    assertThat(next(closes).get(0)).isInstanceOf(String.class);
    assertThat(next(attempts)).containsExactly(1);
    assertThat(next(errors).get(0)).isInstanceOf(ConnectFailure.class);
    assertThat(socket.io().isReconnecting()).isTrue();
    assertThat(socket.isActive()).isTrue();
    rig.start(SocketIoServer.create());

    assertThat((Integer) next(reconnects).get(0)).isPositive();
    next(connects);
    next(opens);
    assertThat(socket.io().isReconnecting()).isFalse();
  }

  @Test
  void managerGivesUpAfterTheLastAttempt() throws Exception {
    Socket socket = rig.socket("/", IO.Options.builder().setReconnectionAttempts(2).build());
    rig.stop();
    var attempts = events(socket.io(), Manager.EVENT_RECONNECT_ATTEMPT);
    var failed = events(socket.io(), Manager.EVENT_RECONNECT_FAILED);

    socket.connect();

    assertThat(next(failed)).isEmpty();
    assertThat(attempts).hasSize(2);
    assertThat(socket.io().isReconnecting()).isFalse();
  }

  @Test
  void disconnectedSocketConnectsAgain() throws Exception {
    Socket socket = connect(rig.socket("/", new IO.Options()));
    String id = socket.id();

    socket.disconnect();
    connect(socket);

    assertThat(socket.id()).isNotNull().isNotEqualTo(id);
  }

  @Test
  void serverDisconnectEndsTheSocket() throws Exception {
    io.onConnection(socket -> socket.on("leave", (args, ack) -> socket.disconnect()));
    Socket socket = connect(rig.socket("/", new IO.Options()));
    var disconnects = events(socket, Socket.EVENT_DISCONNECT);

    socket.emit("leave");

    assertThat(next(disconnects)).containsExactly("io server disconnect");
    assertThat(socket.isActive()).isFalse();
  }

  @Test
  void addressOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> IO.socket("ftp://localhost"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ftp://localhost");
    assertThatThrownBy(() -> IO.socket("/chat"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/chat");
    assertThatThrownBy(
            () -> rig.socket("/", IO.Options.builder().setTransports(new String[] {"x"}).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("transports");
  }
}
