package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class StreamPositionTest {
  private static StreamInfo info(long time, long added, long length) {
    return info(time, added, length, time - length + 1);
  }

  private static StreamInfo info(long time, long added, long length, long first) {
    return new StreamInfo(
        new StreamId(time, 0), added, length, length == 0 ? null : new StreamId(first, 0));
  }

  private static StreamPosition read(int entries) {
    StreamPosition position = new StreamPosition(info(0, 0, 0));
    for (int i = 1; i <= entries; i++) {
      position.advance(new StreamId(i, 0));
    }
    return position;
  }

  @Test
  void nothingIsMissedOfWhatIsStillThere() {
    StreamPosition position = read(5);

    assertThat(position.wasReset(info(9, 9, 6))).isFalse();
    assertThat(position.missed(info(9, 9, 6))).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void entriesThatWereTrimmedAreMissedOnce() {
    StreamPosition position = read(5);

    assertThat(position.missed(info(20, 20, 8))).isEqualTo(OptionalLong.of(7));
    assertThat(position.missed(info(20, 20, 8))).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void streamThatEndsBeforeThePositionWasReset() {
    StreamPosition position = read(5);

    assertThat(position.wasReset(info(2, 2, 2))).isTrue();

    assertThat(position.id()).isEqualTo(new StreamId(2, 0));
  }

  @Test
  void streamThatWasResetAndHasNewerEntriesIsReadFromItsBeginning() {
    StreamPosition position = read(5);

    assertThat(position.wasReset(info(8, 3, 2))).isTrue();

    assertThat(position.id()).isEqualTo(new StreamId(5, 0));
    assertThat(position.wasReset(info(8, 3, 2))).isFalse();
    assertThat(position.missed(info(8, 3, 2))).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void streamThatWasResetAndHasAsManyNewerEntriesIsReadFromItsBeginning() {
    StreamPosition position = read(5);

    assertThat(position.wasReset(info(30, 5, 5, 26))).isTrue();

    assertThat(position.id()).isEqualTo(new StreamId(5, 0));
    assertThat(position.wasReset(info(30, 5, 5, 26))).isFalse();
    assertThat(position.missed(info(30, 5, 5, 26))).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void streamOfWhichOnlyNewerEntriesAreLeftWasNotReset() {
    StreamPosition position = read(5);

    assertThat(position.wasReset(info(8, 8, 3))).isFalse();
    assertThat(position.missed(info(8, 8, 3))).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void nobodyKnowsWhatWasMissedIfRedisDoesNotCount() {
    StreamPosition position = new StreamPosition(info(0, -1, 0));

    position.advance(new StreamId(1, 0));

    assertThat(position.wasReset(info(9, -1, 2))).isFalse();
    assertThat(position.missed(info(9, -1, 2))).isEmpty();
  }
}
