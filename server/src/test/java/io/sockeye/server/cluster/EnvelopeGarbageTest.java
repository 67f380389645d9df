package io.sockeye.server.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.sockeye.Args;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.testsupport.ByteMistakes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is published to a server is a message, or is refused, and costs little. */
final class EnvelopeGarbageTest {
  private static final long SEED = Long.getLong("fuzz.seed", 4_711);
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 300);

  private static final long ONE_MEGABYTE = 1_000_000;

  private final EnvelopeCodec codec =
      new EnvelopeCodec("0011223344556677", "/", MessageFormats.create());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "null",
        "hello",
        "{\"type\":3,\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":3,\"data\":{},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":3,\"data\":[],\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":0,\"data\":{},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":14,\"data\":{},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":-1,\"data\":{},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":1e999999,\"data\":{},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":\"3\",\"data\":{},\"uid\":\"a\",\"nsp\":\"/\"}",
        // another namespace, or none
        "{\"type\":13,\"uid\":\"a\",\"nsp\":\"/admin\"}",
        "{\"type\":13,\"uid\":\"a\",\"nsp\":null}",
        "{\"type\":13,\"uid\":\"a\"}",
        // nobody
        "{\"type\":13,\"nsp\":\"/\"}",
        "{\"type\":13,\"uid\":\"\",\"nsp\":\"/\"}",
        "{\"type\":13,\"uid\":7,\"nsp\":\"/\"}",
        "{\"type\":13,\"uid\":{},\"nsp\":\"/\"}",
        // what is meant for some must not become one for all
        "{\"type\":4,\"data\":{\"rooms\":[\"r\"]},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":4,\"data\":{\"opts\":{\"rooms\":{}},\"rooms\":[\"r\"]},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":4,\"data\":{\"opts\":{\"rooms\":[{}]},\"rooms\":[\"r\"]},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":4,\"data\":{\"opts\":{\"rooms\":[]}},\"uid\":\"a\",\"nsp\":\"/\"}",
        // packets that are no events, or none that may be emitted
        "{\"type\":3,\"data\":{\"packet\":{\"type\":1,\"data\":[\"ev\"]},\"opts\":{}},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":[]},\"opts\":{}},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":[{}]},\"opts\":{}},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":[\"disconnect\"]},\"opts\":{}},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":\"ev\"},\"opts\":{}},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":7,\"data\":{\"opts\":{}},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":8,\"data\":{\"requestId\":\"q\"},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":8,\"data\":{\"requestId\":\"q\",\"sockets\":[1]},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":8,\"data\":{\"requestId\":\"q\",\"sockets\":[{\"id\":\"s\"}]},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":11,\"data\":{\"requestId\":\"q\",\"clientCount\":-1},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":11,\"data\":{\"requestId\":\"q\",\"clientCount\":1e12},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":11,\"data\":{\"requestId\":\"q\",\"clientCount\":1.5},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":12,\"data\":{\"packet\":1},\"uid\":\"a\",\"nsp\":\"/\"}",
        "{\"type\":13,\"uid\":\"a\",\"nsp\":\"/\"} more",
      })
  void whatIsNoMessageIsRefused(String text) {
    assertRefused(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // an array, a map, a text, bytes and an extension of four billion
        "ddffffffff",
        "dfffffffff",
        "dbffffffff",
        "c6ffffffff",
        "c9ffffffff00",
        "93ddffffffff",
        "84a474797065ddffffffff",
        "c1",
        "80",
        "84",
      })
  void lengthsThatLieAreRefused(String hex) {
    assertRefused(HexFormat.of().parseHex(hex));
  }

  @Test
  void javaObjectsAreNoMessages() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(new ArrayList<>(List.of("a")));

    assertRefused(bytes.toByteArray());
    assertRefused(HexFormat.of().parseHex("80049509000000000000008c026964942e")); // a pickle
  }

  @Test
  void depthIsBounded() {
    String inside = "[".repeat(10_000) + "]".repeat(10_000);
    byte[] arrays = new byte[10_000];
    Arrays.fill(arrays, (byte) 0x91);

    assertRefused(inside.getBytes(UTF_8));
    assertRefused(answer(inside));
    assertRefused(answer("[".repeat(67) + "]".repeat(67)));
    assertRefused(arrays);
  }

  @Test
  void depthUpToTheBoundIsRead() throws ProtocolException {
    String inside = "[".repeat(64) + "]".repeat(64);

    Envelope read = codec.decode(answer(inside));

    Args answer = ((ClusterMessage.ClientAnswer) read.message()).answer();
    assertThat(answer.get(0)).isInstanceOf(List.class);
  }

  @Test
  void whatIsTooBigIsRefusedUnread() {
    byte[] big = answer("\"" + "a".repeat(MessageLimits.MAX_BYTES) + "\"");
    Map<String, byte[]> fields = fields("12", new byte[50_000_000]);

    assertRefused(big);
    assertThatThrownBy(() -> codec.decodeFields(fields)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void whatOthersWouldRefuseIsNotSent() {
    ClusterMessage big =
        new ClusterMessage.ClientAnswer("q", Args.of((Object) new byte[MessageLimits.MAX_BYTES]));
    List<Object> deep = List.of();
    for (int i = 0; i < MessageLimits.MAX_DEPTH; i++) {
      deep = List.of(deep);
    }
    ClusterMessage nested = new ClusterMessage.ClientAnswer("q", Args.of(deep));

    assertThatThrownBy(() -> codec.encode(big))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8000000");
    assertThatThrownBy(() -> codec.encode(nested)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fieldsThatAreNoMessageAreRefused() {
    byte[] data = "{}".getBytes(UTF_8);
    List<Map<String, byte[]>> broken =
        List.of(
            Map.of(),
            fields("", data),
            fields("x", data),
            fields("-1", data),
            fields("333", data),
            fields("3", data),
            fields("3", new byte[0]),
            fields("3", "****".getBytes(UTF_8)),
            fields("3", Base64.getEncoder().encode(new byte[] {1})),
            fields("3", new byte[] {(byte) 0xac, (byte) 0xed}),
            without("uid"),
            without("nsp"),
            without("type"));

    assertThat(broken)
        .allSatisfy(
            fields ->
                assertThatThrownBy(() -> codec.decodeFields(fields))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageStartingWith("expected "));
  }

  @Test
  void garbageCostsLittle() {
    byte[] arrays = new byte[1_000_000];
    Arrays.fill(arrays, (byte) 0xdd);
    List<byte[]> garbage =
        List.of(
            HexFormat.of().parseHex("ddffffffff"),
            arrays,
            "[".repeat(1_000_000).getBytes(UTF_8),
            new byte[50_000_000],
            ("{\"type\":3,\"data\":\"" + "a".repeat(1_000_000)).getBytes(UTF_8));
    garbage.forEach(this::assertRefused); // loads what is needed

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    garbage.forEach(this::refused);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).isLessThan(ONE_MEGABYTE);
  }

  @Test
  void brokenMessagesAreReadOrRefused() {
    ByteMistakes mistakes = new ByteMistakes(SEED);
    List<byte[]> seeds = new ArrayList<>();
    EnvelopeVectorsTest.sharded().forEach(vector -> seeds.add(vector.bytes()));
    EnvelopeVectorsTest.ephemeral().forEach(vector -> seeds.add(vector.bytes()));

    for (byte[] seed : seeds) {
      byte[] broken = seed;
      for (int i = 0; i < ROUNDS; i++) {
        broken = mistakes.in(i % 4 == 0 ? seed : broken);
        use(broken);
      }
    }
  }

  /** What is read can be used and sent on; and nothing but a refusal is thrown. */
  private void use(byte[] input) {
    try {
      ClusterMessage message = codec.decode(input).message();
      codec.encodeMsgpack(message);
      codec.encodeFields(message);
    } catch (ProtocolException refused) {
      assertThat(refused.getMessage()).startsWith("expected ").hasSizeLessThan(300);
    } catch (IllegalArgumentException unwritable) {
      // Sound, and yet beyond what can be bound, such as 1e999999999.
      assertThat(unwritable.getMessage()).contains("argument").contains("expected");
    } catch (Throwable failure) {
      throw new AssertionError(
          "input " + HexFormat.of().formatHex(input) + " with fuzz.seed " + SEED, failure);
    }
  }

  private void assertRefused(byte[] message) {
    assertThatThrownBy(() -> codec.decode(message))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("expected ")
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
  }

  private void refused(byte[] message) {
    try {
      codec.decode(message);
      throw new AssertionError("expected a refusal");
    } catch (ProtocolException expected) {
      // As it should be.
    }
  }

  private static byte[] answer(String json) {
    String envelope =
        "{\"type\":12,\"data\":{\"requestId\":\"q\",\"packet\":%s},\"uid\":\"a\",\"nsp\":\"/\"}";
    return envelope.formatted(json).getBytes(UTF_8);
  }

  private static Map<String, byte[]> fields(String type, byte[] data) {
    return new HashMap<>(
        Map.of(
            "uid", "a".getBytes(UTF_8),
            "nsp", "/".getBytes(UTF_8),
            "type", type.getBytes(UTF_8),
            "data", data));
  }

  private static Map<String, byte[]> without(String field) {
    Map<String, byte[]> fields = fields("13", new byte[0]);
    fields.remove(field);
    return fields;
  }
}
