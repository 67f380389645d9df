package io.sockeye.protocol.socketio;

import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.json.JsonArray;
import io.sockeye.protocol.json.JsonCodec;
import io.sockeye.protocol.json.JsonMembers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments that are still JSON. */
final class JsonArgs extends LazyArgs {
  /** Made when the first parser wants it that has no JSON of its own. */
  private static final class Default {
    static final JsonCodec JSON = JacksonJson.create();
  }

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

  /** One argument that is an object of strings, and binds by default. */
  static JsonArgs object(Map<String, String> members) {
    return object(Default.JSON, members);
  }

  /** One argument that is an object of strings. */
  static JsonArgs object(JsonCodec json, Map<String, String> members) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      json.write(members, text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A stream into memory does not fail.
    }
    return new JsonArgs(json, JsonArray.ofOne(Slice.of(text.toByteArray())), 0, List.of());
  }

  /** The JSON of all arguments with the commas between them, to be sent on as it is. */
  Slice elements() {
    return array.elementsFrom(first);
  }

  /** The JSON of one argument that there is, to be sent on as it is. */
  Slice element(int index) {
    return array.element(first + index);
  }

  List<byte[]> attachments() {
    return attachments;
  }

  @Override
  public int size() {
    return array.size() - first;
  }

  @Override
  public @Nullable String memberText(int index, String member) {
    return index < size() ? JsonMembers.text(element(index), member) : null;
  }

  @Override
  protected @Nullable Object bind(int index, Type type) {
    return json.read(element(index), type, attachments);
  }
}
