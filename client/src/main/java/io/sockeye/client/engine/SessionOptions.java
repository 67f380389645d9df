package io.sockeye.client.engine;

import static java.util.Objects.requireNonNull;

import io.sockeye.protocol.Limits;
import java.net.CookieHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of a session, with the names and defaults of the JavaScript client; where a default
 * is safer than there, its setter says so. Immutable, checked when built.
 */
public final class SessionOptions {
  private final String path;
  private final boolean addTrailingSlash;
  private final List<TransportType> transports;
  private final boolean upgrade;
  private final boolean rememberUpgrade;
  private final boolean tryAllTransports;
  private final Map<String, String> query;
  private final Map<String, String> extraHeaders;
  private final List<String> protocols;
  private final boolean timestampRequests;
  private final String timestampParam;
  private final boolean forceBase64;
  private final Duration timeout;
  private final Duration requestTimeout;
  private final @Nullable CookieHandler cookies;
  private final int maxPayload;
  private final int maxQueuedBytes;
  private final Limits limits;

  private SessionOptions(Builder<?> builder) {
    path = builder.path;
    addTrailingSlash = builder.addTrailingSlash;
    transports = builder.transports;
    upgrade = builder.upgrade;
    rememberUpgrade = builder.rememberUpgrade;
    tryAllTransports = builder.tryAllTransports;
    query = builder.query;
    extraHeaders = builder.extraHeaders;
    protocols = builder.protocols;
    timestampRequests = builder.timestampRequests;
    timestampParam = builder.timestampParam;
    forceBase64 = builder.forceBase64;
    timeout = builder.timeout;
    requestTimeout = builder.requestTimeout;
    cookies =
        builder.cookies == null && builder.withCredentials
            ? BoundedCookies.manager()
            : builder.cookies;
    maxPayload = builder.maxPayload;
    maxQueuedBytes = builder.maxQueuedBytes;
    limits = builder.limits;
    if (query.containsKey(timestampParam)) {
      throw new IllegalArgumentException(
          "query: the name \"%s\" is that of timestampParam".formatted(timestampParam));
    }
  }

  /** Options for a session that is used alone, without Socket.IO. */
  public static StandaloneBuilder builder() {
    return new StandaloneBuilder();
  }

  /** The path of all requests, without a slash at its end. */
  public String path() {
    return path;
  }

  /** Whether requests have a slash behind the path. */
  public boolean addTrailingSlash() {
    return addTrailingSlash;
  }

  /** The transports that may be used, the first one to begin with; without duplicates. */
  public List<TransportType> transports() {
    return transports;
  }

  /** Whether a session by long polling tries to change over to WebSocket. */
  public boolean upgrade() {
    return upgrade;
  }

  /** Whether the next session begins with WebSocket when the last one came to it. */
  public boolean rememberUpgrade() {
    return rememberUpgrade;
  }

  /** Whether the next transport is tried when a session cannot be opened by the first. */
  public boolean tryAllTransports() {
    return tryAllTransports;
  }

  /** What is put into the query of each request, in this order, before all else. */
  public Map<String, String> query() {
    return query;
  }

  /** Header fields that are added to each request, by name, with the case as given. */
  public Map<String, String> extraHeaders() {
    return extraHeaders;
  }

  /** The subprotocols that WebSockets offer, the preferred one first; none if empty. */
  public List<String> protocols() {
    return protocols;
  }

  /** Whether polling requests have a parameter that is never twice the same. */
  public boolean timestampRequests() {
    return timestampRequests;
  }

  /** The name of that parameter. */
  public String timestampParam() {
    return timestampParam;
  }

  /** Whether the server is to send binary messages as base64, also by WebSocket. */
  public boolean forceBase64() {
    return forceBase64;
  }

  /** How long the opening of a session may take; zero for no limit. */
  public Duration timeout() {
    return timeout;
  }

  /** How long a polling request may take; zero for the limits that there are by default. */
  public Duration requestTimeout() {
    return requestTimeout;
  }

  /** What keeps the server's cookies; nothing if empty, and they are dropped. */
  public Optional<CookieHandler> cookies() {
    return Optional.ofNullable(cookies);
  }

  /** How long one answer to a poll, or one message by WebSocket, may be, in bytes. */
  public int maxPayload() {
    return maxPayload;
  }

  /** How many bytes may wait to be sent; each packet counts 128 more than it has. */
  public int maxQueuedBytes() {
    return maxQueuedBytes;
  }

  /** The limits of what is parsed. */
  public Limits limits() {
    return limits;
  }

  /** The builder of options for a session that is used alone. */
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
    public SessionOptions build() {
      return buildSessionOptions();
    }
  }

  /**
   * Options being chosen. A value that is wrong by itself is refused by its setter, on the caller's
   * thread, with its name.
   *
   * @param <B> the builder itself, so that a manager's builder can extend this one
   */
  public abstract static class Builder<B extends Builder<B>> {
    private String path = "/socket.io";
    private boolean addTrailingSlash = true;
    private List<TransportType> transports = List.of(TransportType.values());
    private boolean upgrade = true;
    private boolean rememberUpgrade;
    private boolean tryAllTransports;
    private Map<String, String> query = Map.of();
    private Map<String, String> extraHeaders = Map.of();
    private List<String> protocols = List.of();
    private boolean timestampRequests = true;
    private String timestampParam = "t";
    private boolean forceBase64;
    private Duration timeout = Duration.ofSeconds(20);
    private Duration requestTimeout = Duration.ZERO;

    /** Null for none. */
    private @Nullable CookieHandler cookies;

    private boolean withCredentials;
    private int maxPayload = 16 * 1024 * 1024;
    private int maxQueuedBytes = 8 * 1024 * 1024;
    private Limits limits = Limits.defaults();

    /** Nothing chosen yet. */
    protected Builder() {}

    /** This builder, by its own type. */
    protected abstract B self();

    /** The options of the session as chosen so far. */
    protected final SessionOptions buildSessionOptions() {
      return new SessionOptions(this);
    }

    /**
     * The path of all requests. Default {@code /socket.io}.
     *
     * @param value begins with a slash, and is written as in a URI; a slash at its end is dropped,
     *     see {@link #addTrailingSlash}
     */
    public B path(String value) {
      path = OptionChecks.path(value);
      return self();
    }

    /** Whether requests have a slash behind the path, as servers want it. Default true. */
    public B addTrailingSlash(boolean value) {
      addTrailingSlash = value;
      return self();
    }

    /** The transports that may be used, in this order. Default polling, then WebSocket. */
    public B transports(TransportType first, TransportType... others) {
      List<TransportType> chosen = new ArrayList<>();
      chosen.add(requireNonNull(first, "transports"));
      chosen.addAll(List.of(others));
      if (chosen.stream().distinct().count() < chosen.size()) {
        throw new IllegalArgumentException("transports: expected each but once, got " + chosen);
      }
      transports = List.copyOf(chosen);
      return self();
    }

    /**
     * Whether a session that began by long polling tries to change over to WebSocket, where {@link
     * #transports} has it and the server offers it. Default true.
     */
    public B upgrade(boolean value) {
      upgrade = value;
      return self();
    }

    /**
     * Whether a session begins with WebSocket at once if the one before came to it, until one
     * fails. Default false.
     */
    public B rememberUpgrade(boolean value) {
      rememberUpgrade = value;
      return self();
    }

    /**
     * Whether the next one of {@link #transports} is tried when a session cannot be opened by the
     * first, before the attempt counts as failed. Default false.
     */
    public B tryAllTransports(boolean value) {
      tryAllTransports = value;
      return self();
    }

    /**
     * What is put into the query of each request, for the server's {@code handshake.query}; names
     * and values as they are, not as in a URI. Default nothing. What is secret belongs into {@code
     * auth} or {@link #extraHeaders}: proxies write URIs into their logs.
     *
     * @throws IllegalArgumentException if a name is one of the protocol's own: {@code EIO}, {@code
     *     transport}, {@code sid}, {@code b64}, {@code j}
     */
    public B query(Map<String, String> values) {
      query = OptionChecks.query(values);
      return self();
    }

    /**
     * Header fields that are added to each request, WebSocket handshakes among them. Default none.
     *
     * @throws IllegalArgumentException if a name is no token of HTTP, a value is not visible ASCII,
     *     or the field is one that the client sets itself, such as {@code Host}, {@code
     *     Connection}, {@code Content-Length}, {@code Upgrade} and {@code Sec-WebSocket-Key}
     */
    public B extraHeaders(Map<String, String> fields) {
      extraHeaders = OptionChecks.headers(fields);
      return self();
    }

    /** The subprotocols that WebSockets offer, the preferred one first. Default none. */
    public B protocols(String... names) {
      protocols = OptionChecks.protocols(List.of(names));
      return self();
    }

    /**
     * Whether polling requests have a parameter that is never twice the same, so that no cache
     * answers them. Default true. WebSockets never have it.
     */
    public B timestampRequests(boolean value) {
      timestampRequests = value;
      return self();
    }

    /** The name of that parameter. Default {@code t}. */
    public B timestampParam(String name) {
      if (name.isEmpty() || OptionChecks.isReservedParameter(name)) {
        throw new IllegalArgumentException(
            "timestampParam: expected a name that the protocol does not use, got \"%s\""
                .formatted(name));
      }
      timestampParam = name;
      return self();
    }

    /**
     * Whether the server is to send binary messages as base64 by WebSocket too, for networks that
     * spoil binary frames. Default false.
     */
    public B forceBase64(boolean value) {
      forceBase64 = value;
      return self();
    }

    /**
     * How long the opening of a session may take, from the first connection to the handshake, by
     * all transports that are tried. Default 20 s; zero for no limit.
     */
    public B timeout(Duration value) {
      timeout = OptionChecks.duration("timeout", value);
      return self();
    }

    /**
     * How long one polling request may take, answer and all. A poll waits for what the server has
     * to say, so this must be more than the server's {@code pingInterval}. Default zero: for a poll
     * no limit but that of the heartbeat, and 45 s for a request that sends.
     */
    public B requestTimeout(Duration value) {
      requestTimeout = OptionChecks.duration("requestTimeout", value);
      return self();
    }

    /**
     * Keeps the server's cookies in a store of these options' own, and sends them back. Default
     * false. Needed where a load balancer goes by a cookie. The store takes 50 cookies of 4 KB
     * each; for another one the oldest goes.
     */
    public B withCredentials(boolean value) {
      withCredentials = value;
      return self();
    }

    /**
     * Keeps the server's cookies in a given store, whatever {@link #withCredentials} says. It is
     * called inside the mailbox of the session, so it must not block, and with all its sessions at
     * once if it serves several. What it throws is logged, and costs the cookies alone.
     */
    public B cookies(CookieHandler value) {
      cookies = requireNonNull(value, "cookies");
      return self();
    }

    /**
     * How long one answer to a poll, or one message by WebSocket, may be, in bytes; one that is
     * longer ends the session. Default 16 MiB. The JavaScript client has no such limit for polls.
     */
    public B maxPayload(int bytes) {
      maxPayload = OptionChecks.atLeast("maxPayload", bytes, 1);
      return self();
    }

    /**
     * How many bytes may wait to be sent; a message beyond is not taken, and fails. Each packet, of
     * which a message has one and one more for each of its attachments, counts 128 bytes more than
     * it has, as it takes memory of its own. Default 8 MiB. The JavaScript client has no such
     * limit.
     */
    public B maxQueuedBytes(int bytes) {
      maxQueuedBytes = OptionChecks.atLeast("maxQueuedBytes", bytes, 1);
      return self();
    }

    /** The limits of what is parsed. Default {@link Limits#defaults}. */
    public B limits(Limits value) {
      limits = requireNonNull(value, "limits");
      return self();
    }
  }
}
