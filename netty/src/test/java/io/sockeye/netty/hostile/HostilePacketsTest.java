package io.sockeye.netty.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.netty.hostile.RefusedVectors.Packet;
import io.sockeye.netty.hostile.RefusedVectors.PacketRow;
import io.sockeye.testkit.WireClient;
import io.sockeye.testsupport.Leftovers;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packets that cannot be read, do not fit, or cost more than they may: all that the decoder
 * refuses, and all that only a server can judge, over WebSocket and by long polling.
 */
@ExtendWith(Leftovers.class)
final class HostilePacketsTest {
  private static final byte SEPARATOR = 0x1e;
  private static final String ALIVE = "42[\"echo\",\"alive\"]";

  @RegisterExtension static final Siege siege = new Siege();

  private static PacketRow row(Outcome outcome, String about, String... packets) {
    return new PacketRow(about, Stream.of(packets).map(Packet::text).toList(), outcome);
  }

  private static String[] times(int count, String packet) {
    return Stream.generate(() -> packet).limit(count).toArray(String[]::new);
  }

  /** Object members whose names have all the same hash code in Java. */
  private static String collidingNames(int bits) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 1 << bits; i++) {
      json.append(i == 0 ? "\"" : ",\"");
      for (int bit = 0; bit < bits; bit++) {
        json.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      json.append("\":0");
    }
    return json.append('}').toString();
  }

  private static String manyNames(int count) {
    StringBuilder json = new StringBuilder("{\"n\":0");
    for (int i = 0; i < count; i++) {
      json.append(",\"").append(Integer.toString(i, 36)).append("\":0");
    }
    return json.append('}').toString();
  }

  static Stream<PacketRow> rows() {
    return Stream.concat(
        RefusedVectors.rows().stream(),
        Stream.of(
            row(Outcome.PARSE_ERROR, "P21: packet of no type", "x"),
            row(Outcome.PARSE_ERROR, "P21: packet of a type too many", "7"),
            row(Outcome.TRANSPORT_ERROR, "V22: a handshake from the client", "0{\"sid\":\"x\"}"),
            row(Outcome.TRANSPORT_ERROR, "V22: a ping from the client", "2"),
            row(Outcome.TRANSPORT_ERROR, "V22: a probe outside an upgrade", "2probe"),
            row(Outcome.TRANSPORT_ERROR, "V22: an upgrade outside an upgrade", "5"),
            row(Outcome.FORCED_CLOSE, "V22: a refusal from the client", "44{\"message\":\"x\"}"),
            row(Outcome.FORCED_CLOSE, "V8: CONNECT twice", "40"),
            row(Outcome.FORCED_CLOSE, "V8: a thousand CONNECTs", times(1_000, "40")),
            row(Outcome.FORCED_CLOSE, "V22: an event for a namespace not joined", "42/no,[\"e\"]"),
            row(Outcome.FORCED_CLOSE, "V22: an ack for a namespace not joined", "43/no,1[\"e\"]"),
            row(Outcome.FORCED_CLOSE, "V10: 101 acks nobody waits for", times(101, "437[]")),
            row(Outcome.TAKEN, "V10: 100 acks nobody waits for", times(100, "437[]")),
            row(Outcome.TRANSPORT_ERROR, "V41: a flood of pongs", times(17, "3")),
            row(Outcome.TAKEN, "V22: a noop", "6"),
            row(
                Outcome.TAKEN,
                "V25: names that mean something elsewhere",
                "42[\"x\",{\"__proto__\":{\"a\":1},\"class\":\"java.lang.Runtime\",\"@type\":\"x\"}]"),
            row(
                Outcome.TAKEN,
                "V4, P12: 127 levels",
                "42[\"x\"," + "[".repeat(127) + "]".repeat(127) + "]"),
            row(
                Outcome.PARSE_ERROR,
                "V4, P12: a hundred thousand levels",
                "42[\"x\"," + "[".repeat(100_000) + "]".repeat(100_000) + "]"),
            row(
                Outcome.PARSE_ERROR,
                "V4: objects of a hundred thousand levels",
                "42[\"x\"," + "{\"a\":".repeat(100_000)),
            row(Outcome.TAKEN, "V5, P13: 256 digits", "42[\"x\"," + "9".repeat(256) + "]"),
            row(
                Outcome.PARSE_ERROR,
                "V5, P13: 900,000 digits",
                "42[\"x\"," + "9".repeat(900_000) + "]"),
            row(
                Outcome.TAKEN,
                "P13: numbers at the edges",
                "42[\"x\",1e999999999,-0,9007199254740993,-1e-999999999]"),
            row(
                Outcome.PARSE_ERROR,
                "V6: an event's name of 900 KB",
                "42[\"" + "e".repeat(900_000) + "\"]"),
            row(
                Outcome.PARSE_ERROR,
                "V6: a namespace's name of 900 KB",
                "40/" + "n".repeat(900_000) + ","),
            row(
                Outcome.TAKEN,
                "P12: a hundred thousand names",
                "42[\"x\"," + manyNames(99_000) + "]"),
            row(
                Outcome.TAKEN,
                "P12: names of the same hash code",
                "42[\"x\"," + collidingNames(14) + "]"),
            row(Outcome.PARSE_ERROR, "V36: a reserved name", "42[\"newListener\"]"),
            row(
                Outcome.TAKEN,
                "V37: control characters in the name of an event",
                "42[\"\\u001b[31m\\r\\nERROR forged\",\"\\u0000\"]"),
            row(Outcome.TAKEN, "V34: a room is no business of a client", "42[\"join\",\"admins\"]"),
            row(
                Outcome.PARSE_ERROR,
                "V1: 999 attachments",
                "45999-[\"x\",{\"_placeholder\":true,\"num\":0}]")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void byWebSocket(PacketRow row) {
    try (Attacker attacker = siege.joinedWebSocket()) {
      WireClient client = attacker.client();
      for (Packet packet : row.packets()) {
        if (!sent(client, packet)) {
          break;
        }
      }

      if (row.outcome() == Outcome.TAKEN) {
        assertThat(client.text(ALIVE).frame().text()).isEqualTo(ALIVE);
      } else {
        assertThat(siege.endOf(attacker)).isEqualTo(row.outcome().reason);
        assertThat(client.closeFrame().closeCode()).isEqualTo(row.outcome().closeCode);
      }
    }
  }

  /** Whether the server still takes packets. */
  private static boolean sent(WireClient client, Packet packet) {
    try {
      client.frame(packet.isBinary() ? WireClient.BINARY : WireClient.TEXT, packet.bytes());
      return true;
    } catch (UncheckedIOException cut) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void byLongPolling(PacketRow row) {
    try (Attacker attacker = siege.joinedPolling()) {
      WireClient client = attacker.client();
      byte[] payload = payload(row.packets());
      client.send(
          "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
              .formatted(attacker.target(), payload.length));
      WireClient.Answer answer = client.send(payload).answer();

      assertThat(answer.status()).isEqualTo(row.outcome().status);
      if (row.outcome() == Outcome.TAKEN) {
        assertThat(client.post(attacker.target(), ALIVE).answer().status()).isEqualTo(200);
        assertThat(client.get(attacker.target()).answer().body()).endsWith(ALIVE);
        assertThat(client.post(attacker.target(), "1").answer().status()).isEqualTo(200);
      } else {
        if (row.outcome() == Outcome.FORCED_CLOSE) { // Which waits for a poll, to be told by it.
          assertThat(client.get(attacker.target()).answer().body()).endsWith("1");
        }
        assertThat(siege.endOf(attacker)).isEqualTo(row.outcome().reasonByPolling());
        assertThat(client.get(attacker.target()).answer().status()).isEqualTo(400);
      }
    }
  }

  private static byte[] payload(List<Packet> packets) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Packet packet : packets) {
      if (body.size() > 0) {
        body.write(SEPARATOR);
      }
      if (packet.isBinary()) {
        body.write('b');
        body.writeBytes(Base64.getEncoder().encodeToString(packet.bytes()).getBytes(UTF_8));
      } else {
        body.writeBytes(packet.bytes());
      }
    }
    return body.toByteArray();
  }
}
