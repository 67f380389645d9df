package io.sockeye.server.traffic;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What counts as one address where something is counted by address: the whole of IPv4, the first
 * half (/64) of IPv6, for a single household or server has all that begin with it.
 */
public final class AddressKey {
  /** Above all IPv4 addresses, and no prefix that is given to anybody. */
  private static final long IPV4 = 0x0000_ffff_0000_0000L;

  /** Of peers without an address, such as those of a Unix socket: they count as one. */
  private static final long NONE = -1;

  private AddressKey() {}

  /** The key of an address; equal for those that count as one. */
  public static Long of(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return ip == null ? NONE : of(ip.getAddress());
  }

  private static long of(byte[] ip) {
    return ip.length == 4 ? IPV4 | first(ip, 4) : first(ip, 8);
  }

  /** Whether two addresses are near each other: in the same /24 of IPv4, or /64 of IPv6. */
  public static boolean haveSamePrefix(InetSocketAddress one, InetSocketAddress other) {
    return prefix(one) == prefix(other);
  }

  private static long prefix(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip == null) {
      return NONE;
    }
    byte[] bytes = ip.getAddress();
    return bytes.length == 4 ? of(bytes) & ~0xffL : of(bytes);
  }

  private static long first(byte[] bytes, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }
}
