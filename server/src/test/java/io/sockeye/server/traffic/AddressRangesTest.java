package io.sockeye.server.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangesTest {
  private static InetSocketAddress address(String text) {
    return new InetSocketAddress(Objects.requireNonNull(IpLiteral.parse(text)), 1);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "10.0.0.0/9, 10.127.0.1, true",
    "10.0.0.0/9, 10.128.0.1, false",
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, 10.0.0.2, false",
    "10.0.0.1/32, 10.0.0.1, true",
    "10.0.0.1/31, 10.0.0.0, true",
    "0.0.0.0/0, 1.2.3.4, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "::/0, 1.2.3.4, false",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false",
    "2001:db8::/33, 2001:db8:7fff::, true",
    "2001:db8::/33, 2001:db8:8000::, false",
    "::1, ::1, true",
    "::ffff:10.0.0.0/104, 10.1.1.1, true",
    "10.0.0.0/8, ::ffff:10.1.1.1, true",
  })
  void rangeIsItsFirstBits(String range, String address, boolean contained) {
    AddressRanges ranges = AddressRanges.of("option", range);

    assertThat(ranges.contains(address(address))).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "::/129",
        "10/8",
        "localhost",
        "*",
        "::ffff:10.0.0.0/95",
        "10.0.0.0/x"
      })
  void whatIsNoRangeIsRefusedWithTheNameOfTheOption(String range) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressRanges.of("trustedProxies", "10.0.0.0/8", range))
        .withMessageStartingWith("trustedProxies: expected")
        .withMessageEndingWith("got " + range);
  }

  @Test
  void addressThatIsNotKnownIsInNoRange() {
    AddressRanges all = AddressRanges.of("option", "0.0.0.0/0", "::/0");

    assertThat(all.contains(InetSocketAddress.createUnresolved("unknown", 0))).isFalse();
    assertThat(AddressRanges.NONE.contains(address("1.2.3.4"))).isFalse();
  }
}
