package io.sockeye.protocol.socketio;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.JsonArray;
import io.sockeye.protocol.json.JsonCodec;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Arguments that are still JSON, checked on arrival and bound each time they are asked for. */
final class JsonArgs implements Args {
  private final JsonCodec json;
  private final JsonArray array;

  /** How many elements of the array precede the arguments: 1 for the name of an event, or 0. */
  private final int first;

  /** What the placeholders stand for; complete by the time anybody sees these arguments. */
  private final List<byte[]> attachments;

  JsonArgs(JsonCodec json, JsonArray array, int first, List<byte[]> attachments) {
    this.json = json;
    this.array = array;
    this.first = first;
    this.attachments = attachments;
  }

  /** The JSON of all arguments with the commas between them, to be sent on as it is. */
  Slice elements() {
    return array.elementsFrom(first);
  }

  List<byte[]> attachments() {
    return attachments;
  }

  @Override
  public int size() {
    return array.size() - first;
  }

  @Override
  public @Nullable Object get(int index) {
    return bind(index, Object.class);
  }

  @Override
  @SuppressWarnings("unchecked") // the codec binds to what it is told
  public <T> @Nullable T get(int index, Class<T> type) {
    return (T) bind(index, type);
  }

  @Override
  @SuppressWarnings("unchecked") // the codec binds to what it is told
  public <T> @Nullable T get(int index, TypeRef<T> type) {
    return (T) bind(index, type.type());
  }

  @Override
  public List<@Nullable Object> toList() {
    List<@Nullable Object> values = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      values.add(get(i));
    }
    return Collections.unmodifiableList(values);
  }

  @Override
  public String toString() {
    return "Args(" + size() + ")";
  }

  private @Nullable Object bind(int index, Type type) {
    Objects.checkIndex(index, Integer.MAX_VALUE);
    if (index >= size()) {
      if (type instanceof Class<?> c && c.isPrimitive()) {
        throw new ArgumentException(
            "argument " + index + ": expected " + c + ", got " + size() + " arguments");
      }
      return null;
    }
    try {
      return json.read(array.element(first + index), type, attachments);
    } catch (ArgumentException mismatch) {
      throw new ArgumentException(
          "argument " + index + ": " + mismatch.getMessage(), mismatch.getCause());
    }
  }
}
