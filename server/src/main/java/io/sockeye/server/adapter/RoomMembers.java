package io.sockeye.server.adapter;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sockets in one room: an array that is replaced with each change while they are few, a set
 * once they were many. Every socket has a room of its own, so rooms of one are what a server has
 * most.
 *
 * <p>Read by any thread, without a lock; changed by one at a time.
 */
final class RoomMembers {
  /** With more than this it becomes a set: replacing the array would cost too much. */
  static final int FEW = 32;

  private static final LocalSocket[] NONE = {};

  /** Empty once there is a set. Read before {@link #many}, and written after it. */
  private volatile LocalSocket[] few;

  /** Holds all of them; null while they have been few all the time. */
  private volatile @Nullable Set<LocalSocket> many;

  /** A room with its first socket. */
  RoomMembers(LocalSocket first) {
    few = new LocalSocket[] {first};
  }

  /** Puts in one that is not in. */
  void add(LocalSocket socket) {
    Set<LocalSocket> set = many;
    if (set != null) {
      set.add(socket);
    } else if (few.length < FEW) {
      LocalSocket[] more = Arrays.copyOf(few, few.length + 1);
      more[few.length] = socket;
      few = more;
    } else {
      set = ConcurrentHashMap.newKeySet(2 * FEW);
      set.addAll(Arrays.asList(few));
      set.add(socket);
      many = set;
      few = NONE;
    }
  }

  void remove(LocalSocket socket) {
    Set<LocalSocket> set = many;
    if (set != null) {
      set.remove(socket);
      return;
    }
    int index = Arrays.asList(few).indexOf(socket);
    if (index >= 0) {
      LocalSocket[] rest = Arrays.copyOf(few, few.length - 1);
      System.arraycopy(few, index + 1, rest, index, rest.length - index);
      few = rest;
    }
  }

  boolean isEmpty() {
    return all().isEmpty();
  }

  boolean contains(LocalSocket socket) {
    return all().contains(socket);
  }

  /** All of them; changes that come later may or may not be in it. */
  Collection<LocalSocket> all() {
    LocalSocket[] array = few;
    Set<LocalSocket> set = many;
    return set == null ? Arrays.asList(array) : set;
  }
}
