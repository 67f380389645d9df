package io.sockeye;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a number into another numeric class when no digit is lost. */
final class Numbers {
  private static final Map<Class<?>, Class<?>> WRAPPERS =
      Map.of(
          int.class, Integer.class,
          long.class, Long.class,
          double.class, Double.class,
          float.class, Float.class,
          boolean.class, Boolean.class,
          short.class, Short.class,
          byte.class, Byte.class,
          char.class, Character.class,
          void.class, Void.class);

  private Numbers() {}

  /** The class whose instances hold values of the given one. */
  static Class<?> wrapper(Class<?> type) {
    return WRAPPERS.getOrDefault(type, type);
  }

  /** The same number in the wanted class, or null if that class cannot hold it. */
  static @Nullable Object exact(Number number, Class<?> wanted) {
    try {
      BigDecimal exact = decimal(number);
      if (wanted == Integer.class) {
        return exact.intValueExact();
      } else if (wanted == Long.class) {
        return exact.longValueExact();
      } else if (wanted == Short.class) {
        return exact.shortValueExact();
      } else if (wanted == Byte.class) {
        return exact.byteValueExact();
      } else if (wanted == BigInteger.class) {
        return exact.toBigIntegerExact();
      } else if (wanted == BigDecimal.class) {
        return exact;
      } else if (wanted == Double.class) {
        return number.doubleValue();
      } else if (wanted == Float.class) {
        return number.floatValue();
      }
      return null;
    } catch (ArithmeticException | NumberFormatException lossy) {
      return null;
    }
  }

  private static BigDecimal decimal(Number number) {
    return number instanceof BigDecimal d ? d : new BigDecimal(number.toString());
  }
}
