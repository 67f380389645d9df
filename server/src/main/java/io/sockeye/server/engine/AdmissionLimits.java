package io.sockeye.server.engine;

import io.sockeye.server.traffic.AddressRanges;
import io.sockeye.server.traffic.RateLimit;
import io.sockeye.server.traffic.TrustedProxies;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * How many clients are let in, how often they may ask, and how they are told apart.
 *
 * @param maxConnections how many sessions there may be at once
 * @param maxConnectionsPerIp how many sessions of one address there may be at once; any number if 0
 * @param maxConcurrentHandshakes how many requests may wait for {@code allowRequest} and hooks at
 *     once
 * @param handshakeRateLimit how often one address may ask for a session; without a bound if empty
 * @param globalHandshakeRateLimit how often all clients together may ask for a session; without a
 *     bound if empty
 * @param unknownSidRateLimit how often one address may ask for a session that is not there; without
 *     a bound if empty
 * @param trustedProxies who is believed about the address of a client
 * @param sidBinding what the requests of a session must have in common with its handshake
 */
public record AdmissionLimits(
    int maxConnections,
    int maxConnectionsPerIp,
    int maxConcurrentHandshakes,
    Optional<RateLimit> handshakeRateLimit,
    Optional<RateLimit> globalHandshakeRateLimit,
    Optional<RateLimit> unknownSidRateLimit,
    TrustedProxies trustedProxies,
    Set<SidBinding> sidBinding) {

  /** Copies what could change. */
  public AdmissionLimits {
    sidBinding = Set.copyOf(sidBinding);
  }

  /**
   * Limits being chosen, on top of those of what is sent.
   *
   * @param <B> the builder itself
   */
  public abstract static class Builder<B extends Builder<B>> extends OutboundLimits.Builder<B> {
    private int maxConnections = ConnectionLimit.ofThisProcess();
    private int maxConnectionsPerIp;
    private int maxConcurrentHandshakes = 2_048;
    private Optional<RateLimit> handshakeRateLimit = Optional.empty();
    private Optional<RateLimit> globalHandshakeRateLimit = Optional.empty();
    private Optional<RateLimit> unknownSidRateLimit =
        Optional.of(RateLimit.perSecond(100).burst(1_000));
    private TrustedProxies trustedProxies = TrustedProxies.NONE;
    private Set<SidBinding> sidBinding = EnumSet.of(SidBinding.ORIGIN);

    /** Nothing chosen yet. */
    protected Builder() {}

    /** The limits as chosen so far. */
    final AdmissionLimits admissionLimits() {
      return new AdmissionLimits(
          maxConnections,
          maxConnectionsPerIp,
          maxConcurrentHandshakes,
          handshakeRateLimit,
          globalHandshakeRateLimit,
          unknownSidRateLimit,
          trustedProxies,
          sidBinding);
    }

    /**
     * How many sessions there may be at once; a handshake beyond is answered 503 with {@code
     * Retry-After}. Default: nine tenths of the file descriptors that the process may open. The
     * JavaScript server has no such limit.
     */
    public B maxConnections(int value) {
      maxConnections = requireAtLeast("maxConnections", value, 1);
      return self();
    }

    /**
     * How many sessions of one address there may be at once; a handshake beyond is answered 429
     * with {@code Retry-After}. Of IPv6 what begins with the same 64 bits counts as one address.
     * Default 0: any number. Behind a proxy all clients have one address, unless it is one of
     * {@link #trustedProxies}; and many people may share an address, so be generous: 200, say.
     */
    public B maxConnectionsPerIp(int value) {
      maxConnectionsPerIp = requireAtLeast("maxConnectionsPerIp", value, 0);
      return self();
    }

    /**
     * How many requests may wait for {@link EngineOptions.Builder#allowRequest} and hooks at once;
     * one beyond is answered 503 with {@code Retry-After}. Default 2,048. The JavaScript server has
     * no such limit.
     */
    public B maxConcurrentHandshakes(int value) {
      maxConcurrentHandshakes = requireAtLeast("maxConcurrentHandshakes", value, 1);
      return self();
    }

    /**
     * How often one address may ask for a session; beyond it handshakes are answered 429 with
     * {@code Retry-After}, before any hook sees them. What counts as one address, and what a proxy
     * makes of it, is as for {@link #maxConnectionsPerIp}. Default: as often as it likes.
     */
    public B handshakeRateLimit(RateLimit value) {
      handshakeRateLimit = Optional.of(value);
      return self();
    }

    /**
     * How often all clients together may ask for a session; beyond it handshakes are answered 503
     * with {@code Retry-After}. Default: as often as they like.
     */
    public B globalHandshakeRateLimit(RateLimit value) {
      globalHandshakeRateLimit = Optional.of(value);
      return self();
    }

    /**
     * How often one address may ask for a session that is not there, as somebody does who guesses
     * at ids; beyond it such requests are answered 429. Clients do it, too, after their server was
     * started anew, once each. Default 100 a second, 1,000 at once.
     */
    public B unknownSidRateLimit(RateLimit value) {
      unknownSidRateLimit = Optional.of(value);
      return self();
    }

    /**
     * The proxies in front of this server, whose word is taken for the address of a client: what
     * they write into {@code X-Forwarded-For} or {@code Forwarded} (RFC 7239). Where both fields
     * come they have to agree. Default: none, and the address is that of the TCP peer, whatever
     * header fields say.
     *
     * @param ranges each an address, or a range such as {@code 10.0.0.0/8} or {@code fd00::/8}
     */
    public B trustedProxies(String... ranges) {
      trustedProxies = TrustedProxies.of(AddressRanges.of("trustedProxies", ranges));
      return self();
    }

    /**
     * What the requests of a session must have in common with its handshake. Default {@link
     * SidBinding#ORIGIN}. The JavaScript server asks for nothing.
     *
     * @param value all of it; empty for nothing
     */
    public B sidBinding(Set<SidBinding> value) {
      sidBinding = Set.copyOf(value);
      return self();
    }
  }
}
