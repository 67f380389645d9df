package io.sockeye.server.engine;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.server.traffic.AddressRanges;
import io.sockeye.server.traffic.RateLimit;
import io.sockeye.server.traffic.TrustedProxies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The options of the engine, with the names and defaults of the JavaScript server; where a default
 * is safer than there, its setter says so. Immutable, checked when built.
 */
public final class EngineOptions {
  private static final int DEFAULT_LOW_WATER_MARK = 64 * 1024;

  private final String path;
  private final Duration pingInterval;
  private final Duration pingTimeout;
  private final Duration upgradeTimeout;
  private final int maxHttpBufferSize;
  private final Set<TransportType> transports;
  private final boolean allowUpgrades;
  private final boolean allowEio3;
  private final Optional<Cors> cors;
  private final Optional<SessionCookie> cookie;
  private final Optional<RequestGuard> allowRequest;
  private final Optional<IdGenerator> generateId;
  private final Optional<PacketGroup> initialPacket;
  private final Optional<PerMessageDeflate> perMessageDeflate;
  private final Optional<HttpCompression> httpCompression;
  private final List<RequestHook> requestHooks;
  private final List<HeaderHook> initialHeaderHooks;
  private final List<HeaderHook> headerHooks;
  private final Limits limits;
  private final int maxConnections;
  private final int maxConnectionsPerIp;
  private final int maxConcurrentHandshakes;
  private final Optional<RateLimit> handshakeRateLimit;
  private final Optional<RateLimit> globalHandshakeRateLimit;
  private final Optional<RateLimit> unknownSidRateLimit;
  private final TrustedProxies trustedProxies;
  private final Set<SidBinding> sidBinding;
  private final int outboundLowWaterMark;
  private final int outboundHighWaterMark;
  private final int maxOutboundBytes;
  private final long maxTotalOutboundBytes;
  private final Duration slowConsumerTimeout;
  private final SlowConsumerPolicy slowConsumerPolicy;

  private EngineOptions(Builder<?> builder) {
    path = builder.path;
    pingInterval = builder.pingInterval;
    pingTimeout = builder.pingTimeout;
    upgradeTimeout = builder.upgradeTimeout;
    maxHttpBufferSize = builder.maxHttpBufferSize;
    transports = Set.copyOf(builder.transports);
    allowUpgrades = builder.allowUpgrades;
    allowEio3 = builder.allowEio3;
    cors = builder.cors;
    cookie = builder.cookie;
    allowRequest = builder.allowRequest;
    generateId = builder.generateId;
    initialPacket = builder.initialPacket;
    perMessageDeflate = builder.perMessageDeflate;
    httpCompression = builder.httpCompression;
    requestHooks = List.copyOf(builder.requestHooks);
    initialHeaderHooks = List.copyOf(builder.initialHeaderHooks);
    headerHooks = List.copyOf(builder.headerHooks);
    limits = builder.limits;
    maxConnections = builder.maxConnections;
    maxConnectionsPerIp = builder.maxConnectionsPerIp;
    maxConcurrentHandshakes = builder.maxConcurrentHandshakes;
    handshakeRateLimit = builder.handshakeRateLimit;
    globalHandshakeRateLimit = builder.globalHandshakeRateLimit;
    unknownSidRateLimit = builder.unknownSidRateLimit;
    trustedProxies = builder.trustedProxies;
    sidBinding = Set.copyOf(builder.sidBinding);
    outboundHighWaterMark = builder.outboundHighWaterMark;
    outboundLowWaterMark =
        builder.outboundLowWaterMark == 0
            ? Math.min(DEFAULT_LOW_WATER_MARK, outboundHighWaterMark)
            : builder.outboundLowWaterMark;
    maxOutboundBytes = builder.maxOutboundBytes;
    maxTotalOutboundBytes = builder.maxTotalOutboundBytes;
    slowConsumerTimeout = builder.slowConsumerTimeout;
    slowConsumerPolicy = builder.slowConsumerPolicy;
    if (outboundHighWaterMark < outboundLowWaterMark) {
      throw new IllegalArgumentException(
          "outboundHighWaterMark (%d) is below outboundLowWaterMark (%d)"
              .formatted(outboundHighWaterMark, outboundLowWaterMark));
    }
    if (maxOutboundBytes < outboundHighWaterMark) {
      throw new IllegalArgumentException(
          "maxOutboundBytes (%d) is below outboundHighWaterMark (%d)"
              .formatted(maxOutboundBytes, outboundHighWaterMark));
    }
  }

  /** Options for an engine that is used alone, without Socket.IO. */
  public static StandaloneBuilder builder() {
    return new StandaloneBuilder();
  }

  /** The path of all requests, without a slash at its end. */
  public String path() {
    return path;
  }

  /** How long after the last pong the next ping is sent. */
  public Duration pingInterval() {
    return pingInterval;
  }

  /** How long the pong may take. */
  public Duration pingTimeout() {
    return pingTimeout;
  }

  /** How long a client may take to complete an upgrade. */
  public Duration upgradeTimeout() {
    return upgradeTimeout;
  }

  /** The largest message, frame or request body, in bytes. */
  public int maxHttpBufferSize() {
    return maxHttpBufferSize;
  }

  /** The transports that are offered. */
  public Set<TransportType> transports() {
    return transports;
  }

  /** Whether a polling session may change over to WebSocket. */
  public boolean allowUpgrades() {
    return allowUpgrades;
  }

  /** Whether clients of Engine.IO 3 may connect. */
  public boolean allowEio3() {
    return allowEio3;
  }

  /** Which other origins may talk to this server; none if empty. */
  public Optional<Cors> cors() {
    return cors;
  }

  /** The cookie for sticky load balancers; none if empty. */
  public Optional<SessionCookie> cookie() {
    return cookie;
  }

  /** Who may open a session; everybody if empty. */
  public Optional<RequestGuard> allowRequest() {
    return allowRequest;
  }

  /** What chooses the ids of sessions; {@link RandomId} if empty. */
  public Optional<IdGenerator> generateId() {
    return generateId;
  }

  /** The message that each session begins with; none if empty. */
  public Optional<PacketGroup> initialPacket() {
    return initialPacket;
  }

  /** How messages of WebSockets are compressed; not at all if empty. */
  public Optional<PerMessageDeflate> perMessageDeflate() {
    return perMessageDeflate;
  }

  /** How answers to polls are compressed; not at all if empty. */
  public Optional<HttpCompression> httpCompression() {
    return httpCompression;
  }

  /** What sees each request first. */
  public List<RequestHook> requestHooks() {
    return requestHooks;
  }

  /** What adds header fields to the answer to a handshake. */
  public List<HeaderHook> initialHeaderHooks() {
    return initialHeaderHooks;
  }

  /** What adds header fields to each successful answer. */
  public List<HeaderHook> headerHooks() {
    return headerHooks;
  }

  /** The limits of what is parsed. */
  public Limits limits() {
    return limits;
  }

  /** How many sessions there may be at once. */
  public int maxConnections() {
    return maxConnections;
  }

  /** How many sessions of one address there may be at once; any number if 0. */
  public int maxConnectionsPerIp() {
    return maxConnectionsPerIp;
  }

  /** How often one address may ask for a session; without a bound if empty. */
  public Optional<RateLimit> handshakeRateLimit() {
    return handshakeRateLimit;
  }

  /** How often all clients together may ask for a session; without a bound if empty. */
  public Optional<RateLimit> globalHandshakeRateLimit() {
    return globalHandshakeRateLimit;
  }

  /** How often one address may ask for a session that is not there. */
  public Optional<RateLimit> unknownSidRateLimit() {
    return unknownSidRateLimit;
  }

  /** Who is believed about the address of a client. */
  public TrustedProxies trustedProxies() {
    return trustedProxies;
  }

  /** What the requests of a session must have in common with its handshake. */
  public Set<SidBinding> sidBinding() {
    return sidBinding;
  }

  /** How many requests may wait for {@link #allowRequest} and hooks at once. */
  public int maxConcurrentHandshakes() {
    return maxConcurrentHandshakes;
  }

  /** Outbound bytes of a session at which one that was above takes more without waiting. */
  public int outboundLowWaterMark() {
    return outboundLowWaterMark;
  }

  /** Outbound bytes of a session from which on it is not writable and drops volatile messages. */
  public int outboundHighWaterMark() {
    return outboundHighWaterMark;
  }

  /** Outbound bytes of a session beyond which it is closed as a slow consumer. */
  public int maxOutboundBytes() {
    return maxOutboundBytes;
  }

  /**
   * Refuses a message that is larger than all that may wait for a client.
   *
   * @throws IllegalArgumentException if it is, with the name of the option
   */
  public void checkOutbound(PacketGroup message) {
    if (message.size() > maxOutboundBytes) {
      throw new IllegalArgumentException(
          "maxOutboundBytes: expected a message of at most %d bytes, got %d"
              .formatted(maxOutboundBytes, message.size()));
    }
  }

  /** Outbound bytes of all sessions beyond which the one that holds most is closed. */
  public long maxTotalOutboundBytes() {
    return maxTotalOutboundBytes;
  }

  /** How long a session may be above its high mark before it is closed as a slow consumer. */
  public Duration slowConsumerTimeout() {
    return slowConsumerTimeout;
  }

  /** What becomes of slow consumers. */
  public SlowConsumerPolicy slowConsumerPolicy() {
    return slowConsumerPolicy;
  }

  /** Whether any user code looks at requests. */
  boolean hasHooks() {
    return allowRequest.isPresent()
        || generateId.isPresent()
        || !requestHooks.isEmpty()
        || !initialHeaderHooks.isEmpty()
        || !headerHooks.isEmpty();
  }

  /** The builder of an engine that is used alone. */
  public static final class StandaloneBuilder extends Builder<StandaloneBuilder> {
    private StandaloneBuilder() {}

    @Override
    protected StandaloneBuilder self() {
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if they contradict each other, naming the values
     */
    public EngineOptions build() {
      return buildEngineOptions();
    }
  }

  /**
   * Options being chosen. A value that is wrong by itself is refused by its setter, on the caller's
   * thread, with its name.
   *
   * @param <B> the builder itself, so that a server's builder can extend this one
   */
  public abstract static class Builder<B extends Builder<B>> {
    private String path = "/engine.io";
    private Duration pingInterval = Duration.ofSeconds(25);
    private Duration pingTimeout = Duration.ofSeconds(20);
    private Duration upgradeTimeout = Duration.ofSeconds(10);
    private int maxHttpBufferSize = 1_000_000;
    private Set<TransportType> transports = EnumSet.allOf(TransportType.class);
    private boolean allowUpgrades = true;
    private boolean allowEio3;
    private Optional<Cors> cors = Optional.empty();
    private Optional<SessionCookie> cookie = Optional.empty();
    private Optional<RequestGuard> allowRequest = Optional.empty();
    private Optional<IdGenerator> generateId = Optional.empty();
    private Optional<PacketGroup> initialPacket = Optional.empty();
    private Optional<PerMessageDeflate> perMessageDeflate = Optional.empty();
    private Optional<HttpCompression> httpCompression = Optional.empty();
    private final List<RequestHook> requestHooks = new ArrayList<>();
    private final List<HeaderHook> initialHeaderHooks = new ArrayList<>();
    private final List<HeaderHook> headerHooks = new ArrayList<>();
    private Limits limits = Limits.defaults();
    private int maxConnections = ConnectionLimit.ofThisProcess();
    private int maxConnectionsPerIp;
    private int maxConcurrentHandshakes = 2_048;
    private Optional<RateLimit> handshakeRateLimit = Optional.empty();
    private Optional<RateLimit> globalHandshakeRateLimit = Optional.empty();
    private Optional<RateLimit> unknownSidRateLimit =
        Optional.of(RateLimit.perSecond(100).burst(1_000));
    private TrustedProxies trustedProxies = TrustedProxies.NONE;
    private Set<SidBinding> sidBinding = EnumSet.of(SidBinding.ORIGIN);

    /** 0 unless chosen: the default depends on the high mark. */
    private int outboundLowWaterMark;

    private int outboundHighWaterMark = 256 * 1024;
    private int maxOutboundBytes = 4 * 1024 * 1024;
    private long maxTotalOutboundBytes = Runtime.getRuntime().maxMemory() / 4;
    private Duration slowConsumerTimeout = Duration.ofSeconds(30);
    private SlowConsumerPolicy slowConsumerPolicy = SlowConsumerPolicy.DISCONNECT;

    /** Nothing chosen yet. */
    protected Builder() {}

    /** This builder, by its own type. */
    protected abstract B self();

    /** The options of the engine as chosen so far. */
    protected final EngineOptions buildEngineOptions() {
      return new EngineOptions(this);
    }

    /**
     * The path of all requests. Default {@code /engine.io}, for Socket.IO {@code /socket.io}.
     *
     * @param value begins with a slash; one at the end is dropped
     */
    public B path(String value) {
      String trimmed =
          value.length() > 1 && value.endsWith("/")
              ? value.substring(0, value.length() - 1)
              : value;
      if (!trimmed.startsWith("/") || trimmed.indexOf('?') >= 0 || trimmed.indexOf('#') >= 0) {
        throw new IllegalArgumentException(
            "path: expected a path such as /socket.io, got " + value);
      }
      path = trimmed;
      return self();
    }

    /** How long after the last pong the next ping is sent. Default 25 s. */
    public B pingInterval(Duration value) {
      pingInterval = requirePositive("pingInterval", value);
      return self();
    }

    /** How long the pong may take. Default 20 s. */
    public B pingTimeout(Duration value) {
      pingTimeout = requirePositive("pingTimeout", value);
      return self();
    }

    /** How long a client may take to complete an upgrade. Default 10 s. */
    public B upgradeTimeout(Duration value) {
      upgradeTimeout = requirePositive("upgradeTimeout", value);
      return self();
    }

    /** The largest message, frame or request body, in bytes. Default 1,000,000. */
    public B maxHttpBufferSize(int bytes) {
      maxHttpBufferSize = requireAtLeast("maxHttpBufferSize", bytes, 1);
      return self();
    }

    /** The transports that are offered. Default all. */
    public B transports(TransportType first, TransportType... others) {
      transports = EnumSet.of(first, others);
      return self();
    }

    /** Whether a polling session may change over to WebSocket. Default true. */
    public B allowUpgrades(boolean value) {
      allowUpgrades = value;
      return self();
    }

    /**
     * Whether clients of Engine.IO 3 may connect, that is: those of Socket.IO 1 and 2, also by
     * JSONP. Default false: there is more to attack, and what other clients may learn of such a
     * client's socket (its id) is the secret of its session.
     *
     * <p>JSONP is for this server's own pages and those that {@link #cors} allows. Over plain HTTP
     * the browser has to tell the page by Origin or Referer: a page without is refused, for any
     * site could be behind it, unless Host names this machine. So a proxy in front must pass on the
     * Host that it got.
     */
    public B allowEio3(boolean value) {
      allowEio3 = value;
      return self();
    }

    /** Which other origins may talk to this server. Default: none. */
    public B cors(Cors value) {
      cors = Optional.of(value);
      return self();
    }

    /** Sets a cookie for sticky load balancers. Default: none. */
    public B cookie(SessionCookie value) {
      cookie = Optional.of(value);
      return self();
    }

    /** Who may open a session. Default: everybody. */
    public B allowRequest(RequestGuard guard) {
      allowRequest = Optional.of(guard);
      return self();
    }

    /** What chooses the ids of sessions. Default: {@link RandomId}. */
    public B generateId(IdGenerator value) {
      generateId = Optional.of(value);
      return self();
    }

    /**
     * A text message that each session begins with: it comes right behind the handshake, by long
     * polling in the same answer. Default: none. The stock clients of Socket.IO take it for a
     * packet of theirs, so it is for an engine alone, or for clients of one's own.
     */
    public B initialPacket(String message) {
      initialPacket =
          Optional.of(PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, message)));
      return self();
    }

    /** The same with a binary message. */
    public B initialPacket(byte[] message) {
      initialPacket = Optional.of(PacketGroup.of(EnginePacket.binary(message.clone())));
      return self();
    }

    /**
     * Compresses messages of WebSockets with clients that offer it. Default: not at all, as with
     * the JavaScript server. It costs processor time on the I/O threads, and what is compressed
     * together with a secret can betray it by its size; {@code compress(false)} exempts a message.
     */
    public B perMessageDeflate(PerMessageDeflate value) {
      perMessageDeflate = Optional.of(value);
      return self();
    }

    /**
     * Compresses the answers to polls with clients that accept it, by gzip or deflate. Default: not
     * at all, where the JavaScript server does: over TLS, the size of an answer that has both a
     * secret and what an attacker chose can betray the secret (BREACH). A message sent with {@code
     * compress(false)} exempts the answer that it goes with.
     */
    public B httpCompression(HttpCompression value) {
      httpCompression = Optional.of(value);
      return self();
    }

    /** Adds something that sees each request first; in the order added. */
    public B use(RequestHook hook) {
      requestHooks.add(Objects.requireNonNull(hook, "hook"));
      return self();
    }

    /** Adds header fields to the answer to a handshake. */
    public B onInitialHeaders(HeaderHook hook) {
      initialHeaderHooks.add(Objects.requireNonNull(hook, "hook"));
      return self();
    }

    /** Adds header fields to each successful answer. */
    public B onHeaders(HeaderHook hook) {
      headerHooks.add(Objects.requireNonNull(hook, "hook"));
      return self();
    }

    /** The limits of what is parsed. Default {@link Limits#defaults}. */
    public B limits(Limits value) {
      limits = Objects.requireNonNull(value, "limits");
      return self();
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

    /**
     * How many requests may wait for {@link #allowRequest} and hooks at once; one beyond is
     * answered 503 with {@code Retry-After}. Default 2,048. The JavaScript server has no such
     * limit.
     */
    public B maxConcurrentHandshakes(int value) {
      maxConcurrentHandshakes = requireAtLeast("maxConcurrentHandshakes", value, 1);
      return self();
    }

    /**
     * Outbound bytes of a session at which one that had more is told to have drained. Default 64
     * KiB, or the high mark if that is less.
     */
    public B outboundLowWaterMark(int bytes) {
      outboundLowWaterMark = requireAtLeast("outboundLowWaterMark", bytes, 1);
      return self();
    }

    /**
     * Outbound bytes of a session from which on it is not writable and drops volatile messages.
     * Default 256 KiB.
     */
    public B outboundHighWaterMark(int bytes) {
      outboundHighWaterMark = requireAtLeast("outboundHighWaterMark", bytes, 1);
      return self();
    }

    /**
     * Outbound bytes of a session beyond which it is closed as a slow consumer. Default 4 MiB. The
     * JavaScript server has no such limit.
     */
    public B maxOutboundBytes(int bytes) {
      maxOutboundBytes = requireAtLeast("maxOutboundBytes", bytes, 1);
      return self();
    }

    /**
     * Outbound bytes of all sessions together beyond which the session that holds most is closed,
     * whatever the {@link #slowConsumerPolicy}. What is sent to many counts once, and what waits
     * for sessions below their low mark does not count. Default: a quarter of the heap. The
     * JavaScript server has no such limit.
     */
    public B maxTotalOutboundBytes(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException(
            "maxTotalOutboundBytes: expected at least 1, got " + bytes);
      }
      maxTotalOutboundBytes = bytes;
      return self();
    }

    /**
     * How long at least {@link #outboundHighWaterMark} may wait for a client, without a moment of
     * less, before its session is closed as a slow consumer. Default 30 s. The JavaScript server
     * has no such limit.
     */
    public B slowConsumerTimeout(Duration value) {
      slowConsumerTimeout = requirePositive("slowConsumerTimeout", value);
      return self();
    }

    /** What becomes of slow consumers. Default {@link SlowConsumerPolicy#DISCONNECT}. */
    public B slowConsumerPolicy(SlowConsumerPolicy value) {
      slowConsumerPolicy = Objects.requireNonNull(value, "slowConsumerPolicy");
      return self();
    }

    /**
     * A duration that is more than nothing and fits the handshake's whole milliseconds.
     *
     * @throws IllegalArgumentException if not, with the name of the option
     */
    protected static Duration requirePositive(String option, Duration value) {
      if (value.toMillis() < 1 || value.toMillis() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            option + ": expected 1 ms to " + Integer.MAX_VALUE + " ms, got " + value);
      }
      return value;
    }

    /**
     * A number that is not too small.
     *
     * @throws IllegalArgumentException if it is, with the name of the option
     */
    protected static int requireAtLeast(String option, int value, int least) {
      if (value < least) {
        throw new IllegalArgumentException(
            option + ": expected at least " + least + ", got " + value);
      }
      return value;
    }
  }
}
