package io.sockeye.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 2.1 and 2.2 of the PROXY protocol. */
final class ProxyHeaderTest {
  static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  /** A header of version 2 in hexadecimal digits, but for its length. */
  static byte[] version2(String commandAndFamily, String body) {
    byte[] bytes = HexFormat.of().parseHex(body);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(HexFormat.of().parseHex(SIGNATURE + commandAndFamily));
    header.write(bytes.length >>> 8);
    header.write(bytes.length);
    header.writeBytes(bytes);
    return header.toByteArray();
  }

  private static String take(byte[] bytes) throws ProxyHeader.MalformedException {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    ProxyHeader header = ProxyHeader.take(in);
    if (header == null) {
      assertThat(in.readableBytes()).isEqualTo(bytes.length);
      return "more";
    }
    InetSocketAddress client = header.client();
    return (client == null ? "own" : client.getHostString() + " " + client.getPort())
        + " and "
        + in.toString(ISO_8859_1);
  }

  private static byte[] version1(String line) {
    return (line + "\r\nGET").getBytes(ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 1.2.3.4 10.0.0.1 56324 443, 1.2.3.4 56324",
    "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255 65535",
    "PROXY TCP6 2001:db8::1 fd00::1 1 2, 2001:db8:0:0:0:0:0:1 1",
    "PROXY TCP6 ::ffff:1.2.3.4 ::1 1 2, 1.2.3.4 1",
    "PROXY UNKNOWN, own",
    "PROXY UNKNOWN ffff::1 ffff::2 65535 65535, own",
  })
  void version1IsRead(String line, String client) throws Exception {
    assertThat(take(version1(line))).isEqualTo(client + " and GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY ",
        "PROXY  TCP4 1.2.3.4 10.0.0.1 1 2",
        "PROXY TCP4",
        "PROXY TCP4 1.2.3.4 10.0.0.1 1",
        "PROXY TCP4 1.2.3.4 10.0.0.1 1 2 3",
        "PROXY TCP4 1.2.3.4 10.0.0.1 1 65536",
        "PROXY TCP4 1.2.3.4 10.0.0.1 -1 2",
        "PROXY TCP4 1.2.3.4 10.0.0.1 +1 2",
        "PROXY TCP4 1.2.3.4 10.0.0.1 ١ 2",
        "PROXY TCP4 ::1 10.0.0.1 1 2",
        "PROXY TCP4 1.2.3.4 ::1 1 2",
        "PROXY TCP4 localhost 10.0.0.1 1 2",
        "PROXY TCP4 1.2.3.256 10.0.0.1 1 2",
        "PROXY TCP6 1.2.3.4 ::1 1 2",
        "PROXY TCP6 [::1] ::1 1 2",
        "PROXY TCP6 fe80::1%eth0 ::1 1 2",
        "PROXY UDP4 1.2.3.4 10.0.0.1 1 2",
        "PROXY tcp4 1.2.3.4 10.0.0.1 1 2",
        "PROXY UNKNOWN 0000000000000000000000000000000000000000000000000000000000000000000000000000"
            + "0000000000000000000",
        "proxy TCP4 1.2.3.4 10.0.0.1 1 2",
        "GET / HTTP/1.1",
      })
  void anythingElseIsMalformed(String line) {
    assertThatThrownBy(() -> take(version1(line)))
        .isInstanceOf(ProxyHeader.MalformedException.class);
  }

  @Test
  void lineHasToEndAsItShould() {
    assertThatThrownBy(() -> take("PROXY UNKNOWN\nGET".getBytes(ISO_8859_1)))
        .isInstanceOf(ProxyHeader.MalformedException.class);
  }

  @Test
  void version2IsRead() throws Exception {
    byte[] ipv4 = version2("2111", "01020304" + "0a000001" + "dc04" + "01bb");
    byte[] ipv6 =
        version2(
            "2121",
            "20010db8000000000000000000000001" + "fd000000000000000000000000000001" + "00010002");
    byte[] extended = version2("2111", "01020304" + "0a000001" + "dc04" + "01bb" + "0400020000");

    assertThat(take(ipv4)).isEqualTo("1.2.3.4 56324 and ");
    assertThat(take(ipv6)).isEqualTo("2001:db8:0:0:0:0:0:1 1 and ");
    assertThat(take(extended)).isEqualTo("1.2.3.4 56324 and ");
    assertThat(take(version2("2011", "010203040a000001dc0401bb"))).isEqualTo("own and ");
    assertThat(take(version2("2000", ""))).isEqualTo("own and ");
    assertThat(take(version2("2100", "0001"))).isEqualTo("own and ");
    assertThat(take(version2("2131", "00".repeat(216)))).isEqualTo("own and ");
  }

  @ParameterizedTest
  @CsvSource({
    "1111, 010203040a000001dc0401bb",
    "3111, 010203040a000001dc0401bb",
    "2211, 010203040a000001dc0401bb",
    "2112, 010203040a000001dc0401bb",
    "2141, 010203040a000001dc0401bb",
    "2111, 010203040a000001dc0401",
    "2121, 010203040a000001dc0401bb",
  })
  void anythingElseOfVersion2IsMalformed(String commandAndFamily, String body) {
    assertThatThrownBy(() -> take(version2(commandAndFamily, body)))
        .isInstanceOf(ProxyHeader.MalformedException.class);
  }

  @Test
  void headerThatPromisesTooMuchIsNotWaitedFor() {
    byte[] header = HexFormat.of().parseHex(SIGNATURE + "2111" + "1001");

    assertThatThrownBy(() -> take(header)).isInstanceOf(ProxyHeader.MalformedException.class);
  }

  @Test
  void everyBeginningWaitsForTheRest() throws Exception {
    byte[] one = "PROXY TCP4 1.2.3.4 10.0.0.1 56324 443\r\n".getBytes(ISO_8859_1);
    byte[] two = version2("2111", "010203040a000001dc0401bb");

    for (byte[] whole : new byte[][] {one, two}) {
      for (int length = 1; length < whole.length; length++) {
        assertThat(take(Arrays.copyOf(whole, length))).isEqualTo("more");
      }
    }
  }

  @Test
  void noBytesDoHarm() {
    Random random = new Random(3);
    byte[][] seeds = {
      "PROXY TCP4 1.2.3.4 10.0.0.1 56324 443\r\n".getBytes(ISO_8859_1),
      "PROXY TCP6 2001:db8::1 fd00::1 1 2\r\n".getBytes(ISO_8859_1),
      version2("2111", "010203040a000001dc0401bb"),
      version2("2121", "00".repeat(36)),
    };
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = seeds[random.nextInt(seeds.length)].clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        take(bytes);
      } catch (ProxyHeader.MalformedException expected) {
        assertThat(expected).hasMessageStartingWith("expected");
      }
    }
  }
}
