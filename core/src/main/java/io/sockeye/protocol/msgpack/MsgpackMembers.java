package io.sockeye.protocol.msgpack;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.msgpack.MsgpackCursor.Kind;
import org.jspecify.annotations.Nullable;

/** Finds a member of a map that {@link MsgpackScanner} has passed, and skips the others unread. */
final class MsgpackMembers {
  private final MsgpackCursor cursor;

  private MsgpackMembers(Slice value) {
    this.cursor = new MsgpackCursor(value);
  }

  /**
   * The text of a member; of several with the same name, as when they are bound, the last counts.
   *
   * @return null if the value is no map, or has no such member, or if that is no text
   */
  static @Nullable String text(Slice value, String name) {
    try {
      return new MsgpackMembers(value).find(name);
    } catch (ProtocolException changed) {
      throw new IllegalStateException("expected the bytes that were checked on arrival", changed);
    }
  }

  private @Nullable String find(String name) throws ProtocolException {
    if (cursor.next() != Kind.MAP) {
      return null;
    }
    String found = null;
    for (int left = cursor.count(); left > 0; left--) {
      boolean wanted =
          cursor.next() == Kind.TEXT
              && cursor.content().length() == name.length()
              && cursor.text().equals(name);
      Kind kind = cursor.next();
      if (wanted && kind != Kind.UNDEFINED) {
        found = kind == Kind.TEXT ? cursor.text() : null;
      }
      skipRest(kind);
    }
    return found;
  }

  /** Skips what is in a value whose head was read. */
  private void skipRest(Kind head) throws ProtocolException {
    long left = inside(head);
    while (left > 0) {
      left += inside(cursor.next()) - 1;
    }
  }

  private long inside(Kind head) {
    return switch (head) {
      case ARRAY -> cursor.count();
      case MAP -> 2L * cursor.count();
      default -> 0;
    };
  }
}
