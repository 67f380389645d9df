package io.sockeye.client.engine;

import static java.util.Objects.requireNonNull;

import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The network by the JDK's own {@link HttpClient}: HTTP/1.1 and WebSocket, with one selector thread
 * and a few daemon threads for any number of connections.
 *
 * <p>TLS checks the certificate and the name of the server as the JDK does by default; what is to
 * be trusted besides goes into {@link Builder#sslContext}. Without a word about proxies, those of
 * the JVM apply ({@link ProxySelector#getDefault}).
 *
 * <p>What the JDK does not do: WebSocket messages of text are sent in fragments of 16 KiB, no
 * compression is offered, the cookies of a WebSocket handshake are not told. What a server sends in
 * one go with its answer to that handshake, and is longer than 16 KiB, the JDK (17 to 25) may lose
 * in part; no server of Socket.IO does so, unless it is told to send long initial packets. On Java
 * 17 its selector thread lives on after {@link #close}, without any connection, until the garbage
 * collector has found the client; on Java 21 and later it ends at once.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the futures that it gives out tell of every failure
public final class JdkNetwork implements Network {
  /** Something under way that must end with the network. */
  @FunctionalInterface
  interface Connection {
    void end(ConnectFailure why);
  }

  private final JdkClients clients;

  private final Executor executor;

  /** Null if the executor is the user's. */
  private final @Nullable IoThreads threads;

  private final ProxyChoice proxy;
  private final Duration connectTimeout;
  private final HandshakeGuard handshakes = new HandshakeGuard();

  /** What is under way. */
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  private JdkNetwork(Builder builder) {
    threads = builder.executor == null ? IoThreads.create() : null;
    executor = builder.executor == null ? requireNonNull(threads) : builder.executor;
    proxy = builder.proxy;
    connectTimeout = builder.connectTimeout;
    clients = new JdkClients(() -> client(builder), proxy);
  }

  private HttpClient client(Builder builder) {
    HttpClient.Builder jdk =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .cookieHandler(handshakes)
            .executor(executor);
    if (builder.sslContext != null) {
      jdk.sslContext(builder.sslContext);
    }
    if (builder.sslParameters != null) {
      jdk.sslParameters(builder.sslParameters);
    }
    ProxySelector selector = proxy.shielded();
    if (selector != null) {
      jdk.proxy(selector);
    }
    if (!connectTimeout.isZero()) {
      jdk.connectTimeout(connectTimeout);
    }
    return jdk.build();
  }

  /** A network with the JVM's defaults. */
  public static JdkNetwork create() {
    return builder().build();
  }

  /** A network to be set up. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public CompletableFuture<HttpAnswer> send(HttpCall call) {
    Optional<HttpClient> client = clients.forRequests();
    if (client.isEmpty()) {
      return CompletableFuture.failedFuture(closed());
    }
    Supplier<Target> target = () -> target(call.uri(), call.uri(), call.timeout());
    try {
      JdkExchange exchange = JdkExchange.send(client.get(), call, proxy.authorization(), target);
      add(exchange, exchange.answer());
      return exchange.answer();
    } catch (RuntimeException refused) { // By the JDK, or a ProxySelector of the user's.
      return CompletableFuture.failedFuture(Failures.of(refused, target.get()));
    }
  }

  @Override
  public CompletableFuture<WebSocketChannel> openWebSocket(
      WebSocketCall call, WebSocketEvents events) {
    URI http = httpUri(call.uri());
    Supplier<Target> target = () -> target(call.uri(), http, call.timeout());
    try {
      return openWebSocket(call, http, events, target);
    } catch (RuntimeException refused) { // By the JDK, or a ProxySelector of the user's.
      return CompletableFuture.failedFuture(Failures.of(refused, target.get()));
    }
  }

  private CompletableFuture<WebSocketChannel> openWebSocket(
      WebSocketCall call, URI http, WebSocketEvents events, Supplier<Target> target) {
    Optional<HttpClient> client = clients.forWebSocket(http);
    if (client.isEmpty()) {
      return CompletableFuture.failedFuture(closed());
    }
    JdkWebSocket socket = new JdkWebSocket(call, events, executor, target);
    WebSocketHandshake handshake =
        new WebSocketHandshake(
            call, proxy.authorization(), target, () -> send(plainGet(call, http)));
    URI uri = handshakes.add(call.uri(), handshake, socket.opened());
    try {
      WebSocket.Builder builder = client.get().newWebSocketBuilder();
      socket.follow(handshake, handshake.send(uri, builder, socket));
    } catch (RuntimeException refused) {
      socket.opened().cancel(true);
      throw refused;
    }
    add(socket, socket.ended());
    return socket.opened();
  }

  private static HttpCall plainGet(WebSocketCall call, URI http) {
    return new HttpCall("GET", http, call.headers(), null, call.timeout(), HandshakeGuard.MAX_BODY);
  }

  private void add(Connection connection, CompletableFuture<?> end) {
    connections.add(connection);
    end.whenComplete((result, failed) -> connections.remove(connection));
    if (clients.isClosed()) {
      connection.end(closed()); // It may have come too late for close() to see it.
    }
  }

  /** With the scheme of the handshake's request. */
  static URI httpUri(URI webSocket) {
    String text = webSocket.toString();
    return URI.create("http" + text.substring("ws".length()));
  }

  private Target target(URI uri, URI http, Duration timeout) {
    return new Target(uri, proxy.proxyFor(http), connectTimeout, timeout);
  }

  private static ConnectFailure closed() {
    return new ConnectFailure.Closed("this network was closed");
  }

  /**
   * Ends all connections, the selector thread (on Java 17 when the client is collected), and the
   * threads unless they are those of an executor that was given. Returns at once; the threads end
   * some moments later.
   */
  @Override
  public void close() {
    List<HttpClient> closing = clients.close();
    if (!closing.isEmpty()) {
      connections.forEach(connection -> connection.end(closed()));
      ClientShutdown.end(closing, threads);
    }
  }

  /** Sets up a network. */
  public static final class Builder {
    /** Null for the JVM's. */
    private @Nullable SSLContext sslContext;

    /** Null for those of the context. */
    private @Nullable SSLParameters sslParameters;

    /** Null for threads of its own. */
    private @Nullable Executor executor;

    private ProxyChoice proxy = ProxyChoice.ofJvm();
    private Duration connectTimeout = Duration.ZERO;

    private Builder() {}

    /** What is trusted, and who we are, by TLS. Default that of the JVM. */
    public Builder sslContext(SSLContext value) {
      sslContext = requireNonNull(value, "sslContext");
      return this;
    }

    /** Versions and suites of TLS. Default those of the context. */
    public Builder sslParameters(SSLParameters value) {
      sslParameters = requireNonNull(value, "sslParameters");
      return this;
    }

    /** An HTTP proxy for everything. Default what the JVM is set to. */
    public Builder proxy(String host, int port) {
      proxy = ProxyChoice.of(requireNonNull(host, "host"), port);
      return this;
    }

    /**
     * An HTTP proxy for everything that wants credentials (Basic, RFC 7617).
     *
     * <p>For {@code https} and for each WebSocket a proxy is asked to tunnel, and the JDK gives no
     * Basic credentials to a proxy for that, because they travel in the clear, unless the JVM is
     * started with {@code -Djdk.http.auth.tunneling.disabledSchemes=""}.
     */
    public Builder proxy(String host, int port, String user, String password) {
      proxy =
          ProxyChoice.of(requireNonNull(host, "host"), port)
              .with(requireNonNull(user, "user"), requireNonNull(password, "password"));
      return this;
    }

    /**
     * What chooses a proxy for each request; {@code HttpClient.Builder.NO_PROXY} for none. It is
     * called by whoever sends a request, for a session inside of its mailbox, so it must not block.
     * What it throws fails the request.
     */
    public Builder proxySelector(ProxySelector value) {
      proxy = ProxyChoice.of(requireNonNull(value, "proxySelector"));
      return this;
    }

    /** How long a TCP connection may take. Default zero: no limit but that of the whole. */
    public Builder connectTimeout(Duration value) {
      connectTimeout = OptionChecks.duration("connectTimeout", value);
      return this;
    }

    /**
     * What the work of connections runs on; not closed with the network. Nothing blocks it but the
     * JDK's client, which looks up names on it: with an executor of few threads, a slow name server
     * holds up all connections. Default two daemon threads of its own, and more, up to 64, while
     * all of them are blocked.
     */
    public Builder executor(Executor value) {
      executor = requireNonNull(value, "executor");
      return this;
    }

    /** The network. Close it when it is not needed any more. */
    public JdkNetwork build() {
      return new JdkNetwork(this);
    }
  }
}
