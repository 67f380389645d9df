package io.sockeye.protocol.msgpack;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.msgpack.MsgpackCursor.Kind;

/**
 * Checks a value on arrival, without binding anything: each byte once, without recursion. What it
 * has passed, {@link MsgpackReader} tells without further ado.
 */
final class MsgpackScanner {
  private final Limits limits;
  private boolean foreign;

  MsgpackScanner(Limits limits) {
    this.limits = limits;
  }

  /** Whether any value since the last call had a {@linkplain MsgpackCursor#isForeign rare form}. */
  boolean sawForeign() {
    boolean saw = foreign;
    foreign = false;
    return saw;
  }

  /**
   * Moves a cursor past one value.
   *
   * @param outer how many arrays and objects the value is in
   * @return what the value is
   */
  Kind skip(MsgpackCursor cursor, int outer) throws ProtocolException {
    Levels levels = null;
    Kind whole = null;
    do {
      if (levels != null) {
        if (levels.atName()) {
          levels.take();
          checkName(cursor);
        }
        levels.take();
      }
      Kind kind = cursor.next();
      foreign |= cursor.isForeign();
      if (kind == Kind.ARRAY || kind == Kind.MAP) {
        levels = levels == null ? new Levels() : levels;
        if (outer + levels.depth() >= limits.maxJsonDepth()) {
          throw new ProtocolException(
              "expected MessagePack of at most " + limits.maxJsonDepth() + " levels, got more");
        }
        open(kind, cursor.count(), levels);
      }
      whole = whole == null ? kind : whole;
    } while (levels != null && isUnfinished(levels));
    return whole;
  }

  /** A string, or a number that stands for its text, as it does in JavaScript. */
  private Kind checkName(MsgpackCursor cursor) throws ProtocolException {
    Kind kind = cursor.next();
    if (kind != Kind.TEXT && kind != Kind.INTEGER) {
      throw new ProtocolException("expected a string or an integer as name, got " + kind);
    }
    if (kind == Kind.TEXT && cursor.content().length() > limits.maxJsonNameLength()) {
      throw new ProtocolException(
          "expected a member name of at most " + limits.maxJsonNameLength() + " bytes, got more");
    }
    return kind;
  }

  /** The name of a member of the packet itself; empty if it is none that has a meaning. */
  String name(MsgpackCursor cursor) throws ProtocolException {
    Kind kind = checkName(cursor);
    boolean mayMean = kind == Kind.TEXT && cursor.content().length() <= Keys.LONGEST;
    return mayMean ? cursor.text() : "";
  }

  private static void open(Kind kind, int count, Levels levels) {
    if (kind == Kind.ARRAY) {
      levels.openArray(count);
    } else {
      levels.openMap(count);
    }
  }

  private static boolean isUnfinished(Levels levels) {
    while (levels.close()) {
      // Out to the first that has something to come.
    }
    return levels.depth() > 0;
  }
}
