package io.sockeye.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The defaults of section 3 of the reliability spec, and each limit by itself. */
final class LimitsTest {
  @Test
  void defaultsAreThoseOfTheSpec() {
    assertThat(Limits.defaults())
        .isEqualTo(new Limits(10, 11_000_000, 128, 256, 4_096, 512, 256, 10_000, 16));
  }

  @Test
  void eachLimitIsChangedByItself() {
    Limits changed =
        Limits.defaults()
            .withMaxAttachments(1)
            .withMaxReassemblyBytes(2)
            .withMaxJsonDepth(3)
            .withMaxJsonNumberLength(4)
            .withMaxJsonNameLength(5)
            .withMaxEventNameLength(6)
            .withMaxNamespaceLength(7)
            .withMaxPacketsPerPayload(8)
            .withMaxControlPacketsPerPayload(9);

    assertThat(changed).isEqualTo(new Limits(1, 2, 3, 4, 5, 6, 7, 8, 9));
  }

  @Test
  void limitThatLeavesNoRoomIsRefused() {
    assertThatThrownBy(() -> Limits.defaults().withMaxJsonDepth(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxJsonDepth: expected at least 1, got 0");
    assertThatThrownBy(() -> Limits.defaults().withMaxAttachments(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
