package io.sockeye.protocol.msgpack;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.ValueSink;
import io.sockeye.protocol.msgpack.MsgpackCursor.Kind;
import java.time.Instant;

/**
 * Tells the parts of a value that {@link MsgpackScanner} has passed. A member that is undefined is
 * not there, any other undefined is null, as {@code JSON.stringify} has it.
 */
final class MsgpackReader {
  private final MsgpackCursor cursor;
  private final ValueSink sink;
  private final Levels levels = new Levels();

  private MsgpackReader(Slice value, ValueSink sink) {
    this.cursor = new MsgpackCursor(value);
    this.sink = sink;
  }

  static void tell(Slice value, ValueSink sink) {
    try {
      new MsgpackReader(value, sink).tell();
    } catch (ProtocolException changed) {
      throw new IllegalStateException("expected the bytes that were checked on arrival", changed);
    }
  }

  private void tell() throws ProtocolException {
    do {
      if (levels.atName()) {
        member();
      } else {
        levels.take();
        value(cursor.next());
      }
      while (levels.close()) {
        sink.end();
      }
    } while (levels.depth() > 0);
  }

  private void member() throws ProtocolException {
    levels.take();
    String name = cursor.next() == Kind.TEXT ? cursor.text() : Long.toString(cursor.number());
    levels.take();
    Kind kind = cursor.next();
    if (kind != Kind.UNDEFINED) {
      sink.name(name);
      value(kind);
    }
  }

  private void value(Kind kind) {
    switch (kind) {
      case NIL, UNDEFINED -> sink.nothing();
      case BOOLEAN -> sink.truth(cursor.truth());
      case INTEGER -> sink.integer(cursor.number());
      case BIG_INTEGER -> sink.integer(cursor.bigNumber());
      case REAL -> sink.real(cursor.real());
      case TEXT -> sink.text(cursor.text());
      case BYTES -> sink.bytes(cursor.content().toArray());
      case TIME -> {
        Instant time = cursor.time();
        if (time == null) {
          sink.nothing();
        } else {
          sink.time(time);
        }
      }
      case ARRAY -> {
        sink.beginArray();
        levels.openArray(cursor.count());
      }
      case MAP -> {
        sink.beginObject();
        levels.openMap(cursor.count());
      }
    }
  }
}
