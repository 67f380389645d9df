package io.sockeye.protocol.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A packet and its attachments on their way to the wire. */
final class PacketGroupTest {
  private static final EnginePacket HEAD = EnginePacket.text(EnginePacket.Type.MESSAGE, "52-[]");

  private final PacketGroup group =
      PacketGroup.of(HEAD, List.of(new byte[] {1, 2}, new byte[] {(byte) 0xff}));

  @Test
  void whoeverKeepsItForLongMayDropWhatWasComputed() {
    PacketGroup sent = group.withCompress(false);
    WireFrames frames = sent.frames(EngineVersion.V4);

    PacketGroup kept = sent.withoutForms();

    assertThat(kept.frames(EngineVersion.V4)).isNotSameAs(frames);
    assertThat(kept.packets()).isEqualTo(sent.packets());
    assertThat(kept.size()).isEqualTo(sent.size());
    assertThat(kept.compress()).isFalse();
  }

  @Test
  void framesAreTheHeadAndThenTheAttachments() {
    WireFrames frames = group.frames(EngineVersion.V4);

    assertThat(frames.count()).isEqualTo(3);
    assertThat(frames.isBinary(0)).isFalse();
    assertThat(frames.bytes(0).utf8()).isEqualTo("452-[]");
    assertThat(frames.isBinary(1)).isTrue();
    assertThat(frames.bytes(1).toArray()).containsExactly(1, 2);
    assertThat(frames.bytes(2).toArray()).containsExactly(0xff);
    assertThat(frames.totalBytes()).isEqualTo(9);
    assertThat(group.size()).isEqualTo(9);
  }

  @Test
  void base64FramesAreAllText() {
    WireFrames frames = group.base64Frames(EngineVersion.V4);

    assertThat(frames.count()).isEqualTo(3);
    assertThat(frames.isBinary(1)).isFalse();
    assertThat(frames.bytes(0).utf8()).isEqualTo("452-[]");
    assertThat(frames.bytes(1).utf8()).isEqualTo("bAQI=");
    assertThat(frames.bytes(2).utf8()).isEqualTo("b/w==");
  }

  @Test
  void longBase64HasNoLineBreak() {
    PacketGroup big = PacketGroup.of(EnginePacket.binary(new byte[10_000]));

    assertThat(text(big.payload(EngineVersion.V4))).hasSize(13_337).doesNotContain("\n");
  }

  @Test
  void payloadJoinsPacketsAndGroupsWithoutSeparatorAtTheEnds() {
    PacketGroup ping = PacketGroup.of(EnginePacket.of(EnginePacket.Type.PING));

    assertThat(text(group.payload(EngineVersion.V4))).isEqualTo("452-[]\u001ebAQI=\u001eb/w==");
    assertThat(text(PacketGroup.payload(EngineVersion.V4, List.of(ping, group, ping))))
        .isEqualTo("2\u001e452-[]\u001ebAQI=\u001eb/w==\u001e2");
    assertThat(PacketGroup.payload(EngineVersion.V4, List.of(ping))).containsExactly('2');
  }

  @Test
  void wireFormsAreMadeOnceAndSharedWithTheUncompressedView() {
    PacketGroup plain = group.withCompress(false);

    assertThat(group.compress()).isTrue();
    assertThat(plain.compress()).isFalse();
    assertThat(plain.withCompress(true).compress()).isTrue();
    assertThat(group.withCompress(true)).isSameAs(group);
    assertThat(plain.frames(EngineVersion.V4)).isSameAs(group.frames(EngineVersion.V4));
    assertThat(plain.base64Frames(EngineVersion.V4)).isSameAs(group.base64Frames(EngineVersion.V4));
    assertThat(plain.payload(EngineVersion.V4)).isSameAs(group.payload(EngineVersion.V4));
    assertThat(plain.packets()).isSameAs(group.packets());
  }

  @Test
  void textFrameIsThePacketsOwnBytes() {
    PacketGroup single = PacketGroup.of(HEAD);

    assertThat(single.frames(EngineVersion.V4).bytes(0)).isSameAs(HEAD.frame());
  }

  @Test
  void preparedFormIsMadeOnceForEachMaker() {
    WireFrames frames = group.frames(EngineVersion.V4);
    int[] made = {0};
    Function<WireFrames, String> maker = wire -> "form " + ++made[0] + " of " + wire.count();
    Function<WireFrames, Integer> other = WireFrames::count;

    assertThat(frames.prepared(maker)).isEqualTo("form 1 of 3");
    assertThat(frames.prepared(maker)).isEqualTo("form 1 of 3");
    assertThat(frames.prepared(other)).isEqualTo(3);
    assertThat(made[0]).isEqualTo(1);
  }

  @Test
  void codedPayloadIsMadeOnceForEachPayloadAndSharedWithTheUncompressedView() {
    int[] made = {0};
    UnaryOperator<byte[]> coding = payload -> new byte[] {(byte) payload.length, (byte) ++made[0]};
    byte[] newer = group.payload(EngineVersion.V4);
    byte[] older = group.payload(EngineVersion.V3);

    byte[] coded = group.coded(coding, newer);

    assertThat(coded).containsExactly(newer.length, 1);
    assertThat(group.coded(coding, older)).containsExactly(older.length, 2);
    assertThat(group.withCompress(false).coded(coding, newer)).isSameAs(coded);
    assertThat(group.coded(coding, new byte[7])).as("of a stranger").containsExactly(7, 3);
    assertThat(group.coded(UnaryOperator.identity(), newer)).isSameAs(newer);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
