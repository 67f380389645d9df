package io.sockeye.protocol.msgpack;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.ValueCodec;
import io.sockeye.protocol.socketio.RawValue;
import io.sockeye.protocol.socketio.ValueFormat;
import io.sockeye.protocol.socketio.ValueWriter;
import java.util.Objects;

/**
 * Values as MessagePack of the specification, which both {@code notepack.io} 3 and {@code
 * @msgpack/msgpack} read: a point in time is a timestamp, and what is undefined is nil. What older
 * libraries write instead is read, too.
 */
public final class MsgpackFormat implements ValueFormat {
  private final ValueCodec values;

  /** A format that leaves the values of the application to the given codec. */
  public MsgpackFormat(ValueCodec values) {
    this.values = Objects.requireNonNull(values, "values");
  }

  @Override
  public ValueWriter writer() {
    return new MsgpackValueWriter(values);
  }

  @Override
  public RawValue read(Slice bytes, Limits limits) throws ProtocolException {
    MsgpackCursor cursor = new MsgpackCursor(bytes);
    MsgpackScanner scanner = new MsgpackScanner(limits);
    scanner.skip(cursor, 0);
    if (!cursor.atEnd()) {
      throw new ProtocolException("expected the end of the message after the value, got more");
    }
    return MsgpackValue.of(values, bytes, scanner.sawForeign());
  }
}
