package io.sockeye.protocol.msgpack;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.msgpack.MsgpackCursor.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is in a map or an array that {@link MsgpackScanner} has passed, and skips the rest
 * unread.
 */
final class MsgpackMembers {
  private final MsgpackCursor cursor;

  /** The whole text, for what is cut out of it. */
  private final byte[] bytes;

  private MsgpackMembers(Slice value) {
    this.cursor = new MsgpackCursor(value);
    this.bytes = value.array();
  }

  /**
   * The text of a member; of several with the same name, as when they are bound, the last counts.
   *
   * @return null if the value is no map, or has no such member, or if that is no text
   */
  static @Nullable String text(Slice value, String name) {
    Slice found = find(value, name)[0];
    if (found == null) {
      return null;
    }
    try {
      MsgpackCursor cursor = new MsgpackCursor(found);
      return cursor.next() == Kind.TEXT ? cursor.text() : null;
    } catch (ProtocolException changed) {
      throw changed(changed);
    }
  }

  /**
   * The values of some members, found in one walk; of several with the same name the last counts
   * that is not undefined.
   *
   * @return for each name its value; null if there is none, or if the value is no map
   */
  static @Nullable Slice[] find(Slice value, String... names) {
    @Nullable Slice[] found = new Slice[names.length];
    try {
      new MsgpackMembers(value).find(names, found);
    } catch (ProtocolException changed) {
      throw changed(changed);
    }
    return found;
  }

  /** Where each element of an array begins, and behind them where the last one ends. */
  static int[] elements(Slice array) {
    try {
      return new MsgpackMembers(array).elements();
    } catch (ProtocolException changed) {
      throw changed(changed);
    }
  }

  private static IllegalStateException changed(ProtocolException failure) {
    return new IllegalStateException("expected the bytes that were checked on arrival", failure);
  }

  private void find(String[] names, @Nullable Slice[] found) throws ProtocolException {
    if (cursor.next() != Kind.MAP) {
      return;
    }
    for (int left = cursor.count(); left > 0; left--) {
      int wanted = cursor.next() == Kind.TEXT ? indexOf(names) : -1;
      int start = cursor.position();
      Kind kind = cursor.next();
      skipRest(kind);
      if (wanted >= 0 && kind != Kind.UNDEFINED) {
        found[wanted] = new Slice(bytes, start, cursor.position() - start);
      }
    }
  }

  /** Which of some ASCII names the text is that the cursor has read; a negative number if none. */
  private int indexOf(String[] names) {
    int length = cursor.content().length();
    for (int i = 0; i < names.length; i++) {
      if (length == names[i].length() && cursor.text().equals(names[i])) {
        return i;
      }
    }
    return -1;
  }

  private int[] elements() throws ProtocolException {
    cursor.next();
    int count = cursor.count();
    int[] positions = new int[count + 1];
    for (int i = 0; i < count; i++) {
      positions[i] = cursor.position();
      skipRest(cursor.next());
    }
    positions[count] = cursor.position();
    return positions;
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
