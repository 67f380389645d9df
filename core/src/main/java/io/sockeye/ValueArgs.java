package io.sockeye;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Arguments that are Java objects already: binding is a cast, or a number that fits exactly. */
final class ValueArgs implements Args {
  static final ValueArgs EMPTY = new ValueArgs(new Object[0]);

  private final @Nullable Object[] values;

  ValueArgs(@Nullable Object[] values) {
    this.values = values;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public @Nullable Object get(int index) {
    Objects.checkIndex(index, Integer.MAX_VALUE);
    return index < values.length ? values[index] : null;
  }

  @Override
  @SuppressWarnings("unchecked") // bind answers with an instance of the wrapper class of T
  public <T> @Nullable T get(int index, Class<T> type) {
    return (T) bind(index, type, type);
  }

  @Override
  @SuppressWarnings("unchecked") // as a cast to a generic type, it checks the class alone
  public <T> @Nullable T get(int index, TypeRef<T> type) {
    return (T) bind(index, rawClass(type.type()), type.type());
  }

  @Override
  public List<@Nullable Object> toList() {
    return Collections.<@Nullable Object>unmodifiableList(Arrays.<@Nullable Object>asList(values));
  }

  @Override
  public String toString() {
    return "Args(" + values.length + ")";
  }

  private @Nullable Object bind(int index, Class<?> raw, Type type) {
    Object value = get(index);
    if (value == null) {
      if (raw.isPrimitive()) {
        throw ArgumentException.mismatch(index, type, "null");
      }
      return null;
    }
    Class<?> wanted = Numbers.wrapper(raw);
    if (wanted.isInstance(value)) {
      return value;
    }
    Object number = value instanceof Number given ? Numbers.exact(given, wanted) : null;
    if (number == null) {
      throw ArgumentException.mismatch(index, type, value.getClass().getName());
    }
    return number;
  }

  private static Class<?> rawClass(Type type) {
    if (type instanceof Class<?> c) {
      return c;
    }
    if (type instanceof ParameterizedType p) {
      return rawClass(p.getRawType());
    }
    if (type instanceof GenericArrayType a) {
      return rawClass(a.getGenericComponentType()).arrayType();
    }
    if (type instanceof WildcardType w) {
      return rawClass(w.getUpperBounds()[0]);
    }
    if (type instanceof TypeVariable<?> v) {
      return rawClass(v.getBounds()[0]);
    }
    return Object.class;
  }
}
