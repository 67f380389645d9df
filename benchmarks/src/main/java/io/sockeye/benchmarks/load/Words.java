package io.sockeye.benchmarks.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The constants of an enum as words of a command line: {@code SOME_NAME} is {@code some-name}. */
public final class Words {
  private Words() {}

  /** The word of a constant. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The words of all constants of an enum. */
  public static String all(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(" "));
  }

  /**
   * The constant with this word.
   *
   * @param what what the constants are, for messages
   * @throws IllegalArgumentException if there is none, naming those that there are
   */
  public static <E extends Enum<E>> E parse(String what, Class<E> type, String word) {
    for (E constant : type.getEnumConstants()) {
      if (of(constant).equals(word)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "no such %s: %s; expected one of %s".formatted(what, word, all(type)));
  }
}
