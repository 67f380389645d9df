package io.sockeye.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.server.adapter.SavedSession;
import io.sockeye.server.adapter.SavedSession.Place;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client left behind, as text. */
final class SessionCodecTest {
  private final SessionCodec codec = new SessionCodec(MessageFormats.create());

  private static SavedSession session(String note) {
    return new SavedSession(
        "id", "pid", Set.of("id", "room"), Map.of("note", note), "ada", Place.UNKNOWN);
  }

  @Test
  void sessionIsReadAsItWasWritten() throws ProtocolException {
    SavedSession read = codec.read(codec.write(session("hello")));

    assertThat(read.id()).isEqualTo("id");
    assertThat(read.pid()).isEqualTo("pid");
    assertThat(read.rooms()).containsExactlyInAnyOrder("id", "room");
    assertThat(read.data()).containsOnlyKeys("note");
    assertThat(read.principal()).isEqualTo("ada");
    assertThat(read.place()).isEqualTo(Place.UNKNOWN);
  }

  @Test
  void whatIsTooLargeIsNotWritten() {
    assertThat(codec.write(session("x".repeat(749_000)))).hasSizeLessThan(1_000_001);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.write(session("x".repeat(750_000))))
        .withMessageMatching("expected a session of at most 1000000 characters, got \\d+");
  }

  @Test
  void whatIsTooLargeIsNotRead() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> codec.read("A".repeat(1_000_004)))
        .withMessage("expected a session of at most 1000000 characters, got 1000004");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not base64", "AAAA", "gA==", "wA=="})
  void whatIsNoSessionIsRefused(String text) {
    assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> codec.read(text));
  }
}
