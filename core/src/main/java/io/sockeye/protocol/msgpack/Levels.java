package io.sockeye.protocol.msgpack;

import java.util.Arrays;

/** The arrays and maps that a walk over a value is in, and what is still to come in each. */
final class Levels {
  /** From the outermost on: the values to come, the names of a map among them. */
  private int[] left = new int[8];

  private boolean[] maps = new boolean[8];
  private int depth;

  int depth() {
    return depth;
  }

  /** An array begins. */
  void openArray(int elements) {
    open(elements, false);
  }

  /** A map begins, of so many names and values. */
  void openMap(int members) {
    open(2 * members, true);
  }

  private void open(int items, boolean map) {
    if (depth == left.length) {
      left = Arrays.copyOf(left, 2 * depth);
      maps = Arrays.copyOf(maps, 2 * depth);
    }
    left[depth] = items;
    maps[depth] = map;
    depth++;
  }

  /** One more value, or name, is about to be taken; what is outermost counts for nothing. */
  void take() {
    if (depth > 0) {
      left[depth - 1]--;
    }
  }

  /** Whether the next thing is the name of a member. */
  boolean atName() {
    return depth > 0 && maps[depth - 1] && left[depth - 1] % 2 == 0;
  }

  /** Leaves the innermost array or map if nothing is to come in it; answers whether it did. */
  boolean close() {
    if (depth == 0 || left[depth - 1] > 0) {
      return false;
    }
    depth--;
    return true;
  }
}
