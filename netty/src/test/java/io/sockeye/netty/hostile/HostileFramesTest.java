package io.sockeye.netty.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.testkit.WireClient;
import io.sockeye.testkit.WireClient.Frame;
import io.sockeye.testsupport.Leftovers;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What RFC 6455 forbids, or allows to cost too much: rows V23, V24 and P25 of the matrix. */
@ExtendWith(Leftovers.class)
final class HostileFramesTest {
  @RegisterExtension static final Siege siege = new Siege();

  /**
   * Bytes of a client whose WebSocket is in the main namespace.
   *
   * @param closeCode that of the server's close frame
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Row(String about, int closeCode, byte[] bytes) {
    @Override
    public String toString() {
      return about;
    }
  }

  private static Row row(int closeCode, String about, byte[]... frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      bytes.writeBytes(frame);
    }
    return new Row(about, closeCode, bytes.toByteArray());
  }

  private static byte[] hex(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }

  /** A frame as a client sends it. */
  private static byte[] frame(boolean fin, int opcode, byte[] payload) {
    return WireClient.encode(fin, opcode, payload);
  }

  /** The same of text. */
  private static byte[] text(boolean fin, int opcode, String text) {
    return frame(fin, opcode, text.getBytes(ISO_8859_1));
  }

  private static byte[] close(String payload) {
    return frame(true, WireClient.CLOSE, hex(payload));
  }

  private static byte[] many(int count, byte[] frame) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      bytes.writeBytes(frame);
    }
    return bytes.toByteArray();
  }

  static Stream<Row> rows() {
    int t = WireClient.TEXT;
    int c = WireClient.CONTINUATION;
    return Stream.of(
        row(1002, "a frame that is not masked", hex("81 01 36")),
        row(1002, "first reserved bit", hex("c1 81 00 00 00 00 36")),
        row(1002, "second reserved bit", hex("a1 81 00 00 00 00 36")),
        row(1002, "third reserved bit", hex("91 81 00 00 00 00 36")),
        row(1002, "opcode 3", hex("83 80 00 00 00 00")),
        row(1002, "opcode 7", hex("87 80 00 00 00 00")),
        row(1002, "opcode 11", hex("8b 80 00 00 00 00")),
        row(1002, "opcode 15", hex("8f 80 00 00 00 00")),
        row(1002, "a ping of 126 bytes", frame(true, WireClient.PING, new byte[126])),
        row(1002, "a close frame of 126 bytes", frame(true, WireClient.CLOSE, new byte[126])),
        row(1002, "half a ping", frame(false, WireClient.PING, new byte[1])),
        row(1002, "half a close frame", frame(false, WireClient.CLOSE, hex("03 e8"))),
        row(1002, "half a close code", close("03")),
        row(1002, "close code 0", close("00 00")),
        row(1002, "close code 999", close("03 e7")),
        row(1002, "close code 1004", close("03 ec")),
        row(1002, "close code 1005", close("03 ed")),
        row(1002, "close code 1006", close("03 ee")),
        row(1002, "close code 1015", close("03 f7")),
        row(1002, "close code 2999", close("0b b7")),
        row(1002, "close code 5000", close("13 88")),
        row(1007, "a close reason that is no text", close("03 e8 ff")),
        row(1000, "close code 1000", close("03 e8")),
        row(3000, "close code 3000", close("0b b8")),
        row(1002, "the rest of no message", text(true, c, "42")),
        row(1002, "a message within a message", text(false, t, "4"), text(true, t, "4")),
        row(1002, "bytes within text", text(false, t, "4"), frame(true, 2, new byte[1])),
        row(1002, "a length of two bytes for one", hex("81 fe 00 01 00 00 00 00 36")),
        row(
            1002,
            "a length of eight bytes for two",
            hex("81 ff 00 00 00 00 00 00 00 80 00 00 00 00")),
        row(1002, "a length below nothing", hex("81 ff ff ff ff ff ff ff ff ff 00 00 00 00")),
        row(1009, "a length beyond memory", hex("81 ff 7f ff ff ff ff ff ff ff 00 00 00 00")),
        row(1009, "one byte too many", hex("81 ff 00 00 00 00 00 0f 42 41 00 00 00 00")),
        row(
            1009,
            "one byte too many in two frames",
            frame(false, t, "4".repeat(999_999).getBytes(UTF_8)),
            hex("80 82 00 00 00 00")),
        row(1007, "text with a byte 255", text(true, t, "4\u00ff")),
        row(1007, "an overlong slash", text(true, t, "4\u00c0\u00af")),
        row(1007, "an encoded surrogate", text(true, t, "4\u00ed\u00a0\u0080")),
        row(1007, "beyond the last character", text(true, t, "4\u00f4\u0090\u0080\u0080")),
        row(1007, "half a character", text(true, t, "4\u00e2\u0082")),
        row(
            1007,
            "half a character in a second frame",
            text(false, t, "4\u00e2"),
            text(true, c, "\u0082")),
        row(
            1008,
            "P25: 1,025 frames of a byte",
            text(false, t, "4"),
            many(1_024, text(false, c, "x"))),
        row(
            1008,
            "P25: empty frames without end",
            text(false, t, ""),
            many(9_999, hex("00 80 00 00 00 00"))));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void violationEndsTheConnection(Row row) {
    try (Attacker attacker = siege.joinedWebSocket()) {
      send(attacker.client(), row.bytes());

      assertThat(attacker.client().closeFrame().closeCode()).isEqualTo(row.closeCode());
      assertThat(siege.endOf(attacker))
          .isEqualTo(
              row.closeCode() == 1000 || row.closeCode() == 3000
                  ? "transport close"
                  : "transport error");
    }
  }

  /** The server may have cut the connection before all is written. */
  private static void send(WireClient client, byte[] bytes) {
    try {
      client.send(bytes);
    } catch (UncheckedIOException cut) {
      // What it said before is still there to be read.
    }
  }

  static Stream<Row> allowed() {
    int t = WireClient.TEXT;
    int c = WireClient.CONTINUATION;
    return Stream.of(
        row(0, "an empty frame in front", text(false, t, ""), text(true, c, "42[\"echo\",\"x\"]")),
        row(
            0,
            "1,024 frames",
            text(false, t, "42[\"echo\",\"x\""),
            many(1_022, text(false, c, " ")),
            text(true, c, "]")),
        row(
            0,
            "a character over two frames",
            text(false, t, "42[\"echo\",\"x\",\"\u00e2"),
            text(true, c, "\u0082\u00ac\"]")));
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void whatIsAllowedIsTaken(Row row) {
    try (Attacker attacker = siege.joinedWebSocket()) {
      send(attacker.client(), row.bytes());

      Frame echo = attacker.client().frame();

      assertThat(echo.text()).startsWith("42[\"echo\",\"x\"");
    }
  }
}
