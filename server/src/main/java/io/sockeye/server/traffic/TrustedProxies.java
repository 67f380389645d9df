package io.sockeye.server.traffic;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose word is taken for the address of a client: proxies of one's own. Immutable.
 *
 * <p>Each proxy adds at the end of {@code X-Forwarded-For} or {@code Forwarded} (RFC 7239) from
 * whom it got the request, and what stands before is what that one said. So the fields are read
 * from the end: as long as it is a trusted proxy that speaks, the node before is believed; the
 * first that is none of them is the client. Where a proxy does not tell an address ({@code
 * unknown}, {@code _hidden}, or something malformed), nothing before is believed either, and the
 * address of that proxy is all that is known.
 *
 * <p>A proxy that writes the one field may let the other pass as its client wrote it. So if both
 * are there, they have to agree, or neither is believed.
 */
public final class TrustedProxies {
  /** Nobody is believed. */
  public static final TrustedProxies NONE = new TrustedProxies(AddressRanges.NONE);

  private final AddressRanges ranges;

  private TrustedProxies(AddressRanges ranges) {
    this.ranges = ranges;
  }

  /** The proxies with these addresses. */
  public static TrustedProxies of(AddressRanges ranges) {
    return ranges.isEmpty() ? NONE : new TrustedProxies(ranges);
  }

  /** Whether the address is of one of them. */
  public boolean trust(InetSocketAddress address) {
    return ranges.contains(address);
  }

  /**
   * The address of the client of a request; its port is 0 where proxies did not tell it.
   *
   * @param peer who sent the request to this server
   * @param forwarded the fields {@code Forwarded}, in order
   * @param xForwardedFor the fields {@code X-Forwarded-For}, in order
   */
  public InetSocketAddress client(
      InetSocketAddress peer, List<String> forwarded, List<String> xForwardedFor) {
    if (!trust(peer)) {
      return peer;
    }
    if (forwarded.isEmpty()) {
      return walk(peer, ForwardedNodes.ofXForwardedFor(xForwardedFor));
    }
    InetSocketAddress client = walk(peer, ForwardedNodes.ofForwarded(forwarded));
    if (xForwardedFor.isEmpty()) {
      return client;
    }
    InetSocketAddress same = walk(peer, ForwardedNodes.ofXForwardedFor(xForwardedFor));
    return client.getAddress().equals(same.getAddress()) ? client : peer;
  }

  private InetSocketAddress walk(InetSocketAddress peer, List<@Nullable String> nodes) {
    InetSocketAddress known = peer;
    for (int i = nodes.size() - 1; i >= 0 && trust(known); i--) {
      String node = nodes.get(i);
      InetSocketAddress next = node == null ? null : IpLiteral.parseNode(node);
      if (next == null) {
        return known;
      }
      known = next;
    }
    return known;
  }
}
