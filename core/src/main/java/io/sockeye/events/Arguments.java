package io.sockeye.events;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import java.lang.reflect.ParameterizedType;
import java.util.Optional;

/** Binds arguments for those who want a value and not null. */
public final class Arguments {
  private Arguments() {}

  /**
   * An argument of a type.
   *
   * @throws ArgumentException if it is missing, null or of another type
   */
  public static <T> T bind(Args args, int index, Class<T> type) {
    T value = args.get(index, type);
    if (value == null) {
      throw ArgumentException.missing(args, index, type);
    }
    return value;
  }

  /**
   * An argument of a type with type arguments; for a missing one, an {@code Optional} is empty.
   *
   * @throws ArgumentException if it is missing, null or of another type
   */
  public static <T> T bind(Args args, int index, TypeRef<T> type) {
    T value = args.get(index, type);
    if (value == null) {
      if (type.type() instanceof ParameterizedType generic
          && generic.getRawType() == Optional.class) {
        @SuppressWarnings("unchecked") // T is an Optional of something
        T empty = (T) Optional.empty();
        return empty;
      }
      throw ArgumentException.missing(args, index, type.type());
    }
    return value;
  }
}
