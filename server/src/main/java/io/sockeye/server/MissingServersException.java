package io.sockeye.server;

import io.sockeye.SocketIoException;
import java.util.List;
import java.util.Set;

/**
 * Not all servers of the cluster told their sockets in time; those that were found are here, and
 * who is missing.
 */
public final class MissingServersException extends SocketIoException {
  private static final long serialVersionUID = 1L;

  private final transient List<RemoteSocket> sockets;
  private final transient Set<String> missing;

  MissingServersException(String message, List<RemoteSocket> sockets, Set<String> missing) {
    super(message);
    this.sockets = List.copyOf(sockets);
    this.missing = Set.copyOf(missing);
  }

  /** The sockets of this server, and of those that answered. */
  public List<RemoteSocket> sockets() {
    return sockets;
  }

  /**
   * The servers that did not answer: by their names in the cluster, or as {@code 1 of 2 servers}
   * where nobody knows which they are.
   */
  public Set<String> missing() {
    return missing;
  }
}
