package io.sockeye.log;

/** Makes text of strangers fit for a log: on one line, without control characters, not too long. */
public final class LogText {
  private static final int MAX_LENGTH = 128;

  private LogText() {}

  /** The text, fit for a log. */
  public static String of(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 1);
    int[] codePoints = text.codePoints().limit(MAX_LENGTH).toArray();
    for (int c : codePoints) {
      if (isPlain(c)) {
        out.appendCodePoint(c);
      } else {
        out.append("\\u%04x".formatted(c));
      }
    }
    if (text.length() > MAX_LENGTH) {
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
