package io.sockeye.protocol.socketio;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.JsonArray;
import io.sockeye.protocol.json.JsonCodec;
import io.sockeye.protocol.json.JsonScanner;
import java.util.Objects;

/** Values as JSON text; one with bytes in it is {@linkplain ValueWriter#isLossy lossy}. */
public final class JsonFormat implements ValueFormat {
  private final JsonCodec json;

  /** A format that leaves the values of the application to the given JSON. */
  public JsonFormat(JsonCodec json) {
    this.json = Objects.requireNonNull(json, "json");
  }

  @Override
  public ValueWriter writer() {
    return new JsonWriter(json);
  }

  @Override
  public RawValue read(Slice bytes, Limits limits) throws ProtocolException {
    new JsonScanner(limits).check(bytes);
    return new JsonValue(json, JsonArray.ofOne(bytes).element(0));
  }
}
