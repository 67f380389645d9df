package io.sockeye.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A queue of many producers and one consumer: any thread adds, one at a time takes out. What one
 * thread adds comes out in its order.
 *
 * <p>There are several for each client, mostly empty. So one that is empty keeps nothing, and an
 * element that comes and goes costs one node and two atomic steps. What was added is a stack, which
 * the consumer takes whole and turns round.
 *
 * @param <E> what waits in it
 */
public final class MpscQueue<E> {
  private static final class Node<E> {
    final E element;
    @Nullable Node<E> next;

    /** How many nodes there are from this one on. */
    int count;

    Node(E element) {
      this.element = element;
    }

    void putBefore(@Nullable Node<E> rest) {
      next = rest;
      count = countOf(rest) + 1;
    }

    static int countOf(@Nullable Node<?> first) {
      return first == null ? 0 : first.count;
    }
  }

  private static final VarHandle ADDED = Fields.of(MethodHandles.lookup(), "added", Node.class);
  private static final VarHandle TAKEN = Fields.of(MethodHandles.lookup(), "taken", Node.class);

  /** What nobody has taken out yet, newest first. */
  private volatile @Nullable Node<E> added;

  /** Older than all of {@link #added}, oldest first; of the consumer. */
  private @Nullable Node<E> taken;

  /** An empty queue. */
  public MpscQueue() {}

  /** Puts an element behind all others. Any thread. */
  public void add(E element) {
    Node<E> node = new Node<>(element);
    Node<E> newest;
    do {
      newest = added;
      node.putBefore(newest);
    } while (!ADDED.compareAndSet(this, newest, node));
  }

  /** Takes out the oldest element; null if there is none. The consumer. */
  @SuppressWarnings("unchecked") // nodes of this queue
  public @Nullable E poll() {
    Node<E> oldest = taken;
    if (oldest == null) {
      if (added == null) {
        return null;
      }
      oldest = turnedRound((Node<E>) ADDED.getAndSet(this, null));
    }
    taken = oldest.next;
    return oldest.element;
  }

  private static <E> Node<E> turnedRound(Node<E> newest) {
    Node<E> oldest = newest;
    Node<E> older = newest.next;
    newest.putBefore(null);
    while (older != null) {
      Node<E> next = older.next;
      older.putBefore(oldest);
      oldest = older;
      older = next;
    }
    return oldest;
  }

  /** Drops all elements. The consumer. */
  public void clear() {
    taken = null;
    added = null;
  }

  /** Whether nothing waits. The consumer. */
  public boolean isEmpty() {
    return taken == null && added == null;
  }

  /**
   * How many elements wait. Any thread; exact for the consumer while nobody adds, and nearly so for
   * anybody else.
   */
  public int size() {
    // In this order: what moves from one to the other meanwhile is not counted twice.
    int before = Node.countOf((Node<?>) TAKEN.getAcquire(this));
    return before + Node.countOf(added);
  }

  /** Whether elements were added since the consumer took the last. Any thread. */
  boolean hasNew() {
    return added != null;
  }
}
