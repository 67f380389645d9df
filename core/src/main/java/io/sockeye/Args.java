package io.sockeye;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an event or of an ack, bound to Java types only when they are asked for.
 *
 * <p>An index beyond {@link #size()} reads as null, as JavaScript reads a missing argument as
 * {@code undefined}: peers may leave out trailing arguments. Immutable; any thread may read. Binary
 * arguments are handed out as the {@code byte[]} that arrived, without a copy: do not write to it.
 */
public interface Args {
  /**
   * Arguments that are Java objects already. The array is copied; null for one is a single null, as
   * what is called with {@code null} for its only argument means it.
   */
  static Args of(@Nullable Object @Nullable ... values) {
    if (values == null) {
      return new ValueArgs(new @Nullable Object[] {null});
    }
    return values.length == 0 ? ValueArgs.EMPTY : new ValueArgs(values.clone());
  }

  /** No arguments. */
  static Args empty() {
    return ValueArgs.EMPTY;
  }

  /** How many arguments there are. */
  int size();

  /**
   * One argument in its natural type: {@code Map}, {@code List}, {@code String}, {@code Integer},
   * {@code Long}, {@code BigInteger}, {@code Double}, {@code Boolean}, {@code byte[]} or null.
   *
   * @throws IndexOutOfBoundsException if the index is negative
   */
  @Nullable Object get(int index);

  /**
   * One argument, bound to a class.
   *
   * @throws ArgumentException if it is not of that type, or is null and the class is a primitive
   * @throws IndexOutOfBoundsException if the index is negative
   */
  <T> @Nullable T get(int index, Class<T> type);

  /**
   * One argument, bound to a type with its type arguments.
   *
   * @throws ArgumentException if it is not of that type
   * @throws IndexOutOfBoundsException if the index is negative
   */
  <T> @Nullable T get(int index, TypeRef<T> type);

  /** All arguments in their natural types; unmodifiable. */
  List<@Nullable Object> toList();
}
