package io.sockeye.protocol.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** The text of a date as {@code Date.prototype.toISOString} has it. */
final class JavaScriptDate {
  private static final int LAST_YEAR_OF_FOUR_DIGITS = 9999;

  /** Milliseconds, and more digits only where they are needed. */
  private static final DateTimeFormatter REST =
      new DateTimeFormatterBuilder()
          .appendPattern("-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 3, 9, true)
          .appendLiteral('Z')
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private JavaScriptDate() {}

  static String text(Instant time) {
    int year = time.atOffset(ZoneOffset.UTC).getYear();
    boolean plain = year >= 0 && year <= LAST_YEAR_OF_FOUR_DIGITS;
    return String.format(Locale.ROOT, plain ? "%04d" : "%+07d", year) + REST.format(time);
  }
}
