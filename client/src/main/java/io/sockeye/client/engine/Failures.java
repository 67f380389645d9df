package io.sockeye.client.engine;

import io.sockeye.log.LogText;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the JDK's client throws in our kinds of failure. It throws few types for many reasons,
 * so some are known by their cause, and some by their words alone; {@code FailuresTest} holds that
 * against the JDK that runs.
 */
final class Failures {
  /** What the JDK says when a proxy refuses CONNECT, before the status. */
  private static final String TUNNEL_FAILED = "Tunnel failed, got: ";

  /** What helps against a server that takes connections and says nothing. */
  static final String SILENT = "is that the port of a Socket.IO server, and does it still work?";

  private static final String REFUSED = "connection refused";

  private Failures() {}

  /** What went wrong before there was an answer, or a WebSocket. */
  static ConnectFailure of(Throwable thrown, Target target) {
    Throwable cause = unwrapped(thrown);
    if (cause instanceof ConnectFailure failure) {
      return failure;
    }
    ShieldedSelector.Failed selector = find(cause, ShieldedSelector.Failed.class);
    if (selector != null) {
      return new ConnectFailure.Proxy(text(selector), 0, selector);
    }
    if (cause instanceof IllegalArgumentException) {
      // Without its words: they may be those of a header field, and a secret.
      return new ConnectFailure.Protocol(
          "expected a URI and header fields that are fit for HTTP, got others for "
              + target.where(),
          cause);
    }
    if (cause instanceof HttpConnectTimeoutException) {
      // Without a limit of its own, a connection has that of the whole.
      boolean own = !target.connectTimeout().isZero();
      Duration limit = own ? target.connectTimeout() : target.timeout();
      return new ConnectFailure.Timeout("the connection to " + target.hostAndPort(), limit);
    }
    if (cause instanceof HttpTimeoutException) {
      return new ConnectFailure.Timeout(
          "the answer of " + target.where(), target.timeout(), SILENT);
    }
    if (cause instanceof SSLException tls) {
      return TlsFailures.of(tls, target);
    }
    if (isUnresolved(cause)) {
      return unresolved(cause, target);
    }
    if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
      return unreachable(cause, target);
    }
    if (text(cause).startsWith(TUNNEL_FAILED)) {
      return tunnelRefused(cause, target);
    }
    if (isClosed(cause)) {
      return new ConnectFailure.Closed(
          target.peer()
              + " closed the connection instead of an answer; does it speak HTTP at this port, or"
              + " does it want https?");
    }
    return broken(cause, target.peer());
  }

  /** What a network told, which should be one of our kinds already. */
  static ConnectFailure ofNetwork(Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    return cause instanceof ConnectFailure failure
        ? failure
        : new ConnectFailure.Tcp("unexpected from the network: " + cause, cause);
  }

  /** What ended a connection that was there. */
  static ConnectFailure broken(Throwable thrown, String peer) {
    Throwable cause = unwrapped(thrown);
    if (cause instanceof ConnectFailure failure) {
      return failure;
    }
    if (cause instanceof SSLException tls && !(tls.getCause() instanceof EOFException)) {
      return new ConnectFailure.Tls(peer + " broke it: " + text(tls), tls);
    }
    if (isReset(cause)) {
      return new ConnectFailure.Tcp(
          "connection with " + peer + " broke: " + text(root(cause)), cause);
    }
    if (isClosed(cause)) {
      return new ConnectFailure.Closed(peer + " closed the connection while it was in use");
    }
    if (cause instanceof ProtocolException) {
      return new ConnectFailure.Protocol(
          "expected HTTP from %s, got something else (%s); does it want https, or ws?"
              .formatted(peer, LogText.of(text(root(cause)))),
          cause);
    }
    return new ConnectFailure.Protocol(
        "unexpected from %s: %s".formatted(peer, LogText.of(cause.toString())), cause);
  }

  /** A proxy wants credentials, or others. */
  static ConnectFailure proxyWantsCredentials(Target target, boolean given) {
    String proxy = target.proxy().map(Failures::hostAndPort).orElse("a proxy");
    String help;
    if (!given) {
      help = "give JdkNetwork.builder().proxy(host, port, user, password)";
    } else if (isTunnelled(target.uri())) {
      help =
          "are they right? For https and WebSocket the JDK gives no Basic credentials to a proxy,"
              + " unless the JVM is started with -Djdk.http.auth.tunneling.disabledSchemes=\"\"";
    } else {
      help = "are they right?";
    }
    return new ConnectFailure.Proxy(
        "%s wants credentials (407); %s".formatted(proxy, help), 407, null);
  }

  /** Whether a proxy is asked to CONNECT, rather than to forward. */
  private static boolean isTunnelled(URI uri) {
    return !"http".equals(uri.getScheme());
  }

  private static ConnectFailure unresolved(Throwable cause, Target target) {
    Optional<InetSocketAddress> proxy = target.proxy();
    if (proxy.isPresent()) {
      return new ConnectFailure.Proxy(
          "no address for the proxy \"%s\"".formatted(proxy.get().getHostString()), 0, cause);
    }
    return new ConnectFailure.Dns(target.uri().getHost(), cause);
  }

  private static ConnectFailure unreachable(Throwable cause, Target target) {
    Optional<InetSocketAddress> proxy = target.proxy();
    if (proxy.isPresent()) {
      return new ConnectFailure.Proxy(
          "%s cannot be reached: %s".formatted(hostAndPort(proxy.get()), reason(cause)), 0, cause);
    }
    String reason = reason(cause);
    String help = reason.equals(REFUSED) ? "; is the server up, and the port right?" : "";
    return new ConnectFailure.Tcp(reason + " by " + target.hostAndPort() + help, cause);
  }

  /** The JDK wraps refusals in exceptions without a word. */
  private static String reason(Throwable cause) {
    String said = text(root(cause));
    boolean refused =
        said.toLowerCase(Locale.ROOT).contains("refused")
            || root(cause) instanceof ClosedChannelException;
    return refused ? REFUSED : "no connection (" + said + ")";
  }

  private static ConnectFailure tunnelRefused(Throwable cause, Target target) {
    String proxy = target.proxy().map(Failures::hostAndPort).orElse("the proxy");
    int status = statusAfter(TUNNEL_FAILED, text(cause));
    return new ConnectFailure.Proxy(
        "%s does not connect us to %s, it answered %d"
            .formatted(proxy, target.hostAndPort(), status),
        status,
        cause);
  }

  private static int statusAfter(String words, String text) {
    try {
      return Integer.parseInt(text.substring(words.length()).trim());
    } catch (NumberFormatException otherWords) {
      return 0;
    }
  }

  private static boolean isUnresolved(Throwable cause) {
    return find(cause, UnresolvedAddressException.class) != null
        || find(cause, UnknownHostException.class) != null;
  }

  private static boolean isClosed(Throwable cause) {
    return !isReset(cause)
        && (find(cause, EOFException.class) != null
            || find(cause, ClosedChannelException.class) != null
            || text(cause).contains("received no bytes"));
  }

  private static boolean isReset(Throwable cause) {
    return find(cause, SocketException.class) != null || saysReset(cause);
  }

  private static boolean saysReset(Throwable cause) {
    String said = text(root(cause)).toLowerCase(Locale.ROOT);
    return root(cause) instanceof IOException
        && (said.contains("reset") || said.contains("broken pipe") || said.contains("timed out"));
  }

  static String hostAndPort(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The first of a type in the chain of causes. */
  static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 20; depth++, cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }

  static Throwable root(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; depth < 20 && cause.getCause() != null; depth++) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** What it says, or what it is if it says nothing. */
  static String text(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
  }
}
