package io.sockeye.server.traffic;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads IP addresses, and nothing else: what is no address to it would be a name to the JDK, which
 * would go and ask for it. IPv6 addresses that stand for IPv4 ones ({@code ::ffff:1.2.3.4}) become
 * these.
 */
final class IpLiteral {
  private static final int LONGEST = 45;

  private IpLiteral() {}

  /** The address, or null if the text is none. Without a scope ({@code %eth0}). */
  static @Nullable InetAddress parse(String text) {
    if (text.length() > LONGEST) {
      return null;
    }
    byte[] bytes = text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // Only for another number of bytes.
    }
  }

  /**
   * The address of a node as proxies write it (RFC 7239 section 6), or null if it is none: with a
   * port or without, and IPv6 in brackets, or without if there is no port. The port is 0 if none is
   * told, or one that is hidden.
   */
  static @Nullable InetSocketAddress parseNode(String node) {
    String host = node;
    String port = "";
    if (node.startsWith("[")) {
      int end = node.indexOf(']');
      int colon = node.indexOf(':');
      if (colon < 0 || colon > end) {
        return null;
      }
      host = node.substring(1, end);
      port = node.substring(end + 1);
    } else if (node.indexOf(':') >= 0 && node.indexOf(':') == node.lastIndexOf(':')) {
      host = node.substring(0, node.indexOf(':'));
      port = node.substring(node.indexOf(':'));
    }
    int number = port.isEmpty() ? 0 : port(port);
    InetAddress ip = number < 0 ? null : parse(host);
    return ip == null ? null : new InetSocketAddress(ip, number);
  }

  /** The number behind a colon; 0 if it is hidden, -1 if it is none. */
  private static int port(String text) {
    if (text.length() < 2 || text.charAt(0) != ':') {
      return -1;
    }
    if (text.charAt(1) == '_') {
      return 0;
    }
    int number = text.length() > 6 ? -1 : number(text, 1, text.length(), 10);
    return number > 65_535 ? -1 : number;
  }

  private static byte @Nullable [] ipv4(String text) {
    byte[] bytes = new byte[4];
    int start = 0;
    for (int i = 0; i < 4; i++) {
      int dot = text.indexOf('.', start);
      int end = i == 3 ? text.length() : dot;
      int length = end - start;
      // With a zero in front some would read it as octal.
      if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
        return null;
      }
      int number = number(text, start, end, 10);
      if (number < 0 || number > 255) {
        return null;
      }
      bytes[i] = (byte) number;
      start = end + 1;
    }
    return bytes;
  }

  private static byte @Nullable [] ipv6(String text) {
    byte[] bytes = new byte[16];
    int filled = 0;
    int gap = -1; // where the "::" stands; -1 as long as there is none
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < text.length()) {
      int colon = text.indexOf(':', at);
      int end = colon < 0 ? text.length() : colon;
      if (colon < 0 && text.indexOf('.', at) >= 0) {
        byte[] last = filled > 12 ? null : ipv4(text.substring(at));
        if (last == null) {
          return null;
        }
        System.arraycopy(last, 0, bytes, filled, 4);
        filled += 4;
        break;
      }
      int group = end - at < 1 || end - at > 4 ? -1 : number(text, at, end, 16);
      if (group < 0 || filled == 16) {
        return null;
      }
      bytes[filled++] = (byte) (group >>> 8);
      bytes[filled++] = (byte) group;
      if (colon < 0) {
        break;
      }
      at = colon + 1;
      if (at == text.length()) {
        return null;
      }
      if (text.charAt(at) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = filled;
        at++;
      }
    }
    if (gap < 0) {
      return filled == 16 ? bytes : null;
    }
    if (filled > 14) {
      return null; // The gap stands for something.
    }
    int tail = filled - gap;
    System.arraycopy(bytes, gap, bytes, 16 - tail, tail);
    Arrays.fill(bytes, gap, 16 - tail, (byte) 0);
    return bytes;
  }

  /** The number that the characters are, or -1. Its caller bounds how many they are. */
  private static int number(String text, int from, int to, int radix) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }
}
