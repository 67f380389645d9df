package io.sockeye.server.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressBucketsTest {
  private final ManualTimers timers = new ManualTimers();
  private final AddressBuckets buckets =
      new AddressBuckets(RateLimit.perSecond(1).burst(2), timers);

  @Test
  void eachAddressHasABucketOfItsOwn() {
    assertThat(buckets.take(1L)).isZero();
    assertThat(buckets.take(1L)).isZero();
    assertThat(buckets.take(1L)).isEqualTo(1_000_000_000);

    assertThat(buckets.take(2L)).isZero();
  }

  @Test
  void addressIsForgottenWhenItsBucketIsFullAgain() {
    buckets.take(1L);
    buckets.take(2L);
    buckets.take(2L);

    timers.advance(Duration.ofMillis(1_500));
    buckets.take(3L);
    assertThat(buckets.size()).isEqualTo(2);
    timers.advance(Duration.ofSeconds(2));
    buckets.take(3L);

    assertThat(buckets.size()).isEqualTo(1);
  }

  @Test
  void addressesBeyondTheBoundShareABucket() {
    for (long each = 0; each < AddressBuckets.MAX_ADDRESSES; each++) {
      buckets.take(each);
    }

    assertThat(buckets.take(-1L)).isZero();
    assertThat(buckets.take(-2L)).isZero();
    assertThat(buckets.take(-3L)).isPositive();
    assertThat(buckets.take(7L)).isZero();
    assertThat(buckets.size()).isEqualTo(AddressBuckets.MAX_ADDRESSES);
  }

  @Test
  void tableIsEmptyAgainAfterAFloodOfAddresses() {
    for (long each = 0; each < 2L * AddressBuckets.MAX_ADDRESSES; each++) {
      buckets.take(each);
    }
    timers.advance(Duration.ofSeconds(2));

    buckets.take(1L);

    assertThat(buckets.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.4, true",
    "1.2.3.4, 1.2.3.5, false",
    "1.2.3.4, ::ffff:1.2.3.4, true",
    "2001:db8::1, 2001:db8::ffff:ffff:ffff:ffff, true",
    "2001:db8::1, 2001:db8:0:1::1, false",
    "::1, 0.0.0.0, false",
  })
  void halfOfAnIpv6AddressIsTheKey(String one, String other, boolean same) {
    Long first = AddressKey.of(address(one));
    Long second = AddressKey.of(address(other));

    assertThat(first.equals(second)).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.250, true",
    "1.2.3.4, 1.2.4.4, false",
    "2001:db8::1, 2001:db8::2, true",
    "2001:db8::1, 2001:db8:0:1::1, false",
    "1.2.3.4, ::1, false",
  })
  void prefixIsThatOfANetwork(String one, String other, boolean same) {
    assertThat(AddressKey.haveSamePrefix(address(one), address(other))).isEqualTo(same);
  }

  private static InetSocketAddress address(String text) {
    return new InetSocketAddress(Objects.requireNonNull(IpLiteral.parse(text)), 1);
  }
}
