package io.sockeye.client;

import io.sockeye.client.OffsetKind.Offset;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Texts that can be offsets of the same log. */
final class OffsetRow {
  /** How many texts are remembered, to see that one comes again. */
  private static final int MEMORY = 16;

  private final Deque<String> texts = new ArrayDeque<>();
  private Offset latest;

  /** A text that came after the latest one, and is before it in the order; null if none did. */
  private @Nullable Offset stray;

  private boolean isLong;
  private boolean refuted;

  OffsetRow(Offset first) {
    latest = first;
    texts.add(first.text());
  }

  /** The offset of the last event, if these are offsets. */
  String latest() {
    return latest.text();
  }

  /** Whether there is more than one. */
  boolean isLong() {
    return isLong;
  }

  /** Whether a text came again that has no time in it: no two events have the same offset. */
  boolean isRefuted() {
    return refuted;
  }

  /** Takes a text that fits; false for another one. */
  boolean take(String text, long now) {
    Offset next = latest.next(text, now).orElse(null);
    if (next == null) {
      return false;
    }
    if (texts.contains(text)) {
      refuted |= next.kind() == OffsetKind.LOG;
      return true;
    }
    if (texts.size() == MEMORY) {
      texts.remove();
    }
    texts.add(text);
    isLong = true;
    follow(next);
    return true;
  }

  private void follow(Offset next) {
    if (!next.isBefore(latest) || (stray != null && !next.isBefore(stray))) {
      // Or two came in their order, which the one that seemed to be the latest is none of.
      latest = next;
      stray = null;
    } else {
      stray = next;
    }
  }
}
