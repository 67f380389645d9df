package io.sockeye.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.benchmarks.load.LoadOptions.Option;
import io.sockeye.server.SocketIoServer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As {@link LoadRunTest}, with what is compressed. */
@Timeout(30)
class CompressionTest {
  private static final int COUNT = 200;

  /** Enough for clients to compress what they send. */
  private static final int SIZE = 2_000;

  @ParameterizedTest
  @EnumSource(
      value = ScenarioKind.class,
      names = {"IDLE", "POLLING"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyScenarioCountsMessagesThatStandAlone(ScenarioKind kind) {
    try (BenchServer server = BenchServer.startCompressing(false)) {
      assertThat(LoadRun.run(options(kind, server)).values())
          .containsEntry("count", (double) COUNT);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ScenarioKind.class,
      names = {"IDLE", "POLLING"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyScenarioCountsMessagesOfAWindowThatLivesOn(ScenarioKind kind) {
    try (BenchServer server = BenchServer.startCompressing(true)) {
      assertThat(LoadRun.run(options(kind, server)).values())
          .containsEntry("count", (double) COUNT);
    }
  }

  @Test
  void compressedAnswersAreSmaller() {
    try (BenchServer server = BenchServer.startCompressing(false)) {
      LoadOptions plain = options(ScenarioKind.ECHO4K, server).with(Option.COMPRESS, 0);
      LoadOptions compressed = options(ScenarioKind.ECHO4K, server);

      assertThat(received(plain)).isBetween(2_000.0, 2_100.0);
      assertThat(received(compressed)).isBetween(400.0, 1_000.0);
    }
  }

  @Test
  void messagesThatComeAgainStandInNoWindow() {
    try (BenchServer server = BenchServer.startCompressing(true)) {
      assertThat(received(options(ScenarioKind.ECHO4K, server).with(Option.CLIENTS, 1)))
          .isBetween(250.0, 1_000.0);
    }
  }

  private static double received(LoadOptions options) {
    Double bytes = LoadRun.run(options).values().get(Measurement.BYTES);
    assertThat(bytes).isNotNull();
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anotherTextThanWasSentFails(boolean takeover) {
    assertFails(
        takeover,
        io -> io.on("echo", String.class, (socket, text) -> socket.emit("echo", text + "!")),
        "expected text 42[\"echo\"");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theAnswerToTheMessageBeforeFails(boolean takeover) {
    assertFails(
        takeover,
        io ->
            io.on(
                "echo",
                String.class,
                (socket, text) -> socket.emit("echo", text.replace("/001", "/000"))),
        "/000");
  }

  @Test
  void serverThatDoesNotCompressFails() {
    try (BenchServer server = BenchServer.start()) {
      LoadOptions options = options(ScenarioKind.ECHO4K, server);

      assertThatThrownBy(() -> LoadRun.run(options))
          .isInstanceOf(LoadFailure.class)
          .hasMessageContaining("expected the server to accept permessage-deflate");
    }
  }

  @Test
  void pollingHasNothingToCompress() {
    try (BenchServer server = BenchServer.start()) {
      LoadOptions options = options(ScenarioKind.POLLING, server);

      assertThatThrownBy(() -> LoadRun.run(options))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--compress: long polling");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate; client_max_window_bits=10",
        "permessage-deflate; whatever",
        "x-webkit-deflate-frame",
        "permessage-deflate, permessage-deflate"
      })
  void anAnswerThatWasNotOfferedFails(String field) {
    String head = "http/1.1 101 x\r\nsec-websocket-extensions: " + field + "\r\n\r\n";

    assertThatThrownBy(() -> DeflateAnswer.of(head))
        .isInstanceOf(LoadFailure.class)
        .hasMessageContaining("parameters that were offered");
  }

  @Test
  void serverSaysWhetherItsWindowLivesOn() {
    String head = "http/1.1 101 x\r\nsec-websocket-extensions: permessage-deflate%s\r\n\r\n";

    assertThat(DeflateAnswer.of(head.formatted("")).serverTakeover()).isTrue();
    assertThat(
            DeflateAnswer.of(
                    head.formatted("; client_no_context_takeover;server_max_window_bits=9"))
                .serverTakeover())
        .isTrue();
    assertThat(DeflateAnswer.of(head.formatted(";server_no_context_takeover")).serverTakeover())
        .isFalse();
  }

  @Test
  void clientsCompressWhatIsLongEnough() {
    byte[] text = Records.of(0, 0, DeflatedFrames.THRESHOLD).getBytes(UTF_8);
    byte[] shorter = Arrays.copyOf(text, text.length - 1);

    byte[] frame = DeflatedFrames.frame(ClientFrames.TEXT, text);

    assertThat(frame[0]).isEqualTo((byte) 0xC1);
    assertThat(frame).hasSizeLessThan(text.length / 2);
    assertThat(DeflatedFrames.frame(ClientFrames.TEXT, shorter))
        .isEqualTo(ClientFrames.frame(ClientFrames.TEXT, shorter));
  }

  @Test
  void whatDoesNotInflateFails() {
    MessageInflater inflater = new MessageInflater();
    byte[] noise = {(byte) 0xFF, 1, 2, 3};

    assertThatThrownBy(() -> inflater.inflate(null, noise, 0, noise.length))
        .isInstanceOf(LoadFailure.class)
        .hasMessage("expected a message that inflates");
  }

  @Test
  void whatInflatesWithoutBoundFails() {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(new byte[1 << 22]);
    byte[] bomb = new byte[1 << 14];
    int length = deflater.deflate(bomb, 0, bomb.length, Deflater.SYNC_FLUSH);
    deflater.end();
    MessageInflater inflater = new MessageInflater();

    assertThatThrownBy(() -> inflater.inflate(null, bomb, 0, length))
        .isInstanceOf(LoadFailure.class)
        .hasMessage("expected a message of less than 2097152 bytes when inflated");
  }

  private static void assertFails(
      boolean takeover, Consumer<SocketIoServer> listeners, String message) {
    try (BenchServer server = BenchServer.startCompressing(takeover, listeners)) {
      LoadOptions options = options(ScenarioKind.ECHO4K, server);

      assertThatThrownBy(() -> LoadRun.run(options))
          .isInstanceOf(LoadFailure.class)
          .hasMessageContaining(message);
    }
  }

  private static LoadOptions options(ScenarioKind kind, BenchServer server) {
    return LoadOptions.of(kind, server.port())
        .with(Option.OTHER_PORT, server.port())
        .with(Option.COMPRESS, 1)
        .with(Option.SIZE, SIZE)
        .with(Option.CLIENTS, 10)
        .with(Option.COUNT, COUNT)
        .with(Option.WARM_UP, 0)
        .with(Option.SECONDS, 10)
        .with(Option.TIMEOUT, 1);
  }
}
