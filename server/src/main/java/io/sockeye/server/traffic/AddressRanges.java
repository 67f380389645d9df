package io.sockeye.server.traffic;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A set of IP addresses, told as ranges: {@code 10.0.0.0/8}, {@code fd00::/8}. Immutable. */
public final class AddressRanges {
  /** No address. */
  public static final AddressRanges NONE = new AddressRanges(List.of());

  /** The first so many bits of an address. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares ranges
  private record Range(byte[] prefix, int bits) {
    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      int whole = bits / 8;
      for (int i = 0; i < whole; i++) {
        if (address[i] != prefix[i]) {
          return false;
        }
      }
      int rest = bits % 8;
      return rest == 0 || ((address[whole] ^ prefix[whole]) & 0xff) >>> (8 - rest) == 0;
    }
  }

  private final List<Range> ranges;

  private AddressRanges(List<Range> ranges) {
    this.ranges = ranges;
  }

  /**
   * The addresses of all these ranges.
   *
   * @param option whose value they are, for what is told of a bad one
   * @param ranges each an address, or an address, a slash, and how many of its bits count (CIDR)
   * @throws IllegalArgumentException if one is neither
   */
  public static AddressRanges of(String option, String... ranges) {
    List<Range> parsed = new ArrayList<>();
    for (String each : ranges) {
      parsed.add(parse(option, each));
    }
    return parsed.isEmpty() ? NONE : new AddressRanges(List.copyOf(parsed));
  }

  private static Range parse(String option, String range) {
    int slash = range.indexOf('/');
    String text = slash < 0 ? range : range.substring(0, slash);
    InetAddress address = IpLiteral.parse(text);
    if (address == null) {
      throw malformed(option, range);
    }
    byte[] prefix = address.getAddress();
    // Written as IPv6, but meant as IPv4: its bits are counted from the front of the former.
    int skipped = prefix.length == 4 && text.indexOf(':') >= 0 ? 96 : 0;
    int most = prefix.length * 8;
    if (slash < 0) {
      return new Range(prefix, most);
    }
    try {
      int bits = Integer.parseInt(range.substring(slash + 1)) - skipped;
      if (bits >= 0 && bits <= most) {
        return new Range(prefix, bits);
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw malformed(option, range);
  }

  private static IllegalArgumentException malformed(String option, String range) {
    return new IllegalArgumentException(
        "%s: expected an address or a range such as 10.0.0.0/8 or fd00::/8, got %s"
            .formatted(option, range));
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Whether the address is one of them; one that is not resolved is not. */
  public boolean contains(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return ip != null && contains(ip);
  }

  private boolean contains(InetAddress ip) {
    if (ranges.isEmpty()) {
      return false;
    }
    byte[] bytes = ip.getAddress();
    for (Range range : ranges) {
      if (range.contains(bytes)) {
        return true;
      }
    }
    return false;
  }
}
