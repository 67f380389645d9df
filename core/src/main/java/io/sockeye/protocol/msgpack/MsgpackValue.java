package io.sockeye.protocol.msgpack;

import io.sockeye.Args;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.ValueCodec;
import io.sockeye.protocol.socketio.RawValue;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value in a MessagePack text that {@link MsgpackScanner} has passed. */
final class MsgpackValue extends RawValue {
  /** How many bytes a character takes at most, for each {@code char} of it. */
  private static final int LONGEST_CHARACTER = 3;

  private final ValueCodec values;
  private final Slice bytes;
  private final boolean foreign;
  private final MsgpackCursor.Kind head;

  /** How many elements there are, if this is an array. */
  private final int count;

  /** What is in it, if this is a text. */
  private final Slice content;

  private final double number;

  /** Null until the elements are asked for; each thread may find them for itself. */
  private int @Nullable [] positions;

  private MsgpackValue(
      ValueCodec values,
      Slice bytes,
      boolean foreign,
      MsgpackCursor.Kind head,
      MsgpackCursor cursor) {
    this.values = values;
    this.bytes = bytes;
    this.foreign = foreign;
    this.head = head;
    this.count = head == MsgpackCursor.Kind.ARRAY ? cursor.count() : 0;
    this.content = head == MsgpackCursor.Kind.TEXT ? cursor.content() : bytes;
    this.number =
        switch (head) {
          case INTEGER, BOOLEAN -> cursor.number();
          case BIG_INTEGER -> cursor.bigNumber().doubleValue();
          case REAL -> cursor.real();
          default -> Double.NaN;
        };
  }

  /**
   * A checked value.
   *
   * @param foreign whether something in it is not in a form that every client reads
   */
  static MsgpackValue of(ValueCodec values, Slice bytes, boolean foreign) {
    MsgpackCursor cursor = new MsgpackCursor(bytes);
    try {
      return new MsgpackValue(values, bytes, foreign, cursor.next(), cursor);
    } catch (ProtocolException changed) {
      throw new IllegalStateException("expected the bytes that were checked on arrival", changed);
    }
  }

  @Override
  public Kind kind() {
    return switch (head) {
      case MAP -> Kind.OBJECT;
      case ARRAY -> Kind.ARRAY;
      case TEXT -> Kind.TEXT;
      case INTEGER, BIG_INTEGER, REAL -> Kind.NUMBER;
      case BOOLEAN -> number == 0 ? Kind.FALSE : Kind.TRUE;
      case NIL, UNDEFINED -> Kind.NOTHING;
      case BYTES, TIME -> Kind.OTHER;
    };
  }

  @Override
  public @Nullable RawValue[] members(String... names) {
    @Nullable RawValue[] found = new RawValue[names.length];
    @Nullable Slice[] slices = MsgpackMembers.find(bytes, names);
    for (int i = 0; i < names.length; i++) {
      Slice value = slices[i];
      found[i] = value == null ? null : of(values, value, foreign);
    }
    return found;
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public RawValue element(int index) {
    Objects.checkIndex(index, count);
    int from = positions()[index];
    int to = positions()[index + 1];
    return of(values, new Slice(bytes.array(), from, to - from), foreign);
  }

  @Override
  public @Nullable String text(int most) {
    boolean mayFit = kind() == Kind.TEXT && content.length() <= (long) LONGEST_CHARACTER * most;
    String text = mayFit ? content.utf8() : null;
    return text == null || text.length() > most ? null : text;
  }

  @Override
  public double number() {
    return kind() == Kind.NUMBER ? number : Double.NaN;
  }

  @Override
  public Args args(int first) {
    Objects.checkFromToIndex(first, count, count);
    return first == count ? Args.empty() : args(Arrays.copyOfRange(positions(), first, count + 1));
  }

  @Override
  public Args asArgs() {
    return args(new int[] {bytes.offset(), bytes.offset() + bytes.length()});
  }

  private Args args(int[] mine) {
    return new MsgpackArgs(values, bytes.array(), mine, foreign);
  }

  /** Where each element begins, and behind them where the last one ends. */
  private int[] positions() {
    int[] found = positions;
    if (found == null) {
      found = MsgpackMembers.elements(bytes);
      positions = found;
    }
    return found;
  }

  @Override
  public String toString() {
    return "RawValue(" + bytes.length() + " bytes)";
  }
}
