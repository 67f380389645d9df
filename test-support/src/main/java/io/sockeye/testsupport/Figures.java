package io.sockeye.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Where tests that also measure put what they found: a line each in the file that the system
 * property {@code figures} names. Without it nobody reads them, and nothing is written.
 */
public final class Figures {
  private static final String FILE = System.getProperty("figures", "");

  private Figures() {}

  /** Whether somebody reads them. */
  public static boolean areWanted() {
    return !FILE.isEmpty();
  }

  /**
   * Writes a line.
   *
   * @param row the row of the matrix in docs/reliability.md
   * @param format as for {@link String#format}
   */
  public static void tell(String row, String format, Object... values) {
    if (!areWanted()) {
      return;
    }
    String line = "%-4s %s%n".formatted(row, String.format(Locale.ROOT, format, values));
    try {
      Files.writeString(Path.of(FILE), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
