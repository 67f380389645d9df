package io.sockeye.server.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxies are in 10.0.0.0/8 and fd00::/8, clients elsewhere; the peer is 10.0.0.1. */
final class TrustedProxiesTest {
  private static final InetSocketAddress PROXY =
      new InetSocketAddress(Objects.requireNonNull(IpLiteral.parse("10.0.0.1")), 4242);
  private static final InetSocketAddress STRANGER =
      new InetSocketAddress(Objects.requireNonNull(IpLiteral.parse("203.0.113.66")), 4242);

  private final TrustedProxies proxies =
      TrustedProxies.of(AddressRanges.of("trustedProxies", "10.0.0.0/8", "fd00::/8"));

  private static String text(InetSocketAddress address) {
    return address.getHostString() + " " + address.getPort();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.2.3.4                     | 1.2.3.4 0",
        "1.2.3.4:99                  | 1.2.3.4 99",
        "6.6.6.6, 1.2.3.4            | 1.2.3.4 0",
        "6.6.6.6, 1.2.3.4, 10.0.0.2  | 1.2.3.4 0",
        "6.6.6.6, 1.2.3.4, fd00::2   | 1.2.3.4 0",
        "6.6.6.6,1.2.3.4,[fd00::2]:9 | 1.2.3.4 0",
        "10.0.0.3, 10.0.0.2          | 10.0.0.3 0",
        "2001:db8::1                 | 2001:db8:0:0:0:0:0:1 0",
        "[2001:db8::1]:99            | 2001:db8:0:0:0:0:0:1 99",
        "::ffff:1.2.3.4              | 1.2.3.4 0",
        "1.2.3.4,,                   | 1.2.3.4 0",
        "1.2.3.4, unknown            | 10.0.0.1 4242",
        "1.2.3.4, unknown, 10.0.0.2  | 10.0.0.2 0",
        "1.2.3.4, _hidden            | 10.0.0.1 4242",
        "1.2.3.4, localhost          | 10.0.0.1 4242",
        "1.2.3.4, 1.2.3.4.5          | 10.0.0.1 4242",
        "nonsense, 1.2.3.4           | 1.2.3.4 0",
        "," + "                            | 10.0.0.1 4242",
      })
  void lastOfXForwardedForThatIsNoProxyIsTheClient(String field, String client) {
    InetSocketAddress found = proxies.client(PROXY, List.of(), List.of(field));

    assertThat(text(found)).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "for=1.2.3.4                                        | 1.2.3.4 0",
        "For=1.2.3.4;proto=https;by=10.0.0.1                | 1.2.3.4 0",
        "proto=http; for=\"1.2.3.4:99\" ;host=x             | 1.2.3.4 99",
        "for=\"[2001:db8::1]:99\"                           | 2001:db8:0:0:0:0:0:1 99",
        "for=[2001:db8::1]                                  | 2001:db8:0:0:0:0:0:1 0",
        "for=6.6.6.6, for=1.2.3.4                           | 1.2.3.4 0",
        "for=6.6.6.6,for=1.2.3.4,for=\"[fd00::2]\"          | 1.2.3.4 0",
        "for=6.6.6.6, , for=1.2.3.4                         | 1.2.3.4 0",
        "for=\"1\\.2.3.4\"                                  | 1.2.3.4 0",
        "for=\"6.6.6.6, for=7.7.7.7\", for=1.2.3.4          | 1.2.3.4 0",
        "for=1.2.3.4, for=unknown                           | 10.0.0.1 4242",
        "for=1.2.3.4, for=_hidden                           | 10.0.0.1 4242",
        "for=1.2.3.4, for=\"_hidden:_port\"                 | 10.0.0.1 4242",
        "for=1.2.3.4, proto=https                           | 10.0.0.1 4242",
        "for=1.2.3.4;for=6.6.6.6                            | 10.0.0.1 4242",
        "for=6.6.6.6, for=\"x, for=1.2.3.4                  | 10.0.0.1 4242",
        "for=6.6.6.6, for=\"x, for=\"[2001:db8::1]\"        | 10.0.0.1 4242",
        "for=6.6.6.6, for                                   | 10.0.0.1 4242",
        "for=6.6.6.6, for=                                  | 10.0.0.1 4242",
        "for=6.6.6.6 for=1.2.3.4                            | 10.0.0.1 4242",
        "6.6.6.6                                            | 10.0.0.1 4242",
        ";;;===\"\\                                         | 10.0.0.1 4242",
      })
  void lastOfForwardedThatIsNoProxyIsTheClient(String field, String client) {
    InetSocketAddress found = proxies.client(PROXY, List.of(field), List.of());

    assertThat(text(found)).isEqualTo(client);
  }

  @Test
  void fieldsOfTheSameNameAreOneList() {
    InetSocketAddress plain =
        proxies.client(PROXY, List.of(), List.of("6.6.6.6", "1.2.3.4", "10.0.0.2"));
    InetSocketAddress standard =
        proxies.client(PROXY, List.of("for=\"6.6.6.6", "for=1.2.3.4", "for=10.0.0.2"), List.of());

    assertThat(text(plain)).isEqualTo("1.2.3.4 0");
    assertThat(text(standard)).isEqualTo("1.2.3.4 0");
  }

  @Test
  void strangerIsNotBelieved() {
    InetSocketAddress found = proxies.client(STRANGER, List.of("for=1.2.3.4"), List.of("1.2.3.4"));

    assertThat(found).isSameAs(STRANGER);
  }

  @Test
  void nobodyIsBelievedUnlessToldSo() {
    assertThat(TrustedProxies.NONE.client(PROXY, List.of(), List.of("1.2.3.4"))).isSameAs(PROXY);
  }

  @Test
  void fieldThatTheProxyLetPassCannotOverruleTheOneThatItWrote() {
    List<String> written = List.of("1.2.3.4");
    List<String> passed = List.of("for=6.6.6.6");

    assertThat(proxies.client(PROXY, passed, written)).isSameAs(PROXY);
    assertThat(text(proxies.client(PROXY, List.of("for=\"1.2.3.4:9\""), written)))
        .isEqualTo("1.2.3.4 9");
  }

  @Test
  void noFieldDoesHarm() {
    Random random = new Random(7);
    String letters = "for=\"\\;,[]:. \t19af_unknow%";
    for (int round = 0; round < 100_000; round++) {
      StringBuilder field = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        field.append(letters.charAt(random.nextInt(letters.length())));
      }
      String text = field.toString();

      assertThat(proxies.client(PROXY, List.of(text), List.of()).getAddress()).isNotNull();
      assertThat(proxies.client(PROXY, List.of(), List.of(text)).getAddress()).isNotNull();
    }
  }
}
