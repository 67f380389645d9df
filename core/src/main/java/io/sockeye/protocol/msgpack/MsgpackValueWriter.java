package io.sockeye.protocol.msgpack;

import io.sockeye.Args;
import io.sockeye.protocol.json.ValueCodec;
import io.sockeye.protocol.socketio.ValueWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes a value for other servers, with the timestamps of the specification. */
final class MsgpackValueWriter extends MsgpackWriter implements ValueWriter {
  private final ValueCodec values;

  MsgpackValueWriter(ValueCodec values) {
    this.values = values;
  }

  @Override
  public void time(Instant time) {
    timestamp(time);
  }

  @Override
  public void value(@Nullable Object value) {
    values.write(value, this);
  }

  @Override
  public void arg(Args args, int index) {
    if (args instanceof MsgpackArgs raw && index < raw.size()) {
      // Part by part, for the sake of what clients write in forms of their own.
      raw.tell(index, this);
      return;
    }
    try {
      value(args.get(index));
    } catch (RuntimeException unwritable) {
      throw new IllegalArgumentException(
          "argument " + index + ": " + unwritable.getMessage(), unwritable);
    }
  }

  @Override
  public void args(Args args) {
    for (int i = 0; i < args.size(); i++) {
      arg(args, i);
    }
  }

  @Override
  public boolean isLossy() {
    return false;
  }

  @Override
  public byte[] toByteArray() {
    return toArray();
  }
}
