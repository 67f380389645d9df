package io.sockeye.server;

import java.util.Collection;
import java.util.Optional;

/**
 * A parent of namespaces that come to be when clients ask for them: its children.
 *
 * <p>What is added to it (middlewares, listeners) holds for all its children, those that exist and
 * those to come, and runs before what was added to a child itself. As a {@link BroadcastOperator}
 * it means the sockets of all its children. It has no sockets of its own, and its {@link #name} is
 * the pattern or the template, or {@code /_0}, {@code /_1} … for predicates.
 *
 * <p>A child that a client brought about is closed when its last socket has left and that socket's
 * listeners are done, unless {@link SocketIoServer.Builder#cleanupEmptyChildNamespaces} says
 * otherwise or the program asked for it by {@link SocketIoServer#of(String)}. So do not keep a
 * child beyond its sockets: ask {@link #child} when you need it.
 */
public interface ParentNamespace extends Namespace {
  /** The children that exist now; a copy. */
  Collection<Namespace> children();

  /** The child of a name, if it exists now. Looking does not bring it about. */
  Optional<Namespace> child(String name);
}
