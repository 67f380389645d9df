package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose pages may load an answer as a script; the rest is told by {@link CorsAndOriginTest}. */
class OriginRuleTest {
  private final OriginRule rule = new OriginRule(Optional.empty());

  private static HttpRequest.Builder script(String host) {
    return HttpRequest.builder("GET", "/engine.io/?EIO=3&transport=polling&j=0")
        .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4242))
        .header("Host", host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat.example",
        "chat.example:3000",
        "192.168.1.2:3000",
        "127.evil.example",
        "localhost.evil.example",
        "mylocalhost",
        "[fe80::1]:3000",
        "",
      })
  void pageThatHidesOverPlainHttpIsRefused(String host) {
    assertThat(rule.allowsScript(script(host).build())).isFalse();
  }

  @Test
  void pageThatSaysWhereItIsIsServedOverPlainHttp() {
    HttpRequest.Builder request = script("chat.example");

    assertThat(rule.allowsScript(request.header("Referer", "http://chat.example/page").build()))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:3000", "app.localhost:3000", "127.0.0.1:3000", "[::1]:80"})
  void browserThatTellsTheSiteEvenWithoutTlsWouldHaveToldIt(String host) {
    HttpRequest.Builder hidden = script(host).header("Sec-Fetch-Site", "cross-site");

    assertThat(rule.allowsScript(script(host).build())).isTrue();
    assertThat(rule.allowsScript(hidden.build())).isFalse();
  }

  @Test
  void browserThatTellsTheSiteOverTlsWouldHaveToldIt() {
    HttpRequest.Builder hidden = script("chat.example").header("Sec-Fetch-Site", "same-site");

    assertThat(rule.allowsScript(script("chat.example").secure(true).build())).isTrue();
    assertThat(rule.allowsScript(hidden.secure(true).build())).isFalse();
  }
}
