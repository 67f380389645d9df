package io.sockeye.benchmarks.load;

/** Contents of messages: of a given length, and each tells whose it is. */
final class Texts {
  /** The shortest that can tell. */
  static final int SHORTEST = 16;

  private static final String FILLER = "The quick brown fox jumps over the lazy dog. ";

  private Texts() {}

  /** The text of this sender with this place in its row. */
  static String of(int sender, int place, int size) {
    StringBuilder text = new StringBuilder(size + FILLER.length());
    text.append("%06d/%03d: ".formatted(sender, place));
    while (text.length() < size) {
      text.append(FILLER);
    }
    text.setLength(size);
    return text.toString();
  }
}
