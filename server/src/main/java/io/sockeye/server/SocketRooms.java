package io.sockeye.server;

import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.LocalSocket;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one socket through its life: kept here until it is connected, in the adapter while
 * it is, and remembered for those who are told that it disconnects. Thread-safe.
 */
final class SocketRooms {
  private final RealSocket socket;

  /** What the adapter knows: the socket, or what outlives it. */
  private final LocalSocket member;

  private final Adapter adapter;
  private final int maxRooms;

  /**
   * Rooms joined in middlewares; null once the adapter knows the socket, or never will. Guarded by
   * the monitor, which is not held while the adapter is called.
   */
  private @Nullable Set<String> early = new LinkedHashSet<>(0);

  /** The rooms that it was in at the end; empty before, and when the listeners were told. */
  private volatile Set<String> last = Set.of();

  SocketRooms(RealSocket socket, LocalSocket member, Adapter adapter, int maxRooms) {
    this.socket = socket;
    this.member = member;
    this.adapter = adapter;
    this.maxRooms = maxRooms;
  }

  CompletionStage<Void> join(Collection<String> rooms) {
    synchronized (this) {
      if (early != null) {
        // One is left for the room of its own.
        if (early.size() + rooms.size() >= maxRooms) {
          throw new IllegalStateException(
              "maxRoomsPerSocket: the socket would be in more than %d rooms".formatted(maxRooms));
        }
        early.addAll(rooms);
        return CompletableFuture.completedStage(null);
      }
    }
    return socket.isConnected() ? told(adapter.join(member, rooms)) : done();
  }

  CompletionStage<Void> leave(Collection<String> rooms) {
    synchronized (this) {
      if (early != null) {
        early.removeAll(rooms);
        return CompletableFuture.completedStage(null);
      }
    }
    return socket.isConnected() ? told(adapter.leave(member, rooms)) : done();
  }

  Set<String> all() {
    synchronized (this) {
      if (early != null) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(early));
      }
    }
    return Collections.unmodifiableSet(socket.isConnected() ? adapter.rooms(member) : last);
  }

  /**
   * The socket is connected: hands over to the adapter.
   *
   * @return false if that makes too many rooms, together with those that an earlier socket left
   */
  boolean open() {
    boolean fits = fits(() -> adapter.add(member, List.of(member.id())));
    // Whoever joins before this goes along; whoever joins after it goes to the adapter.
    Set<String> joined = endEarly();
    return fits && (joined.isEmpty() || fits(() -> adapter.join(member, joined)));
  }

  private static boolean fits(Runnable join) {
    try {
      join.run();
      return true;
    } catch (IllegalStateException tooMany) {
      return false;
    }
  }

  /** The socket is disconnected: it is in no room, but the last ones are remembered for a while. */
  void close() {
    endEarly();
    last = adapter.remove(member);
  }

  /** The socket is disconnected, and what outlives it stays in the rooms. */
  void keep() {
    endEarly();
    last = adapter.rooms(member);
  }

  /** Nobody is told any more. */
  void forget() {
    last = Set.of();
  }

  private CompletionStage<Void> told(CompletionStage<Void> result) {
    return socket.server().onHandlers(result);
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }

  private Set<String> endEarly() {
    synchronized (this) {
      Set<String> joined = early == null ? Set.of() : early;
      early = null;
      return joined;
    }
  }
}
