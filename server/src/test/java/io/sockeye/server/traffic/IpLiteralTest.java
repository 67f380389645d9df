package io.sockeye.server.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of RFC 4291 section 2.2 and RFC 7239 section 6, and many that are none. */
final class IpLiteralTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "255.255.255.255, 255.255.255.255",
    "0.0.0.0, 0.0.0.0",
    "::, 0:0:0:0:0:0:0:0",
    "::1, 0:0:0:0:0:0:0:1",
    "1::, 1:0:0:0:0:0:0:0",
    "2001:db8::8:800:200C:417A, 2001:db8:0:0:8:800:200c:417a",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "::ffff:1.2.3.4, 1.2.3.4",
    "::FFFF:102:304, 1.2.3.4",
    "64:ff9b::1.2.3.4, 64:ff9b:0:0:0:0:102:304",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
  })
  void addressIsRead(String text, String address) {
    InetAddress parsed = Objects.requireNonNull(IpLiteral.parse(text));

    assertThat(parsed.getHostAddress()).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        ":",
        "...",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "256.1.1.1",
        "01.2.3.4",
        "1.2.3.04",
        "0x1.2.3.4",
        "1.2.3.4 ",
        "-1.2.3.4",
        "1.2.3.+4",
        "١.2.3.4",
        "localhost",
        "example.com",
        "unknown",
        "_hidden",
        ":::",
        "1:::2",
        "::1::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        ":1::",
        "1:",
        "12345::",
        "g::",
        "::1.2.3",
        "::1.2.3.4:5",
        "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4",
        "fe80::1%eth0",
        "[::1]",
        "::ffff:1.2.3.256"
      })
  void anythingElseIsNone(String text) {
    assertThat(IpLiteral.parse(text)).isNull();
  }

  @Test
  void longTextIsNone() {
    assertThat(IpLiteral.parse("1:".repeat(10_000))).isNull();
    assertThat(IpLiteral.parse("1".repeat(10_000))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.4, 0",
    "1.2.3.4:80, 1.2.3.4, 80",
    "1.2.3.4:_port, 1.2.3.4, 0",
    "[2001:db8::1], 2001:db8:0:0:0:0:0:1, 0",
    "[2001:db8::1]:65535, 2001:db8:0:0:0:0:0:1, 65535",
    "[::ffff:1.2.3.4]:1, 1.2.3.4, 1",
    "2001:db8::1, 2001:db8:0:0:0:0:0:1, 0",
  })
  void nodeIsRead(String text, String address, int port) {
    InetSocketAddress node = Objects.requireNonNull(IpLiteral.parseNode(text));

    assertThat(node.getHostString()).isEqualTo(address);
    assertThat(node.getPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "_hidden",
        "_hidden:80",
        "1.2.3.4:",
        "1.2.3.4:65536",
        "1.2.3.4:-1",
        "1.2.3.4:000080",
        "1.2.3.4:x",
        "[::1",
        "[::1]80",
        "[::1]:",
        "[1.2.3.4]",
        "[]",
        "[",
        "::1]:80",
        "[::1]:80:80",
        "unix:",
        "example.com:80"
      })
  void anythingElseIsNoNode(String text) {
    assertThat(IpLiteral.parseNode(text)).isNull();
  }
}
