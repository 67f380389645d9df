package io.sockeye.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.benchmarks.load.LoadOptions.Option;
import io.sockeye.server.SocketIoServer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The load tool finishes against a server that is right, and fails against one that is not. */
@Timeout(30)
class LoadRunTest {
  private static final int CLIENTS = 10;
  private static final int COUNT = 200;

  @ParameterizedTest
  @EnumSource(value = ScenarioKind.class, names = "IDLE", mode = EnumSource.Mode.EXCLUDE)
  void everyScenarioCountsTheAnswersOfARightServer(ScenarioKind kind) {
    try (BenchServer server = BenchServer.start()) {
      Measurement measurement = LoadRun.run(options(kind, server));

      assertThat(measurement.values()).containsEntry("count", (double) COUNT);
      assertThat(measurement.values().get(Measurement.CPU)).isPositive();
      assertThat(measurement.values().get("p99Micros")).isPositive();
    }
  }

  @Test
  void idleClientsAreOpenedAndMeasured() {
    try (BenchServer server = BenchServer.start()) {
      LoadOptions options =
          options(ScenarioKind.IDLE, server).with(Option.PID, 0).with(Option.SECONDS, 0);

      assertThat(LoadRun.run(options).values()).containsEntry("clients", (double) CLIENTS);
    }
  }

  @Test
  void nodesThatDoNotReachEachOtherFail() {
    try (BenchServer one = BenchServer.start();
        BenchServer other = BenchServer.start()) {
      LoadOptions options = options(ScenarioKind.ACROSS, one).with(Option.OTHER_PORT, other.port());

      assertThatThrownBy(() -> LoadRun.run(options))
          .isInstanceOf(LoadFailure.class)
          .hasMessageContaining("nothing came");
    }
  }

  @Test
  void whatNodesAndBrokerUseIsToldByItself() {
    long self = ProcessHandle.current().pid();
    try (BenchServer server = BenchServer.start()) {
      Measurement measurement =
          LoadRun.run(
              options(ScenarioKind.ACROSS, server)
                  .with(Option.OTHER_PID, self)
                  .with(Option.BROKER_PID, self));

      double broker = measurement.values().get(Measurement.BROKER_CPU);
      assertThat(broker).isPositive();
      // This process was named twice as a node, and once as the broker.
      assertThat(measurement.values().get(Measurement.CPU)).isGreaterThan(broker);
    }
  }

  @Test
  void anotherTextThanWasSentFails() {
    assertFails(
        ScenarioKind.ECHO,
        io -> io.on("echo", String.class, (socket, text) -> socket.emit("echo", text + "!")),
        "expected text 42[\"echo\"");
  }

  @Test
  void theAnswerToTheMessageBeforeFails() {
    assertFails(
        ScenarioKind.ECHO16,
        io ->
            io.on(
                "echo",
                String.class,
                (socket, text) -> socket.emit("echo", text.replace("/003", "/002"))),
        "/002");
  }

  @Test
  void anAnswerTooManyFails() {
    assertFails(
        ScenarioKind.ECHO,
        io ->
            io.on(
                "echo",
                String.class,
                (socket, text) -> {
                  socket.emit("echo", text);
                  socket.emit("echo", text);
                }),
        "got text 42[\"echo\"");
  }

  @Test
  void anAckWithAnotherIdOrTextFails() {
    assertFails(
        ScenarioKind.ACK,
        io -> io.onRequest("ack", String.class, (socket, text) -> "other"),
        "expected text 43100[\"000");
  }

  @Test
  void aByteThatChangedFails() {
    assertFails(
        ScenarioKind.BINARY,
        io ->
            io.on(
                "bin",
                byte[].class,
                (socket, binary) -> {
                  binary[binary.length - 1] = 0;
                  socket.emit("bin", binary);
                }),
        "expected binary");
  }

  @Test
  void aDeliveryThatIsMissingFails() {
    assertFails(
        ScenarioKind.BROADCAST,
        io -> io.on("bcast", (socket, args, ack) -> socket.broadcast().emit("bcast", args.get(0))),
        "1 answers are missing");
  }

  @Test
  void silenceFails() {
    assertFails(ScenarioKind.POLLING, io -> {}, "10 answers are missing");
  }

  @Test
  void anotherTextByPollingFails() {
    assertFails(
        ScenarioKind.POLLING,
        io -> io.on("echo", String.class, (socket, text) -> socket.emit("echo", "other")),
        "got 42[\"echo\",\"other\"]");
  }

  private static void assertFails(
      ScenarioKind kind, Consumer<SocketIoServer> listeners, String message) {
    try (BenchServer server = BenchServer.start(listeners)) {
      LoadOptions options = options(kind, server);

      assertThatThrownBy(() -> LoadRun.run(options))
          .isInstanceOf(LoadFailure.class)
          .hasMessageContaining(message);
    }
  }

  private static LoadOptions options(ScenarioKind kind, BenchServer server) {
    return LoadOptions.of(kind, server.port())
        .with(Option.OTHER_PORT, server.port())
        .with(Option.PID, ProcessHandle.current().pid())
        .with(Option.CLIENTS, CLIENTS)
        .with(Option.COUNT, COUNT)
        .with(Option.WARM_UP, 0)
        .with(Option.SECONDS, 10)
        .with(Option.TIMEOUT, 1);
  }
}
