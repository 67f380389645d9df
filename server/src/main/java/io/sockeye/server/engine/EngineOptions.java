package io.sockeye.server.engine;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
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
  private final AdmissionLimits admission;
  private final OutboundLimits outbound;

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
    admission = builder.admissionLimits();
    outbound = builder.outboundLimits();
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

  /** How many clients are let in, and how often they may ask. */
  public AdmissionLimits admission() {
    return admission;
  }

  /** How much may wait for clients. */
  public OutboundLimits outbound() {
    return outbound;
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
   * Options being chosen, the limits included.
   *
   * @param <B> the builder itself, so that a server's builder can extend this one
   */
  public abstract static class Builder<B extends Builder<B>> extends AdmissionLimits.Builder<B> {
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

    /** Nothing chosen yet. */
    protected Builder() {}

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
  }
}
