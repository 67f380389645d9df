package io.sockeye.client.engine;

import io.sockeye.SocketIoException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection could not be made, or broke: one kind for each thing that somebody would do
 * about it. The message says what was tried, what came, and what helps where that is known.
 */
public abstract sealed class ConnectFailure extends SocketIoException {
  private static final long serialVersionUID = 1L;

  private ConnectFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The message; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** The name of the server has no address. */
  public static final class Dns extends ConnectFailure {
    private static final long serialVersionUID = 1L;
    private final String host;

    /** For the name of a host. */
    public Dns(String host, @Nullable Throwable cause) {
      super(
          "DNS: no address for \"%s\"; is the name right, and the network up?".formatted(host),
          cause);
      this.host = host;
    }

    /** The name. */
    public String host() {
      return host;
    }
  }

  /** No TCP connection, or it broke. */
  public static final class Tcp extends ConnectFailure {
    private static final long serialVersionUID = 1L;

    /** With what happened, such as {@code connection refused by localhost:3000}. */
    public Tcp(String what, @Nullable Throwable cause) {
      super("TCP: " + what, cause);
    }
  }

  /** The TLS handshake failed: the certificate, the name in it, or the versions. */
  public static final class Tls extends ConnectFailure {
    private static final long serialVersionUID = 1L;

    /** With what happened. */
    public Tls(String what, @Nullable Throwable cause) {
      super("TLS: " + what, cause);
    }
  }

  /** A proxy does not let us through. */
  public static final class Proxy extends ConnectFailure {
    private static final long serialVersionUID = 1L;
    private final int status;

    /** With what happened, and the status that the proxy gave, or 0. */
    public Proxy(String what, int status, @Nullable Throwable cause) {
      super("proxy: " + what, cause);
      this.status = status;
    }

    /** The status that the proxy answered with, such as 407; 0 if it gave none. */
    public int status() {
      return status;
    }
  }

  /** The server answered with another status than the protocol wants. */
  public static final class Http extends ConnectFailure {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String body;
    private final @Nullable Duration retryAfter;

    /**
     * An answer.
     *
     * @param message what was asked, what came, and what helps
     * @param status the status; 0 if it is not known
     * @param body the beginning of the body
     * @param retryAfter what the field {@code Retry-After} asked for; null without it
     */
    public Http(String message, int status, String body, @Nullable Duration retryAfter) {
      super("HTTP: " + message, null);
      this.status = status;
      this.body = body;
      this.retryAfter = retryAfter;
    }

    /**
     * The status; 0 if it is not known: that of a refused WebSocket handshake whose body is too
     * long to be read, or does not say how long it is.
     */
    public int status() {
      return status;
    }

    /**
     * The body as text, its beginning if it is long, as the server wrote it: not fit for a log as
     * it is. Empty if there is none, or it was not read.
     */
    public String body() {
      return body;
    }

    /** How long the server asks us to wait before we come again. */
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }
  }

  /** The server breaks the protocol, or a limit of ours. */
  public static final class Protocol extends ConnectFailure {
    private static final long serialVersionUID = 1L;

    /** With what was expected, and what came. */
    public Protocol(String what, @Nullable Throwable cause) {
      super("protocol: " + what, cause);
    }
  }

  /** Something took too long. */
  public static final class Timeout extends ConnectFailure {
    private static final long serialVersionUID = 1L;
    private final Duration after;

    /** With what took too long, and how long it was waited for. */
    public Timeout(String what, Duration after) {
      this(what, after, "");
    }

    /** The same, and what helps. */
    public Timeout(String what, Duration after, String help) {
      super(
          "timeout: %s took more than %d ms%s"
              .formatted(what, after.toMillis(), help.isEmpty() ? "" : "; " + help),
          null);
      this.after = after;
    }

    /** How long it was waited for. */
    public Duration after() {
      return after;
    }
  }

  /**
   * The connection was there and the server, or this side, ended it: before it was of use, or while
   * a session went by it.
   */
  public static final class Closed extends ConnectFailure {
    private static final long serialVersionUID = 1L;

    /** With who closed what. */
    public Closed(String what) {
      this(what, null);
    }

    /** With who closed what, and what was behind it. */
    public Closed(String what, @Nullable Throwable cause) {
      super("closed: " + what, cause);
    }
  }

  /** The program could not say who it is. The floor above makes these. */
  public static final class Auth extends ConnectFailure {
    private static final long serialVersionUID = 1L;

    /** For a namespace, with what the program failed with. */
    public Auth(String namespace, Throwable cause) {
      super(
          "auth: the program's auth for %s could not be had: %s".formatted(namespace, cause),
          cause);
    }
  }

  /** The server does not let us in: its words, not ours. The floor above makes these. */
  public static final class Refused extends ConnectFailure {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable Object data;

    /** With the server's message, and what it told besides; null if nothing. */
    public Refused(String message, @Nullable Object data) {
      super(message, null);
      this.data = data;
    }

    /** What the server told besides the message, in its natural type. */
    public Optional<Object> data() {
      return Optional.ofNullable(data);
    }
  }
}
