package io.sockeye.protocol.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The limits of revision 4; what it looks like is in the vectors. */
final class V4CodecTest {
  private final EngineCodec codec = EngineVersion.V4.codec();

  @Test
  void payloadOfTooManyPacketsIsRefusedWhereTheLimitIs() throws ProtocolException {
    Limits limits = Limits.defaults().withMaxPacketsPerPayload(3);
    PayloadDecoder decoder = codec.payload(bytes("4a\u001e4b\u001e4c\u001e4d\u001e4e"), limits);

    assertThat(decoder.next()).isNotNull();
    assertThat(decoder.next()).isNotNull();
    assertThat(decoder.next()).isNotNull();
    assertThatThrownBy(decoder::next)
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("at most 3 packets");
  }

  @Test
  void floodOfControlPacketsIsRefusedAtTheSeventeenth() throws ProtocolException {
    for (String packet : List.of("6", "3", "2probe")) {
      String flood = (packet + "\u001e").repeat(200_000) + "6";
      PayloadDecoder decoder = codec.payload(bytes("4a\u001e" + flood), Limits.defaults());

      for (int i = 0; i < 17; i++) {
        assertThat(decoder.next()).isNotNull();
      }
      assertThatThrownBy(decoder::next)
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("at most 16 packets other than messages");
      assertThat(decoder.next()).isNull();
    }
  }

  @Test
  void floodOfEmptyMessagesIsRefusedAtTheLimit() throws ProtocolException {
    PayloadDecoder decoder = codec.payload(bytes("4\u001e".repeat(500_000)), Limits.defaults());

    for (int i = 0; i < 10_000; i++) {
      assertThat(decoder.next()).isNotNull();
    }
    assertThatThrownBy(decoder::next).isInstanceOf(ProtocolException.class);
  }

  @Test
  void packetDoesNotKeepTheBodyThatItCameIn() throws ProtocolException {
    PayloadDecoder decoder =
        codec.payload(bytes("4a\u001e4" + "b".repeat(10_000)), Limits.defaults());

    assertThat(decoder.next().frame().array()).hasSize(2);
  }

  @Test
  void errorSaysWhatWasExpectedAndWhatCame() {
    assertThatThrownBy(() -> codec.decodeText(bytes("x")))
        .hasMessage("expected an Engine.IO packet type from 0 to 6 or b, got byte 120")
        .hasNoCause();
    assertThatThrownBy(() -> codec.decodeText(bytes("bAA!")))
        .hasMessage("expected base64, got byte 33 at position 2");
    assertThatThrownBy(() -> codec.decodeText(bytes("")))
        .hasMessage("expected an Engine.IO packet, got an empty one");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
