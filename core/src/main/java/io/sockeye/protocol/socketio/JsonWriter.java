package io.sockeye.protocol.socketio;

import io.sockeye.Args;
import io.sockeye.protocol.json.JsonCodec;
import io.sockeye.protocol.json.JsonText;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a value as JSON text. Bytes are left out, and remembered as a loss. */
final class JsonWriter implements ValueWriter {
  private final JsonCodec json;
  private final WireBuffer buffer = new WireBuffer(0);

  /** The bytes that were met in values. */
  private final List<byte[]> bytes = new ArrayList<>();

  private boolean lossy;

  /** From the outermost on: how each array or object ends that has not ended yet. */
  private byte[] ends = new byte[8];

  private int depth;

  /** Whether a comma goes before the next element or name. */
  private boolean comma;

  JsonWriter(JsonCodec json) {
    this.json = json;
  }

  // -- containers

  @Override
  public void beginArray() {
    begin('[', ']');
  }

  @Override
  public void beginObject() {
    begin('{', '}');
  }

  private void begin(char open, char close) {
    separate();
    buffer.write(open);
    if (depth == ends.length) {
      ends = Arrays.copyOf(ends, 2 * depth);
    }
    ends[depth++] = (byte) close;
    comma = false;
  }

  @Override
  public void end() {
    buffer.write(ends[--depth]);
    comma = true;
  }

  @Override
  public void name(String name) {
    separate();
    buffer.write(JsonText.quote(name));
    buffer.write(':');
    comma = false;
  }

  private void separate() {
    if (comma) {
      buffer.write(',');
    }
    comma = true;
  }

  // -- scalars

  @Override
  public void text(String text) {
    separate();
    buffer.write(JsonText.quote(text));
  }

  @Override
  public void integer(long number) {
    value(number);
  }

  @Override
  public void integer(BigInteger number) {
    value(number);
  }

  @Override
  public void real(double number) {
    value(number);
  }

  @Override
  public void truth(boolean value) {
    value(value);
  }

  @Override
  public void nothing() {
    value(null);
  }

  @Override
  public void bytes(byte[] data) {
    lossy = true;
    nothing();
  }

  // -- of the application

  @Override
  public void value(@Nullable Object value) {
    separate();
    try {
      json.write(value, buffer, bytes);
    } catch (RuntimeException | IOException unwritable) {
      throw new IllegalArgumentException(unwritable.getMessage(), unwritable);
    }
    if (!bytes.isEmpty()) {
      lossy = true;
      bytes.clear();
    }
  }

  @Override
  public void arg(Args args, int index) {
    if (args instanceof JsonArgs raw && index < raw.size()) {
      separate();
      buffer.write(raw.element(index));
      lossy |= !raw.attachments().isEmpty();
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
    if (args instanceof JsonArgs raw && raw.size() > 0) {
      separate();
      buffer.write(raw.elements());
      lossy |= !raw.attachments().isEmpty();
      return;
    }
    for (int i = 0; i < args.size(); i++) {
      arg(args, i);
    }
  }

  @Override
  public boolean isLossy() {
    return lossy;
  }

  @Override
  public byte[] toByteArray() {
    return buffer.written().toArray();
  }
}
