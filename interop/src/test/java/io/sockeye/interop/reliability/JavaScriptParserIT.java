package io.sockeye.interop.reliability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.testsupport.Figures;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Random packets that we encode, the JavaScript parser decodes and encodes again, and we decode:
 * each comes back as it was. Row P04 of the matrix; {@code -Dparser.packets} chooses how many.
 */
final class JavaScriptParserIT {
  private static final int PACKETS = Integer.getInteger("parser.packets", 10_000);
  private static final long SEED = Long.getLong("parser.seed", 4_711);
  private static final long PATIENCE_SECONDS = 30;
  private static final HexFormat HEX = HexFormat.of();

  private final JsonSocketCodec codec = new JsonSocketCodec(JacksonJson.create());
  private final JsonMapper json = new JsonMapper();

  @Test
  void packetsComeBackAsTheyWere() throws Exception {
    long begin = System.nanoTime();
    Process node =
        new ProcessBuilder("node", "tests/servers/parser.mjs").redirectErrorStream(true).start();
    try (BufferedReader answers =
        new BufferedReader(new InputStreamReader(node.getInputStream(), UTF_8))) {
      CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(node));
      SocketDecoder decoder = codec.decoder(Limits.defaults());
      RandomPackets packets = new RandomPackets(SEED);
      for (int i = 0; i < PACKETS; i++) {
        SocketPacket packet = packets.next();
        String answer = answers.readLine();
        if (answer == null) {
          written.get(PATIENCE_SECONDS, TimeUnit.SECONDS); // Which tells why, if it is to blame.
          throw new AssertionError("the process ended before packet " + i);
        }
        assertThat(describe(decode(decoder, answer)))
            .as(() -> "-Dparser.seed=%d: %s came back as %s".formatted(SEED, packet, answer))
            .isEqualTo(describe(packet));
      }
      written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(answers.readLine()).isNull();
      assertThat(node.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(node.exitValue()).isZero();
    } finally {
      node.destroyForcibly();
    }
    Figures.tell(
        "P04",
        "%,d random packets through the JavaScript parser and back in %d s: all as they were",
        PACKETS,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
  }

  /** The same packets as those that are expected back. */
  private void write(Process node) {
    RandomPackets packets = new RandomPackets(SEED);
    try (Writer lines = new BufferedWriter(new OutputStreamWriter(node.getOutputStream(), UTF_8))) {
      for (int i = 0; i < PACKETS; i++) {
        lines.write(line(packets.next()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line(SocketPacket packet) {
    List<Object> messages = new ArrayList<>();
    for (EnginePacket message : codec.encode(packet).packets()) {
      Slice data = message.data();
      messages.add(message.isBinary() ? Map.of("hex", HEX.formatHex(data.toArray())) : data.utf8());
    }
    return json.writeValueAsString(messages) + "\n";
  }

  private @Nullable SocketPacket decode(SocketDecoder decoder, String answer)
      throws ProtocolException {
    assertThat(answer).startsWith("[");
    JsonNode messages = json.readTree(answer);
    SocketPacket packet = null;
    for (JsonNode message : messages) {
      assertThat(packet).as("complete before %s of %s", message, answer).isNull();
      packet =
          decoder.decode(
              message.isString()
                  ? EnginePacket.text(EnginePacket.Type.MESSAGE, message.stringValue())
                  : EnginePacket.binary(HEX.parseHex(message.get("hex").stringValue())));
    }
    return packet;
  }

  /** What a packet says, in a form that can be compared. */
  private static List<@Nullable Object> describe(@Nullable SocketPacket packet) {
    List<@Nullable Object> told = new ArrayList<>();
    if (packet instanceof SocketPacket.Event event) {
      told.addAll(List.of("event", event.name(), event.ackId()));
      told.add(comparable(event.args().toList()));
    } else if (packet instanceof SocketPacket.Ack ack) {
      told.addAll(List.of("ack", ack.id()));
      told.add(comparable(ack.args().toList()));
    } else if (packet instanceof SocketPacket.Connect connect) {
      told.add("connect");
      told.add(comparable(connect.payload().toList()));
    } else if (packet instanceof SocketPacket.ConnectError error) {
      told.add("connect error");
      told.add(comparable(error.payload().toList()));
    } else {
      told.add(packet == null ? "nothing" : "disconnect");
    }
    told.add(packet == null ? null : packet.namespace());
    return told;
  }

  /** Numbers as JavaScript has them, which knows no other zero in JSON than 0. */
  private static @Nullable Object comparable(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue() + 0.0;
    }
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(each -> copy.add(comparable(each)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((name, member) -> copy.put(name, comparable(member)));
      return copy;
    }
    return value;
  }
}
