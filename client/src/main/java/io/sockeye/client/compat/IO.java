package io.sockeye.client.compat;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The way in: makes sockets, which share a connection where they can.
 *
 * <p>Sockets of several namespaces of one server, with the same {@code path}, share a connection. A
 * second socket of a namespace that has one already gets a connection of its own, and so does each
 * with {@link Options#forceNew}, or without {@link Options#multiplex}. A connection keeps the
 * options that its first socket had, but for {@code auth}, which is each socket's own.
 */
public final class IO {
  /** The revision of the Socket.IO protocol. */
  public static final int protocol = 5;

  private static final SharedManagers SHARED = new SharedManagers();

  private IO() {}

  /** The options of a socket and of its connection. */
  public static class Options extends Manager.Options {
    /** Whether the socket gets a connection of its own. */
    public boolean forceNew;

    /** Whether the socket may share a connection. */
    public boolean multiplex = true;

    /** All as it is by default. */
    public Options() {}

    /** Options in a fluent way. */
    public static SocketOptionBuilder builder() {
      return SocketOptionBuilder.builder();
    }
  }

  /**
   * A socket, not connected yet.
   *
   * @param uri where the server is; its path is the namespace
   * @throws URISyntaxException if this is no URI
   * @throws IllegalArgumentException if it is one of another kind
   */
  public static Socket socket(String uri) throws URISyntaxException {
    return socket(new URI(uri), null);
  }

  /**
   * A socket, not connected yet.
   *
   * @param uri where the server is; its path is the namespace
   * @throws URISyntaxException if this is no URI
   * @throws IllegalArgumentException if it is one of another kind, or an option is wrong
   */
  public static Socket socket(String uri, @Nullable Options options) throws URISyntaxException {
    return socket(new URI(uri), options);
  }

  /**
   * A socket, not connected yet.
   *
   * @param uri where the server is; its path is the namespace
   */
  public static Socket socket(URI uri) {
    return socket(uri, null);
  }

  /**
   * A socket, not connected yet.
   *
   * @param uri where the server is; its path is the namespace
   * @throws IllegalArgumentException if the URI is of another kind, or an option is wrong
   */
  public static Socket socket(URI uri, @Nullable Options options) {
    Address address = Address.of(uri);
    Options chosen = options == null ? new Options() : options;
    return chosen.forceNew || !chosen.multiplex
        ? new Manager(address, chosen).socket(address.namespace(), chosen)
        : SHARED.socket(address, chosen);
  }
}
