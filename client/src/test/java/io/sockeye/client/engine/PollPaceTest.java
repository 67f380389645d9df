package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EnginePacket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How fast polls may follow each other. */
final class PollPaceTest {
  private final PollPace pace = new PollPace();

  private Duration after(int answers, Duration waited) {
    for (int i = 0; i < answers; i++) {
      pace.onAnswer(waited);
      pace.onPacket(EnginePacket.Type.NOOP);
    }
    return pace.pause();
  }

  @Test
  void answersAtOnceAreMetByALongerAndLongerPause() {
    assertThat(after(20, Duration.ZERO)).isZero();
    assertThat(after(1, Duration.ZERO)).hasMillis(10);
    assertThat(after(1, Duration.ZERO)).hasMillis(20);
    assertThat(after(100, Duration.ofMillis(9))).hasMillis(1000);
  }

  @Test
  void packetClearsIt() {
    after(100, Duration.ZERO);
    pace.onAnswer(Duration.ZERO);
    pace.onPacket(EnginePacket.Type.PING);
    assertThat(pace.pause()).isZero();
    assertThat(after(20, Duration.ZERO)).isZero();
  }

  @Test
  void pollThatWaitedClearsIt() {
    after(100, Duration.ZERO);

    assertThat(after(1, Duration.ofMillis(100))).isZero();
  }
}
