package io.sockeye.protocol.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.util.JsonGeneratorDelegate;

/**
 * Writes what a serializer says as JavaScript would: bytes as a placeholder and an attachment, a
 * number that is not finite as null.
 */
final class AttachmentGenerator extends JsonGeneratorDelegate {
  /** Null if bytes are to be written as base64 text. */
  private final @Nullable List<byte[]> attachments;

  AttachmentGenerator(JsonGenerator target, @Nullable List<byte[]> attachments) {
    super(target, false);
    this.attachments = attachments;
  }

  @Override
  public JsonGenerator writeBinary(Base64Variant variant, byte[] data, int offset, int length) {
    if (attachments == null) {
      return super.writeBinary(variant, data, offset, length);
    }
    // The caller's array may be filled anew before this one is on the wire.
    return writePlaceholder(attachments, Arrays.copyOfRange(data, offset, offset + length));
  }

  @Override
  public int writeBinary(Base64Variant variant, InputStream data, int length) {
    if (attachments == null) {
      return super.writeBinary(variant, data, length);
    }
    try {
      byte[] bytes = length < 0 ? data.readAllBytes() : data.readNBytes(length);
      writePlaceholder(attachments, bytes);
      return bytes.length;
    } catch (IOException failed) {
      throw JacksonIOException.construct(failed, this);
    }
  }

  @Override
  public JsonGenerator writeNumber(double value) {
    return Double.isFinite(value) ? super.writeNumber(value) : writeNull();
  }

  @Override
  public JsonGenerator writeNumber(float value) {
    return Float.isFinite(value) ? super.writeNumber(value) : writeNull();
  }

  @Override
  public JsonGenerator writeArray(double[] values, int offset, int length) {
    writeStartArray(values, length);
    for (int i = offset; i < offset + length; i++) {
      writeNumber(values[i]);
    }
    return writeEndArray();
  }

  private JsonGenerator writePlaceholder(List<byte[]> sink, byte[] data) {
    writeStartObject();
    writeName(Placeholders.FLAG);
    writeBoolean(true);
    writeName(Placeholders.NUMBER);
    writeNumber(sink.size());
    sink.add(data);
    return writeEndObject();
  }
}
