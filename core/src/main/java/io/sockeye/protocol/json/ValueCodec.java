package io.sockeye.protocol.json;

import io.sockeye.ArgumentException;
import java.lang.reflect.Type;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Java values to and from their parts: the seam for encodings that say what JSON says in bytes of
 * their own. What a value looks like, and which types it is bound to, is the same as in JSON.
 * Thread-safe.
 */
public interface ValueCodec {
  /**
   * Tells a value.
   *
   * @throws IllegalArgumentException if the value cannot be told, or is nested too deep
   */
  void write(@Nullable Object value, ValueSink sink);

  /**
   * Binds a value.
   *
   * @param value tells the parts of one value, once
   * @param type what to bind to; {@code Object.class} for the natural types that {@link
   *     io.sockeye.Args#get(int)} lists
   * @return the value; null for null, but for types that have a value for it
   * @throws ArgumentException if the value does not fit the type
   */
  @Nullable Object read(Consumer<ValueSink> value, Type type);
}
