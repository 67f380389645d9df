package io.sockeye.protocol.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.util.JsonGeneratorDelegate;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Keeps what a serializer says, and tells it to a sink. Bounds the depth, which a buffer by itself
 * does not: a value that contains itself must not take the whole stack.
 */
final class TokenGenerator extends JsonGeneratorDelegate {
  private final TokenBuffer tokens;
  private final int maxDepth;

  TokenGenerator(TokenBuffer tokens, int maxDepth) {
    super(tokens, false);
    this.tokens = tokens;
    this.maxDepth = maxDepth;
  }

  /** Tells what was said. */
  void tell(ValueSink sink) {
    try (JsonParser parser = tokens.asParser()) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tell(token, parser, sink);
      }
    }
  }

  private static void tell(JsonToken token, JsonParser parser, ValueSink sink) {
    switch (token) {
      case START_ARRAY -> sink.beginArray();
      case START_OBJECT -> sink.beginObject();
      case END_ARRAY, END_OBJECT -> sink.end();
      case PROPERTY_NAME -> sink.name(parser.currentName());
      case VALUE_STRING -> sink.text(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, sink);
      case VALUE_TRUE, VALUE_FALSE -> sink.truth(token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> sink.nothing();
      case VALUE_EMBEDDED_OBJECT -> embedded(parser.getEmbeddedObject(), sink);
      default -> throw new IllegalArgumentException("expected a token of JSON, got " + token);
    }
  }

  private static void number(JsonParser parser, ValueSink sink) {
    switch (parser.getNumberType()) {
      case INT, LONG -> sink.integer(parser.getLongValue());
      case BIG_INTEGER -> sink.integer(parser.getBigIntegerValue());
      // By its digits, as JSON has it: 0.1f is 0.1 and not 0.10000000149011612.
      case FLOAT -> sink.real(Double.parseDouble(Float.toString(parser.getFloatValue())));
      case DOUBLE, BIG_DECIMAL -> sink.real(parser.getDoubleValue());
    }
  }

  private static void embedded(Object value, ValueSink sink) {
    if (value instanceof byte[] bytes) {
      sink.bytes(bytes);
    } else if (value == null) {
      sink.nothing();
    } else {
      // Such as Jackson's RawValue, which is JSON text already.
      throw new IllegalArgumentException(
          "expected a value that is not JSON text, got " + value.getClass().getName());
    }
  }

  @Override
  public JsonGenerator writeStartArray() {
    checkDepth();
    return super.writeStartArray();
  }

  @Override
  public JsonGenerator writeStartArray(Object currentValue) {
    checkDepth();
    return super.writeStartArray(currentValue);
  }

  @Override
  public JsonGenerator writeStartArray(Object currentValue, int size) {
    checkDepth();
    return super.writeStartArray(currentValue, size);
  }

  @Override
  public JsonGenerator writeStartObject() {
    checkDepth();
    return super.writeStartObject();
  }

  @Override
  public JsonGenerator writeStartObject(Object currentValue) {
    checkDepth();
    return super.writeStartObject(currentValue);
  }

  @Override
  public JsonGenerator writeStartObject(Object currentValue, int size) {
    checkDepth();
    return super.writeStartObject(currentValue, size);
  }

  @Override
  public JsonGenerator writeBinary(Base64Variant variant, byte[] data, int offset, int length) {
    // The caller's array may be filled anew before this one is on the wire.
    return tokens.writeEmbeddedObject(Arrays.copyOfRange(data, offset, offset + length));
  }

  @Override
  public int writeBinary(Base64Variant variant, InputStream data, int length) {
    try {
      byte[] bytes = length < 0 ? data.readAllBytes() : data.readNBytes(length);
      tokens.writeEmbeddedObject(bytes);
      return bytes.length;
    } catch (IOException failed) {
      throw JacksonIOException.construct(failed, this);
    }
  }

  private void checkDepth() {
    if (streamWriteContext().getNestingDepth() >= maxDepth) {
      throw new StreamConstraintsException("nested deeper than " + maxDepth);
    }
  }
}
