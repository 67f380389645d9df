package io.sockeye.server.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenBucketTest {
  private static final long SECOND = 1_000_000_000;

  /** Clocks may begin anywhere, and wrap. */
  @ParameterizedTest
  @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND / 2, Long.MIN_VALUE})
  void burstIsThereAtOnceAndComesBackWithTime(long start) {
    TokenBucket bucket = new TokenBucket(RateLimit.perSecond(100).burst(200), start);

    assertThat(takenAt(bucket, start, 1_000)).isEqualTo(200);
    assertThat(takenAt(bucket, start + SECOND, 1_000)).isEqualTo(100);
    assertThat(takenAt(bucket, start + 11 * SECOND, 1_000)).isEqualTo(200);
  }

  private static int takenAt(TokenBucket bucket, long now, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += bucket.take(now) == 0 ? 1 : 0;
    }
    return taken;
  }

  @Test
  void waitIsExact() {
    TokenBucket bucket = new TokenBucket(RateLimit.perSecond(10).burst(1), 0);
    assertThat(bucket.take(0)).isZero();

    assertThat(bucket.take(0)).isEqualTo(SECOND / 10);
    assertThat(bucket.take(SECOND / 10 - 1)).isEqualTo(1);
    assertThat(bucket.take(SECOND / 10)).isZero();
  }

  @Test
  void steadyFloodGetsItsRate() {
    TokenBucket bucket = new TokenBucket(RateLimit.perSecond(100).burst(1), 0);
    int taken = 0;
    for (long now = 0; now < 100 * SECOND; now += 100_000) {
      taken += bucket.take(now) == 0 ? 1 : 0;
    }

    assertThat(taken).isBetween(9_999, 10_001);
  }

  @Test
  void burstIsTheNumberOfTheRateUnlessToldOtherwise() {
    assertThat(RateLimit.perSecond(100)).isEqualTo(RateLimit.perSecond(100).burst(100));
    assertThat(RateLimit.perMinute(7)).isEqualTo(RateLimit.perMinute(7).burst(7));
  }

  @Test
  void badLimitIsRefusedWhereItIsSet() {
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.perSecond(0));
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.perSecond(1).burst(0));
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.perSecond(1_000_001));
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(1, Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(1, Duration.ofDays(366)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.perMinute(1).burst(Integer.MAX_VALUE));
  }
}
