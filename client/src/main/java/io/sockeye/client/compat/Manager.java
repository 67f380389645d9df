package io.sockeye.client.compat;

import static java.util.Objects.requireNonNull;

import io.sockeye.DisconnectReason;
import io.sockeye.client.AuthProvider;
import io.sockeye.client.SocketOptions;
import io.sockeye.client.engine.ConnectFailure;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection to a server, which the sockets of its namespaces share, and its reconnection. */
public final class Manager extends Emitter {
  /** The connection is there. No arguments. */
  public static final String EVENT_OPEN = "open";

  /** The connection ended. The reason, a {@code String}. */
  public static final String EVENT_CLOSE = "close";

  /** The connection could not be made. A {@link ConnectFailure}. */
  public static final String EVENT_ERROR = "error";

  /** The connection is there again. The number of attempts it took, an {@code Integer}. */
  public static final String EVENT_RECONNECT = "reconnect";

  /** An attempt to reconnect failed. A {@link ConnectFailure}. */
  public static final String EVENT_RECONNECT_ERROR = "reconnect_error";

  /** The last attempt that was allowed has failed. No arguments. */
  public static final String EVENT_RECONNECT_FAILED = "reconnect_failed";

  /** An attempt to reconnect begins. Its number, an {@code Integer}. */
  public static final String EVENT_RECONNECT_ATTEMPT = "reconnect_attempt";

  private final Options options;
  private final io.sockeye.client.Manager real;
  private final Turns turns = new Turns();

  /** By namespace. */
  private final Map<String, Socket> sockets = new ConcurrentHashMap<>();

  /** Whether the manager tries to reconnect right now, rather than waits to. */
  private volatile boolean attempting;

  /** Whether it goes on trying, if any socket wants it to. */
  private volatile boolean reconnecting;

  /** The options of a connection; all of them are read when the manager is made. */
  public static class Options {
    /** Whether to connect again when the connection is lost. */
    public boolean reconnection = true;

    /** How often to try in a row; 0 for no end. */
    public int reconnectionAttempts;

    /** The pause before the first attempt, in milliseconds; 0 for the default. */
    public long reconnectionDelay = 1_000;

    /** The longest pause between attempts, in milliseconds; 0 for the default. */
    public long reconnectionDelayMax = 5_000;

    /** How much pauses vary, from 0 to 1. */
    public double randomizationFactor = 0.5;

    /** How long an attempt may take, in milliseconds; no limit if it is 0 or less. */
    public long timeout = 20_000;

    /**
     * What the server is told of who connects: a map or any object that JSON can say, asked for
     * anew at each attempt if it is a {@code Supplier} or an {@link AuthProvider}.
     */
    public @Nullable Object auth;

    /** The names of the transports that may be used, the first to begin with. */
    public String @Nullable [] transports;

    /** Whether to change over from polling to WebSocket. */
    public boolean upgrade = true;

    /** Whether to begin with WebSocket if the connection before came to it. */
    public boolean rememberUpgrade;

    /** The path of all requests; null for {@code /socket.io}. */
    public @Nullable String path;

    /** What is put into the query of each request, as in a URI: {@code a=b&c=d}. */
    public @Nullable String query;

    /** Header fields that are added to each request. */
    public @Nullable Map<String, List<String>> extraHeaders;

    /** Whether polling requests have a parameter that is never twice the same. */
    public boolean timestampRequests = true;

    /** The name of that parameter; null for {@code t}. */
    public @Nullable String timestampParam;

    /**
     * Chooses what the official client leaves to OkHttp, such as TLS, a proxy or cookies, and what
     * it does not have, such as a parser: called last with the builder of the manager's options.
     */
    public @Nullable Consumer<io.sockeye.client.Manager.Builder> managerOptions;

    /**
     * Chooses what the official client does not have, such as {@code retries}: called last with the
     * builder of the socket's options.
     */
    public @Nullable Consumer<SocketOptions.Builder> socketOptions;

    /** Without effect, there as here: the scheme of the URI says it. */
    @Deprecated public boolean secure;

    /** Without effect, there as here: the URI says it. */
    @Deprecated public @Nullable String host;

    /** Without effect, there as here: the URI says it. */
    @Deprecated public @Nullable String hostname;

    /** Without effect, there as here: the URI says it. */
    @Deprecated public int port;

    /** All as it is by default. */
    public Options() {}
  }

  /**
   * A manager that is not open yet.
   *
   * @throws IllegalArgumentException if the URI is not that of a server
   */
  public Manager(URI uri) {
    this(uri, null);
  }

  /**
   * A manager that is not open yet.
   *
   * @throws IllegalArgumentException if the URI is not that of a server, or an option is wrong
   */
  public Manager(URI uri, @Nullable Options options) {
    this(Address.of(uri), options == null ? new Options() : options);
  }

  Manager(Address address, Options options) {
    this.options = options;
    real = Translation.manager(address, options);
    real.onOpen(this::opened);
    real.onClose(this::closed);
    real.onError(this::failed);
    real.onReconnectAttempt(this::attempt);
    real.onReconnect(number -> turn(EVENT_RECONNECT, number));
    real.onReconnectFailed(this::gaveUp);
  }

  private void opened() {
    attempting = false;
    reconnecting = false;
    turn(EVENT_OPEN);
  }

  private void closed(DisconnectReason reason) {
    attempting = false;
    turn(EVENT_CLOSE, reason.text());
  }

  private void failed(ConnectFailure failure) {
    boolean failedAgain = attempting;
    attempting = false;
    turn(EVENT_ERROR, failure);
    if (failedAgain) {
      turn(EVENT_RECONNECT_ERROR, failure);
    }
  }

  private void attempt(int number) {
    attempting = true;
    reconnecting = true;
    turn(EVENT_RECONNECT_ATTEMPT, number);
  }

  private void gaveUp() {
    reconnecting = false;
    turn(EVENT_RECONNECT_FAILED);
  }

  private void turn(String event, @Nullable Object... args) {
    turns.run(() -> tell(event, args));
  }

  /** Opens the connection, or begins to. Sockets do so when they connect. */
  public Manager open() {
    real.open();
    return this;
  }

  /** The socket of a namespace, always the same. */
  public Socket socket(String namespace) {
    return socket(namespace, null);
  }

  /**
   * The socket of a namespace, always the same; of the options only those of a socket count, {@link
   * Options#auth} and {@link Options#socketOptions}, and only the first time.
   */
  public Socket socket(String namespace, @Nullable Options options) {
    return newSocket(namespace, options)
        .orElseGet(() -> requireNonNull(sockets.get(withSlash(namespace))));
  }

  /** The socket of a namespace, unless there is one already. */
  Optional<Socket> newSocket(String namespace, @Nullable Options options) {
    String name = withSlash(namespace);
    if (sockets.containsKey(name)) {
      return Optional.empty();
    }
    SocketOptions chosen = options == null ? SocketOptions.defaults() : Translation.socket(options);
    @Nullable Socket[] made = {null};
    sockets.computeIfAbsent(
        name, absent -> made[0] = new Socket(this, turns, real.socket(absent, chosen)));
    return Optional.ofNullable(made[0]);
  }

  private static String withSlash(String namespace) {
    return namespace.startsWith("/") ? namespace : "/" + namespace;
  }

  /** The manager underneath, for all that the official client does not have. */
  public io.sockeye.client.Manager unwrap() {
    return real;
  }

  /** Whether to connect again when the connection is lost. */
  public boolean reconnection() {
    return options.reconnection;
  }

  /** Whether the connection is lost and the manager tries to get it back. */
  public boolean isReconnecting() {
    return reconnecting && sockets.values().stream().anyMatch(Socket::isActive);
  }
}
