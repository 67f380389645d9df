package io.sockeye.server.adapter;

import java.util.List;
import java.util.Set;

/**
 * The sockets of other servers that were found, and the servers that did not tell theirs.
 *
 * @param sockets what those told that answered
 * @param missing those that did not: by name, or as {@code 1 of 2 servers} where nobody knows which
 *     they are; empty if all answered
 * @param detail what went wrong, for the reader of a log; empty if nobody is missing
 */
public record FetchedSockets(List<SocketSnapshot> sockets, Set<String> missing, String detail) {
  /** There is no other server. */
  public static final FetchedSockets NONE = new FetchedSockets(List.of(), Set.of(), "");
}
