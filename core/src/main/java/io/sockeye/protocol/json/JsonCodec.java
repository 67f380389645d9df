package io.sockeye.protocol.json;

import io.sockeye.ArgumentException;
import io.sockeye.protocol.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The seam behind which JSON is written from Java objects and bound to them. Thread-safe.
 *
 * <p>What a codec reads has passed {@link JsonScanner}, so it is well-formed and within the limits.
 */
public interface JsonCodec {
  /**
   * Writes one value as JSON in UTF-8. Unpaired surrogates are written as escapes.
   *
   * @param attachments where each {@code byte[]} or {@code ByteBuffer} goes that is met, depth
   *     first, its place being taken by {@code {"_placeholder":true,"num":n}} with its index in
   *     this list; null to write bytes as base64 text
   * @throws IllegalArgumentException if the value is nested too deep, as a cyclic one is, or cannot
   *     be written as JSON
   * @throws IOException if the stream fails
   */
  void write(@Nullable Object value, OutputStream out, @Nullable List<byte[]> attachments)
      throws IOException;

  /**
   * Binds one JSON value to a type. {@code Object} means the natural types that {@code Args} lists.
   *
   * @param attachments what placeholders stand for, as {@code byte[]} or {@code ByteBuffer}; if
   *     empty, an object that looks like a placeholder is an object like any other
   * @throws ArgumentException if the value is not of the type, saying what was expected and what
   *     came
   */
  @Nullable Object read(Slice json, Type type, List<byte[]> attachments);
}
