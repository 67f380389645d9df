package io.sockeye.netty;

import io.netty.handler.ssl.SslContext;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.traffic.AddressRanges;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a {@link NettyServer} listens, over what, and how patient it is. Immutable. */
public final class NettyOptions {
  /** What moves the bytes between the sockets and the program. */
  public enum Transport {
    /**
     * epoll on Linux, kqueue on macOS and BSD, otherwise {@link #NIO}. io_uring must be asked for:
     * it took a fifth less CPU than epoll for single small messages where we measured, and nothing
     * less for bursts, but it is younger, and many hosts of containers forbid it.
     */
    AUTO,
    /** Linux io_uring. */
    IO_URING,
    /** Linux epoll. */
    EPOLL,
    /** The kqueue of macOS and BSD. */
    KQUEUE,
    /** What the JDK offers on every system. */
    NIO
  }

  private final String host;
  private final int port;
  private final Transport transport;
  private final int eventLoopThreads;
  private final int backlog;
  private final @Nullable SslContext sslContext;
  private final Duration tlsHandshakeTimeout;
  private final Duration headersTimeout;
  private final Duration bodyTimeout;
  private final Duration keepAliveTimeout;
  private final Duration writeTimeout;
  private final Duration closeTimeout;
  private final Duration shutdownDelay;
  private final Duration shutdownTimeout;
  private final @Nullable AddressRanges proxyProtocol;
  private final int maxRequestLineBytes;
  private final int maxHeaderBytes;
  private final int maxHeaders;
  private final @Nullable Consumer<HttpExchange> fallback;

  private NettyOptions(Builder builder) {
    host = builder.host;
    port = builder.port;
    transport = builder.transport;
    eventLoopThreads = builder.eventLoopThreads;
    backlog = builder.backlog;
    sslContext = builder.tls.context();
    tlsHandshakeTimeout = builder.tlsHandshakeTimeout;
    headersTimeout = builder.headersTimeout;
    bodyTimeout = builder.bodyTimeout;
    keepAliveTimeout = builder.keepAliveTimeout;
    writeTimeout = builder.writeTimeout;
    closeTimeout = builder.closeTimeout;
    shutdownDelay = builder.shutdownDelay;
    shutdownTimeout = builder.shutdownTimeout;
    proxyProtocol = builder.proxyProtocol;
    maxRequestLineBytes = builder.maxRequestLineBytes;
    maxHeaderBytes = builder.maxHeaderBytes;
    maxHeaders = builder.maxHeaders;
    fallback = builder.fallback;
  }

  /** Options with the defaults: all addresses, a port that the system picks, no TLS. */
  public static Builder builder() {
    return new Builder();
  }

  InetSocketAddress address() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  Transport transport() {
    return transport;
  }

  int eventLoopThreads() {
    return eventLoopThreads;
  }

  int backlog() {
    return backlog;
  }

  Optional<SslContext> sslContext() {
    return Optional.ofNullable(sslContext);
  }

  Duration tlsHandshakeTimeout() {
    return tlsHandshakeTimeout;
  }

  Duration headersTimeout() {
    return headersTimeout;
  }

  Duration bodyTimeout() {
    return bodyTimeout;
  }

  Duration keepAliveTimeout() {
    return keepAliveTimeout;
  }

  Duration writeTimeout() {
    return writeTimeout;
  }

  Duration closeTimeout() {
    return closeTimeout;
  }

  Duration shutdownDelay() {
    return shutdownDelay;
  }

  Duration shutdownTimeout() {
    return shutdownTimeout;
  }

  Optional<AddressRanges> proxyProtocol() {
    return Optional.ofNullable(proxyProtocol);
  }

  int maxRequestLineBytes() {
    return maxRequestLineBytes;
  }

  int maxHeaderBytes() {
    return maxHeaderBytes;
  }

  int maxHeaders() {
    return maxHeaders;
  }

  Optional<Consumer<HttpExchange>> fallback() {
    return Optional.ofNullable(fallback);
  }

  /** Collects options; each setter checks its value. */
  public static final class Builder {
    private String host = "";
    private int port;
    private Transport transport = Transport.AUTO;
    private int eventLoopThreads = Runtime.getRuntime().availableProcessors();
    private int backlog = 1024;
    private final ServerTls tls = new ServerTls();
    private Duration tlsHandshakeTimeout = Duration.ofSeconds(10);
    private Duration headersTimeout = Duration.ofSeconds(10);
    private Duration bodyTimeout = Duration.ofSeconds(30);
    private Duration keepAliveTimeout = Duration.ofSeconds(75);
    private Duration writeTimeout = Duration.ofSeconds(30);
    private Duration closeTimeout = Duration.ofSeconds(10);
    private Duration shutdownDelay = Duration.ZERO;
    private Duration shutdownTimeout = Duration.ofSeconds(10);
    private @Nullable AddressRanges proxyProtocol;
    private int maxRequestLineBytes = 8 * 1024;
    private int maxHeaderBytes = 16 * 1024;
    private int maxHeaders = 100;
    private @Nullable Consumer<HttpExchange> fallback;

    private Builder() {}

    /** The name or address to listen on; all addresses of the machine unless set. */
    public Builder host(String host) {
      this.host = Objects.requireNonNull(host, "host");
      return this;
    }

    /** The port to listen on; 0, the default, lets the system pick one. */
    public Builder port(int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port: expected 0 to 65535, got " + port);
      }
      this.port = port;
      return this;
    }

    /** What moves the bytes; {@link Transport#AUTO} unless set. */
    public Builder transport(Transport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /** How many threads do the I/O; one for each processor unless set. */
    public Builder eventLoopThreads(int threads) {
      this.eventLoopThreads = positive("eventLoopThreads", threads);
      return this;
    }

    /** How many connections may wait to be accepted; 1024 unless set. */
    public Builder backlog(int backlog) {
      this.backlog = positive("backlog", backlog);
      return this;
    }

    /**
     * Speaks TLS 1.3 and 1.2 with a certificate from PEM files.
     *
     * @param certificateChain the certificate of the server, then those that signed it
     * @param privateKey its private key in PKCS#8 form, not encrypted
     * @throws IllegalArgumentException if one of the files cannot be read or does not hold that
     */
    public Builder tls(Path certificateChain, Path privateKey) {
      tls.certificate(certificateChain, privateKey);
      return this;
    }

    /**
     * Speaks TLS 1.3 and 1.2 with a certificate from a key store.
     *
     * @param keyStore holds the certificate chain and the private key; loaded already
     * @param keyPassword the password of the private key
     * @throws IllegalArgumentException if the key store cannot be used so
     */
    public Builder tls(KeyStore keyStore, char[] keyPassword) {
      tls.certificate(keyStore, keyPassword);
      return this;
    }

    /**
     * Asks clients for a certificate, in TLS. What a client proved is in {@link
     * io.sockeye.server.engine.HttpRequest#clientCertificates}, for {@code allowRequest} and
     * authenticators to decide by. A certificate that none of the authorities signed ends the
     * handshake in any case. Clients are not asked unless this is set; needs {@link #tls} too.
     *
     * @param authorities a key store with the certificates of those who sign for clients; loaded
     *     already
     * @param required whether a client without a certificate cannot connect at all
     * @throws IllegalArgumentException if the key store cannot be used so
     */
    public Builder clientCertificates(KeyStore authorities, boolean required) {
      tls.clientCertificates(authorities, required);
      return this;
    }

    /**
     * The same with the certificates of the authorities from a PEM file, one after another.
     *
     * @param authorities the file
     * @param required whether a client without a certificate cannot connect at all
     * @throws IllegalArgumentException if the file cannot be read or holds no certificate
     */
    public Builder clientCertificates(Path authorities, boolean required) {
      tls.clientCertificates(authorities, required);
      return this;
    }

    /** How long the TLS handshake may take; 10 seconds unless set. */
    public Builder tlsHandshakeTimeout(Duration timeout) {
      tlsHandshakeTimeout = positive("tlsHandshakeTimeout", timeout);
      return this;
    }

    /** How long the head of a request may take from its first byte; 10 seconds unless set. */
    public Builder headersTimeout(Duration timeout) {
      headersTimeout = positive("headersTimeout", timeout);
      return this;
    }

    /** How long the body of a request may take, however busy; 30 seconds unless set. */
    public Builder bodyTimeout(Duration timeout) {
      bodyTimeout = positive("bodyTimeout", timeout);
      return this;
    }

    /** How long a connection may wait for its next request; 75 seconds unless set. */
    public Builder keepAliveTimeout(Duration timeout) {
      keepAliveTimeout = positive("keepAliveTimeout", timeout);
      return this;
    }

    /** How long a peer may take no byte of what waits for it; 30 seconds unless set. */
    public Builder writeTimeout(Duration timeout) {
      writeTimeout = positive("writeTimeout", timeout);
      return this;
    }

    /** How long a WebSocket may take to close in an orderly way; 10 seconds unless set. */
    public Builder closeTimeout(Duration timeout) {
      closeTimeout = positive("closeTimeout", timeout);
      return this;
    }

    /**
     * For how long the port stays open, and everybody is served, after {@link NettyServer#close}
     * has let the server say that it is not {@code isReady()}: as long as balancers take to notice.
     * Zero unless set.
     */
    public Builder shutdownDelay(Duration delay) {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("shutdownDelay: expected at least zero, got " + delay);
      }
      shutdownDelay = delay;
      return this;
    }

    /**
     * How long {@link NettyServer#close} may take, apart from the {@code shutdownDelay} and from
     * {@code ServerOptions.closeSpread}: for the listeners and what waits to be sent, whose own
     * limit is {@code ServerOptions.closeTimeout}, and then for the connections. 10 seconds unless
     * set.
     */
    public Builder shutdownTimeout(Duration timeout) {
      shutdownTimeout = positive("shutdownTimeout", timeout);
      return this;
    }

    /**
     * Expects each connection to begin with the PROXY protocol, version 1 or 2, by which a balancer
     * of TCP connections tells the address of the client; also before TLS. Connections of other
     * peers, and those that begin with anything else, are closed. Not expected unless set, and then
     * such a beginning is no HTTP. For servers that {@link NettyServer} starts.
     *
     * <p>The address takes the place of the peer's. If it is that of a proxy that writes header
     * fields, that one is named in {@code trustedProxies} of the server.
     *
     * @param proxies the balancers: addresses, or ranges such as {@code 10.0.0.0/8}
     */
    public Builder proxyProtocol(String... proxies) {
      AddressRanges ranges = AddressRanges.of("proxyProtocol", proxies);
      if (ranges.isEmpty()) {
        throw new IllegalArgumentException(
            "proxyProtocol: expected the addresses of the proxies, got none");
      }
      proxyProtocol = ranges;
      return this;
    }

    /** The longest request line; a longer one is answered 414. 8 KiB unless set. */
    public Builder maxRequestLineBytes(int bytes) {
      maxRequestLineBytes = positive("maxRequestLineBytes", bytes);
      return this;
    }

    /** All header fields of a request together; more is answered 431. 16 KiB unless set. */
    public Builder maxHeaderBytes(int bytes) {
      maxHeaderBytes = positive("maxHeaderBytes", bytes);
      return this;
    }

    /** The number of header fields of a request; more is answered 431. 100 unless set. */
    public Builder maxHeaders(int count) {
      maxHeaders = positive("maxHeaders", count);
      return this;
    }

    /**
     * Who answers the requests that do not belong to Socket.IO, such as a page and its scripts;
     * they are answered 404 unless set. Called on an I/O thread, so it must not block; it may
     * answer later from any thread. Asking for another WebSocket than Socket.IO's is not passed on:
     * such a connection is closed.
     */
    public Builder fallback(Consumer<HttpExchange> fallback) {
      this.fallback = Objects.requireNonNull(fallback, "fallback");
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if clients are asked for certificates without TLS
     */
    public NettyOptions build() {
      return new NettyOptions(this);
    }

    private static int positive(String name, int value) {
      if (value <= 0) {
        throw new IllegalArgumentException(name + ": expected more than 0, got " + value);
      }
      return value;
    }

    private static Duration positive(String name, Duration value) {
      if (value.isZero() || value.isNegative()) {
        throw new IllegalArgumentException(name + ": expected more than 0, got " + value);
      }
      return value;
    }
  }
}
