package io.sockeye.server.adapter;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who is meant by a broadcast, and how it is sent. Immutable.
 *
 * @param rooms the sockets in any of these are meant; all sockets of the namespace if empty
 * @param except the sockets in any of these are not meant
 * @param local whether to keep to the sockets of this server
 * @param asVolatile whether to drop the event for recipients that are not writable
 * @param compress whether the event may be compressed
 * @param timeout how long answers may take; as long as is usual where they are asked for if empty
 */
public record BroadcastOptions(
    Set<String> rooms,
    Set<String> except,
    boolean local,
    boolean asVolatile,
    boolean compress,
    Optional<Duration> timeout) {

  /** Everybody, with the default flags. */
  public static BroadcastOptions everybody() {
    return new BroadcastOptions(Set.of(), Set.of(), false, false, true, Optional.empty());
  }

  /** The same with more rooms. */
  public BroadcastOptions withRooms(Collection<String> more) {
    return new BroadcastOptions(union(rooms, more), except, local, asVolatile, compress, timeout);
  }

  /** The same without the sockets in more rooms. */
  public BroadcastOptions withExcept(Collection<String> more) {
    return new BroadcastOptions(rooms, union(except, more), local, asVolatile, compress, timeout);
  }

  /** The same for the sockets of this server. */
  public BroadcastOptions withLocal() {
    return new BroadcastOptions(rooms, except, true, asVolatile, compress, timeout);
  }

  /** The same, dropped for recipients that are not writable. */
  public BroadcastOptions withVolatile() {
    return new BroadcastOptions(rooms, except, local, true, compress, timeout);
  }

  /** The same, compressed or not. */
  public BroadcastOptions withCompress(boolean value) {
    return new BroadcastOptions(rooms, except, local, asVolatile, value, timeout);
  }

  /** The same with another time for answers. */
  public BroadcastOptions withTimeout(Duration value) {
    return new BroadcastOptions(rooms, except, local, asVolatile, compress, Optional.of(value));
  }

  private static Set<String> union(Set<String> some, Collection<String> more) {
    Set<String> all = new LinkedHashSet<>(some);
    all.addAll(more);
    return Collections.unmodifiableSet(all);
  }
}
