package io.sockeye.protocol.msgpack;

import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.ValueCodec;
import io.sockeye.protocol.json.ValueSink;
import io.sockeye.protocol.socketio.LazyArgs;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Arguments that are still MessagePack. */
final class MsgpackArgs extends LazyArgs {
  private final ValueCodec values;
  private final byte[] bytes;

  /** Where each argument begins, and behind them where the last one ends. */
  private final int[] positions;

  private final boolean foreign;

  /**
   * Arguments among checked bytes.
   *
   * @param foreign whether something in them is not in a form that every client reads
   */
  MsgpackArgs(ValueCodec values, byte[] bytes, int[] positions, boolean foreign) {
    this.values = values;
    this.bytes = bytes;
    this.positions = positions;
    this.foreign = foreign;
  }

  /** Tells one argument that there is. */
  void tell(int index, ValueSink sink) {
    MsgpackReader.tell(element(index), sink);
  }

  /** Writes all arguments as elements of the array that is open. */
  void writeTo(MsgpackWriter writer) {
    if (foreign) {
      for (int i = 0; i < size(); i++) {
        tell(i, writer);
      }
    } else {
      writer.elements(size(), slice(positions[0], positions[size()]));
    }
  }

  @Override
  public int size() {
    return positions.length - 1;
  }

  @Override
  public @Nullable String memberText(int index, String member) {
    return index < size() ? MsgpackMembers.text(element(index), member) : null;
  }

  @Override
  protected @Nullable Object bind(int index, Type type) {
    return values.read(sink -> tell(index, sink), type);
  }

  private Slice element(int index) {
    return slice(positions[index], positions[index + 1]);
  }

  private Slice slice(int from, int to) {
    return new Slice(bytes, from, to - from);
  }
}
