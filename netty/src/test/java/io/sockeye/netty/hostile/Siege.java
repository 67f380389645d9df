package io.sockeye.netty.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.ServerObserver;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.CloseReason;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.testkit.Census;
import io.sockeye.testkit.WireClient;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server that is attacked, for all tests of a class, and {@link Neighbours} that are served
 * meanwhile. After each test these have lost nothing; after the class the server holds nothing.
 */
final class Siege implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  static final String PATH = "/socket.io/?EIO=4&transport=";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Tells why sessions ended. */
  private final class Watch implements ServerObserver {
    @Override
    public void sessionClosed(EngineSession session, CloseReason reason, String detail) {
      ends.put(session.id(), reason.text());
    }
  }

  private final Consumer<SocketIoServer.Builder> options;
  private final Consumer<SocketIoServer> program;
  private final Map<String, String> ends = new ConcurrentHashMap<>();

  /** What the program was told by the event {@code keep}. */
  final Queue<String> kept = new ConcurrentLinkedQueue<>();

  private Census census;
  private SocketIoServer io;
  private NettyServer server;
  private Neighbours neighbours;

  Siege() {
    this(options -> {}, io -> {});
  }

  /**
   * With a server of these options.
   *
   * @param program what it does besides echoing
   */
  Siege(Consumer<SocketIoServer.Builder> options, Consumer<SocketIoServer> program) {
    this.options = options;
    this.program = program;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    SocketIoServer.Builder chosen = SocketIoServer.builder().observer(new Watch());
    options.accept(chosen);
    census = new Census();
    io = census.of(chosen);
    io.onConnection(
        socket -> {
          socket.on("echo", (args, ack) -> socket.emit("echo", args.toList().toArray()));
          socket.on("keep", String.class, kept::add);
        });
    program.accept(io);
    server =
        NettyServer.start(
            io,
            NettyOptions.builder().host("127.0.0.1").closeTimeout(Duration.ofSeconds(1)).build());
    neighbours = new Neighbours(server.port());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    neighbours.requireWell(context.getDisplayName());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    neighbours.close();
    census.requireNothingLeft();
    server.close();
    census.close();
  }

  SocketIoServer io() {
    return io;
  }

  int port() {
    return server.port();
  }

  WireClient connect() {
    return WireClient.connect(server.port());
  }

  /** An attacker with a WebSocket that is in no namespace yet. */
  Attacker webSocket() {
    WireClient client = connect().openWebSocket(PATH + "websocket");
    return new Attacker(client, sid(client.frame().text()));
  }

  /** An attacker with a WebSocket, in the main namespace. */
  Attacker joinedWebSocket() {
    Attacker attacker = webSocket();
    assertThat(attacker.client().text("40").frame().text()).startsWith("40{");
    return attacker;
  }

  /** An attacker with a polling session that is in no namespace yet. */
  Attacker polling() {
    WireClient client = connect();
    return new Attacker(client, sid(client.get(PATH + "polling").answer().body()));
  }

  /** An attacker with a polling session, in the main namespace. */
  Attacker joinedPolling() {
    Attacker attacker = polling();
    assertThat(attacker.client().post(attacker.target(), "40").answer().body()).isEqualTo("ok");
    assertThat(attacker.client().get(attacker.target()).answer().body()).startsWith("40{");
    return attacker;
  }

  /** Why a session ended; waits until it has. */
  String endOf(Attacker attacker) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> ends.containsKey(attacker.sid()));
    return ends.get(attacker.sid());
  }

  /** Fails unless a session lives, and is served. */
  void requireAlive(Attacker attacker) {
    assertThat(io.engine().session(attacker.sid())).isPresent();
  }

  /** Ends all sessions of clients that are in no namespace. */
  void discardUnjoined() {
    Set<String> joined =
        io.sockets().stream().map(each -> each.session().id()).collect(Collectors.toSet());
    io.engine().sessions().stream()
        .filter(session -> !joined.contains(session.id()))
        .forEach(EngineSession::discard);
  }

  private static String sid(String open) {
    assertThat(open).startsWith("0{\"sid\":\"");
    return open.substring(9, 29);
  }
}
