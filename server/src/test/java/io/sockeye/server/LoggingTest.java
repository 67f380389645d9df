package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.ConnectErrorException;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.server.adapter.ClusterEvents;
import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.testsupport.LogRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What a server writes to its log, and at which level. */
final class LoggingTest {
  private final ManualTimers timers = new ManualTimers();
  private final LogRecorder log = new LogRecorder(Level.TRACE);
  private SocketIoServer io;

  private void start(SocketIoServer.Builder builder) {
    start(builder, log);
  }

  private void start(SocketIoServer.Builder builder, LogRecorder recorder) {
    io =
        builder
            .timers(timers)
            .inlineHandlers()
            .observer(new LoggingObserver(timers, recorder))
            .build();
    recorder.clear(); // of its namespace
  }

  @AfterEach
  void close() {
    io.close().toCompletableFuture().join();
  }

  private static String shown(TestClient client) {
    return "RealSession[" + client.sid().substring(0, 8) + "…]";
  }

  @Test
  void connectionAndItsEndAreForThoseWhoDebug() {
    start(SocketIoServer.builder());
    TestClient client = TestClient.open(io);
    Socket socket = io.socket(client.join("/")).get();

    client.vanish();

    assertThat(log.lines())
        .containsExactly(
            "DEBUG " + socket + " connected",
            "DEBUG " + socket + " disconnected: transport close",
            "DEBUG " + shown(client) + " closed: transport close websocket closed with code 1006");
    assertThat(log.lines()).noneMatch(line -> line.contains(client.sid()));
  }

  @Test
  void clusterThatIsAwayIsAWarningAndSoIsItsReturn() {
    List<LocalNode> nodes = new ArrayList<>();
    start(
        SocketIoServer.builder()
            .adapter(
                node -> {
                  nodes.add(node);
                  return new LocalAdapter(node);
                }));
    ClusterEvents events = nodes.get(0).clusterEvents();

    events.up();
    events.down("no\nroute");
    events.down("no route");
    events.lost(3, "gap");
    events.refused("not a message");
    events.up();

    assertThat(log.lines())
        .containsExactly(
            "DEBUG Namespace[/] reaches the other servers",
            "WARN Namespace[/] does not reach the other servers: no\\u000aroute",
            "WARN Namespace[/] lost messages between servers, 3: gap",
            "WARN Namespace[/] refused what came from the cluster: not a message",
            "WARN Namespace[/] reaches the other servers again");
  }

  @Test
  void refusedHandshakeIsForThoseWhoDebugAndShowsNoQuery() {
    start(SocketIoServer.builder());

    TestClient.get(io.endpoint(), "/socket.io/?EIO=4&transport=pigeon&token=secret");

    assertThat(log.lines())
        .containsExactly("DEBUG GET /socket.io/ refused: Transport unknown {transport=pigeon}");
  }

  @Test
  void refusalAtANamespaceIsForThoseWhoDebugOnOneLine() {
    start(SocketIoServer.builder());
    io.use(
        (socket, handshake) -> {
          throw new ConnectErrorException("not\nyou");
        });
    TestClient client = TestClient.open(io);

    client.send("40");

    assertThat(log.lines())
        .containsExactly("DEBUG " + shown(client) + " may not connect to \"/\": not\\u000ayou");
  }

  @Test
  void failureOfTheProgramIsAnErrorWithItsCause() {
    start(SocketIoServer.builder());
    io.of("/broken")
        .use(
            (socket, handshake) -> {
              throw new IllegalStateException("database is down");
            });
    io.on(
        "x",
        (socket, args, ack) -> {
          throw new IllegalArgumentException("boom");
        });
    TestClient client = TestClient.open(io);
    Socket socket = io.socket(client.join("/")).get();

    client.send("42[\"x\",\"secret\"]", "40/broken,");

    assertThat(errors())
        .hasSize(2)
        .contains("ERROR " + socket + ": a listener of \"x\" threw <IllegalArgumentException>")
        .anyMatch(
            line -> line.endsWith(": refused, for a middleware failed <IllegalStateException>"));
    assertThat(log.lines()).noneMatch(line -> line.contains("secret"));
  }

  @Test
  void linesOfAKindAreTenASecond() {
    start(SocketIoServer.builder());
    io.on(
        "x",
        (socket, args, ack) -> {
          throw new IllegalArgumentException("boom");
        });
    TestClient client = TestClient.connect(io);

    for (int i = 0; i < 12; i++) {
      client.send("42[\"x\"]");
    }
    assertThat(errors()).hasSize(10);
    timers.advance(Duration.ofSeconds(1));
    client.send("42[\"x\"]");

    assertThat(errors()).hasSize(11);
    assertThat(errors().get(10)).contains(" threw (and 2 more that were not logged)");
  }

  @Test
  void limitThatWasHitIsAWarningAMinute() {
    start(SocketIoServer.builder().maxNamespacesPerConnection(1));
    io.of("/second");
    String warning = "WARN limit maxNamespacesPerConnection hit: a CONNECT was refused";

    for (int i = 0; i < 3; i++) {
      TestClient.connect(io).send("40/second,");
    }
    assertThat(warnings()).containsExactly(warning);
    timers.advance(Duration.ofMinutes(1));
    TestClient.connect(io).send("40/second,");

    assertThat(warnings()).containsExactly(warning, warning + " (and 2 more that were not logged)");
  }

  @Test
  void whatClientsDoWrongIsForThoseWhoDebugAndShowsNoPayload() {
    start(SocketIoServer.builder());
    TestClient client = TestClient.open(io);
    Socket socket = io.socket(client.join("/")).get();

    client.send("437[]", "42{\"password\":1}");

    assertThat(log.lines())
        .allMatch(line -> line.startsWith("DEBUG "))
        .contains("DEBUG " + socket + ": nobody waits for ack 7")
        .anyMatch(line -> line.startsWith("DEBUG " + shown(client) + " breaks the protocol: "))
        .noneMatch(line -> line.contains("password"));
  }

  @Test
  void whoDoesNotDebugReadsWarningsAlone() {
    LogRecorder quiet = new LogRecorder(Level.INFO);
    start(SocketIoServer.builder().maxNamespacesPerConnection(1), quiet);
    io.of("/second");
    TestClient client = TestClient.connect(io);

    client.send("40/second,", "437[]");
    client.vanish();

    assertThat(quiet.lines()).singleElement().asString().startsWith("WARN ");
  }

  private List<String> errors() {
    return log.lines().stream().filter(line -> line.startsWith("ERROR ")).toList();
  }

  private List<String> warnings() {
    return log.lines().stream().filter(line -> line.startsWith("WARN ")).toList();
  }
}
