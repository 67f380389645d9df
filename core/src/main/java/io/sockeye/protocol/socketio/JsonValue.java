package io.sockeye.protocol.socketio;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.JsonArray;
import io.sockeye.protocol.json.JsonCodec;
import io.sockeye.protocol.json.JsonMembers;
import io.sockeye.protocol.json.JsonScanner;
import io.sockeye.protocol.json.JsonText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value in a JSON text that was checked. */
final class JsonValue extends RawValue {
  /** How many bytes a character takes at most, which is as an escape. */
  private static final int LONGEST_CHARACTER = 6;

  /** What is checked again has passed the limits already. */
  private static final Limits NO_LIMITS =
      Limits.defaults()
          .withMaxJsonDepth(Integer.MAX_VALUE)
          .withMaxJsonNameLength(Integer.MAX_VALUE)
          .withMaxJsonNumberLength(Integer.MAX_VALUE);

  private final JsonCodec json;
  private final Slice text;

  /** Null until the elements are asked for; each thread may find them for itself. */
  private @Nullable JsonArray array;

  JsonValue(JsonCodec json, Slice text) {
    this.json = json;
    this.text = text;
  }

  @Override
  public Kind kind() {
    return switch (text.at(0)) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.TEXT;
      case 't' -> Kind.TRUE;
      case 'f' -> Kind.FALSE;
      case 'n' -> Kind.NOTHING;
      default -> Kind.NUMBER;
    };
  }

  @Override
  public @Nullable RawValue[] members(String... names) {
    @Nullable RawValue[] found = new RawValue[names.length];
    @Nullable Slice[] texts = JsonMembers.find(text, names);
    for (int i = 0; i < names.length; i++) {
      Slice value = texts[i];
      found[i] = value == null ? null : new JsonValue(json, value);
    }
    return found;
  }

  @Override
  public int size() {
    return kind() == Kind.ARRAY ? array().size() : 0;
  }

  @Override
  public RawValue element(int index) {
    Objects.checkIndex(index, size());
    return new JsonValue(json, array().element(index));
  }

  @Override
  public @Nullable String text(int most) {
    if (kind() != Kind.TEXT || text.length() - 2L > (long) LONGEST_CHARACTER * most) {
      return null;
    }
    String found = JsonText.unquote(text);
    return found.length() <= most ? found : null;
  }

  @Override
  public double number() {
    return kind() == Kind.NUMBER ? Double.parseDouble(text.utf8()) : Double.NaN;
  }

  @Override
  public Args args(int first) {
    Objects.checkFromToIndex(first, size(), size());
    return first == size() ? Args.empty() : new JsonArgs(json, array(), first, List.of());
  }

  @Override
  public Args asArgs() {
    return new JsonArgs(json, JsonArray.ofOne(text), 0, List.of());
  }

  private JsonArray array() {
    JsonArray found = array;
    if (found == null) {
      try {
        found = new JsonScanner(NO_LIMITS).checkArray(text, 0);
      } catch (ProtocolException changed) {
        throw new IllegalStateException("expected the bytes that were checked", changed);
      }
      array = found;
    }
    return found;
  }

  @Override
  public String toString() {
    return "RawValue(" + text.length() + " bytes)";
  }
}
