package io.sockeye.protocol.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The limits of revision 3, and its two polling forms; what it looks like is in the vectors. */
final class V3CodecTest {
  private final EngineCodec codec = EngineVersion.V3.codec();
  private final BinaryPayload binary = codec.binaryPayload().orElseThrow();

  @Test
  void payloadOfTooManyPacketsIsRefusedWhereTheLimitIs() throws ProtocolException {
    Limits limits = Limits.defaults().withMaxPacketsPerPayload(3);
    byte[] textual = bytes("2:4a2:4b2:4c2:4d2:4e");
    byte[] binaries = repeat(new byte[] {0, 2, -1, '4', 'a'}, 5);

    for (PayloadDecoder decoder :
        List.of(codec.payload(textual, limits), binary.decoder(binaries, limits))) {
      assertThat(decoder.next()).isNotNull();
      assertThat(decoder.next()).isNotNull();
      assertThat(decoder.next()).isNotNull();
      assertThatThrownBy(decoder::next)
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("at most 3 packets");
      assertThat(decoder.next()).isNull();
    }
  }

  @Test
  void floodOfControlPacketsIsRefusedAtTheSeventeenth() throws ProtocolException {
    byte[] textual = bytes("1:2".repeat(300_000));
    byte[] binaries = repeat(new byte[] {0, 1, -1, '2'}, 200_000);

    for (PayloadDecoder decoder :
        List.of(
            codec.payload(textual, Limits.defaults()),
            binary.decoder(binaries, Limits.defaults()))) {
      for (int i = 0; i < 16; i++) {
        assertThat(decoder.next()).isNotNull();
      }
      assertThatThrownBy(decoder::next)
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("at most 16 packets other than messages");
      assertThat(decoder.next()).isNull();
    }
  }

  @Test
  void floodOfEmptyPacketsIsRefusedAtTheLimit() {
    PayloadDecoder decoder = codec.payload(bytes("0:".repeat(500_000)), Limits.defaults());

    assertThatThrownBy(decoder::next)
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("at most 10000 packets");
  }

  @Test
  void lengthOfAMillionDigitsIsRefusedWithoutReadingItsNumber() {
    byte[] digits = bytes("9".repeat(1_000_000) + ":4a");
    byte[] binaryDigits = new byte[1_000_000];
    Arrays.fill(binaryDigits, (byte) 9);
    binaryDigits[0] = 0;

    assertThatThrownBy(codec.payload(digits, Limits.defaults())::next)
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(binary.decoder(binaryDigits, Limits.defaults())::next)
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void packetDoesNotKeepTheBodyThatItCameIn() throws ProtocolException {
    String big = "4" + "b".repeat(10_000);

    PayloadDecoder decoder = codec.payload(bytes("2:4a10001:" + big), Limits.defaults());

    assertThat(decoder.next().frame().array()).hasSize(2);
  }

  @Test
  void groupsAreSetSideBySideInBothForms() {
    PacketGroup event =
        PacketGroup.of(
            EnginePacket.text(EnginePacket.Type.MESSAGE, "€"), List.of(new byte[] {1, 2}));
    PacketGroup pong = PacketGroup.of(EnginePacket.of(EnginePacket.Type.PONG));

    assertThat(PacketGroup.payload(EngineVersion.V3, List.of(pong, event, pong)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("1:32:4€6:b4AQI=1:3");
    assertThat(PacketGroup.binaryPayload(EngineVersion.V3, List.of(pong, event)))
        .containsExactly(0, 1, 0xff, '3', 0, 4, 0xff, '4', 0xe2, 0x82, 0xac, 1, 3, 0xff, 4, 1, 2);
  }

  @Test
  void base64FramesHaveTheTypeToo() {
    PacketGroup group = PacketGroup.of(EnginePacket.binary(new byte[] {1, 2, 3, 4}));

    assertThat(group.base64Frames(EngineVersion.V3).bytes(0).utf8()).isEqualTo("b4AQIDBA==");
    assertThat(group.base64Frames(EngineVersion.V3).isBinary(0)).isFalse();
  }

  @Test
  void wireFormsOfEachRevisionAreMadeOnceAndKeptApart() {
    PacketGroup group = PacketGroup.of(EnginePacket.binary(new byte[] {1}));

    for (EngineVersion version : EngineVersion.values()) {
      assertThat(group.frames(version)).isSameAs(group.frames(version));
      assertThat(group.base64Frames(version)).isSameAs(group.base64Frames(version));
      assertThat(group.payload(version)).isSameAs(group.payload(version));
    }
    byte[] once = PacketGroup.binaryPayload(EngineVersion.V3, List.of(group));
    assertThat(PacketGroup.binaryPayload(EngineVersion.V3, List.of(group))).isSameAs(once);
    assertThat(group.payload(EngineVersion.V3)).asString().isEqualTo("6:b4AQ==");
    assertThat(group.payload(EngineVersion.V4)).asString().isEqualTo("bAQ==");
  }

  @Test
  void textFrameIsThePacketsOwnBytesInBothRevisions() {
    EnginePacket packet = EnginePacket.text(EnginePacket.Type.MESSAGE, "a");

    assertThat(PacketGroup.of(packet).frames(EngineVersion.V3).bytes(0)).isSameAs(packet.frame());
  }

  @Test
  void groupKnowsWhetherItHasBytes() {
    EnginePacket head = EnginePacket.text(EnginePacket.Type.MESSAGE, "a");

    assertThat(PacketGroup.of(head).hasBinary()).isFalse();
    assertThat(PacketGroup.of(head, List.of(new byte[0])).hasBinary()).isTrue();
    assertThat(PacketGroup.of(EnginePacket.binary(new byte[0])).hasBinary()).isTrue();
  }

  @Test
  void revisionFourHasNoBinaryPayload() {
    PacketGroup group = PacketGroup.of(EnginePacket.binary(new byte[] {1}));

    assertThat(EngineVersion.V4.codec().binaryPayload()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketGroup.binaryPayload(EngineVersion.V4, List.of(group)));
  }

  private static byte[] repeat(byte[] part, int times) {
    byte[] all = new byte[part.length * times];
    for (int i = 0; i < all.length; i++) {
      all[i] = part[i % part.length];
    }
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
