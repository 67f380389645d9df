package io.sockeye.protocol.json;

import java.math.BigInteger;
import tools.jackson.databind.util.TokenBuffer;

/** Keeps the parts of a value as tokens that a deserializer takes like those of JSON. */
final class TokenSink implements ValueSink {
  private final TokenBuffer tokens = TokenBuffer.forGeneration();

  TokenBuffer tokens() {
    return tokens;
  }

  @Override
  public void beginArray() {
    tokens.writeStartArray();
  }

  @Override
  public void beginObject() {
    tokens.writeStartObject();
  }

  @Override
  public void end() {
    if (tokens.streamWriteContext().inArray()) {
      tokens.writeEndArray();
    } else {
      tokens.writeEndObject();
    }
  }

  @Override
  public void name(String name) {
    tokens.writeName(name);
  }

  @Override
  public void text(String text) {
    tokens.writeString(text);
  }

  @Override
  public void integer(long number) {
    if ((int) number == number) {
      tokens.writeNumber((int) number);
    } else {
      tokens.writeNumber(number);
    }
  }

  @Override
  public void integer(BigInteger number) {
    if (number.bitLength() < Long.SIZE) {
      integer(number.longValue());
    } else {
      tokens.writeNumber(number);
    }
  }

  @Override
  public void real(double number) {
    tokens.writeNumber(number);
  }

  @Override
  public void truth(boolean value) {
    tokens.writeBoolean(value);
  }

  @Override
  public void nothing() {
    tokens.writeNull();
  }

  @Override
  public void bytes(byte[] data) {
    tokens.writeEmbeddedObject(data);
  }
}
