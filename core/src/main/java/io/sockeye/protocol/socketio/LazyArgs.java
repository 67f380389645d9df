package io.sockeye.protocol.socketio;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Arguments that are still in the form in which they came, checked on arrival, and bound each time
 * they are asked for: for parsers, which have only to bind one of them.
 */
public abstract class LazyArgs implements Args {
  /** For a parser's own arguments. */
  protected LazyArgs() {}

  /**
   * Binds an argument that there is.
   *
   * @return the value, or null for null
   * @throws ArgumentException if it is not of the type, saying what was expected and what came, but
   *     not which argument it is
   */
  protected abstract @Nullable Object bind(int index, Type type);

  /**
   * The text of a member of an argument that is an object, for what the protocol wants to know of
   * it. A parser that finds a member without binding the others overrides this.
   *
   * @return null if there is no such argument or member, or if it is no text
   */
  public @Nullable String memberText(int index, String member) {
    try {
      return get(index) instanceof Map<?, ?> object && object.get(member) instanceof String text
          ? text
          : null;
    } catch (ArgumentException unbound) {
      return null; // That is for those to find out who ask for it.
    }
  }

  @Override
  public final @Nullable Object get(int index) {
    return checked(index, Object.class);
  }

  @Override
  @SuppressWarnings("unchecked") // bound to what was asked for
  public final <T> @Nullable T get(int index, Class<T> type) {
    return (T) checked(index, type);
  }

  @Override
  @SuppressWarnings("unchecked") // bound to what was asked for
  public final <T> @Nullable T get(int index, TypeRef<T> type) {
    return (T) checked(index, type.type());
  }

  @Override
  public final List<@Nullable Object> toList() {
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

  private @Nullable Object checked(int index, Type type) {
    Objects.checkIndex(index, Integer.MAX_VALUE);
    boolean there = index < size();
    Object value = there ? bound(index, type) : null;
    if (value == null && type instanceof Class<?> c && c.isPrimitive()) {
      throw failure(
          index, "expected " + c + ", got " + (there ? "null" : size() + " arguments"), null);
    }
    return value;
  }

  private @Nullable Object bound(int index, Type type) {
    try {
      return bind(index, type);
    } catch (ArgumentException mismatch) {
      throw failure(index, String.valueOf(mismatch.getMessage()), mismatch.getCause());
    } catch (RuntimeException failed) {
      // A library of the application. Its message may quote what the peer sent.
      String what = "expected " + type.getTypeName() + ", and binding failed with ";
      throw failure(index, what + failed.getClass().getName(), failed);
    }
  }

  private static ArgumentException failure(int index, String what, @Nullable Throwable cause) {
    return new ArgumentException("argument " + index + ": " + what, cause);
  }
}
