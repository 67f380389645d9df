package io.sockeye.log;

/** Makes text of strangers fit for a log: on one line, without control characters, not too long. */
public final class LogText {
  private static final int MAX_LENGTH = 128;

  /** Room for what was expected, what came, and what helps. */
  private static final int MAX_SENTENCE = 512;

  private LogText() {}

  /** The text, fit for a log. */
  public static String of(String text) {
    return of(text, MAX_LENGTH);
  }

  /**
   * A sentence of ours, fit for a log: longer, lest its end be lost, which tells what helps. The
   * words of strangers in it should have gone through {@link #of(String)}.
   */
  public static String sentence(String text) {
    return of(text, MAX_SENTENCE);
  }

  private static String of(String text, int max) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), max) + 1);
    int[] codePoints = text.codePoints().limit(max).toArray();
    for (int c : codePoints) {
      if (isPlain(c)) {
        out.appendCodePoint(c);
      } else {
        out.append("\\u%04x".formatted(c));
      }
    }
    if (text.length() > max) {
      out.append('…');
    }
    return out.toString();
  }

  /** The same between quotation marks, for a name in a sentence. */
  public static String quoted(String text) {
    return '"' + of(text) + '"';
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
