package io.sockeye.benchmarks.load;

import java.util.SplittableRandom;

/**
 * Texts that compress as what applications send does: records with the same names of fields and
 * different values, in the manner of JSON, with quotes that need no escapes in a string.
 */
final class Records {
  private static final String[] WORDS = {
    "alder", "basalt", "copper", "delta", "ember", "fjord", "granite", "harbor", "indigo",
    "juniper", "kestrel", "lagoon", "meadow", "nectar", "orchid", "pebble", "quartz", "raven",
    "saffron", "thistle", "umber", "velvet", "willow", "yarrow"
  };

  private static final int LONGEST_RECORD = 200;

  /** The largest window of deflate. */
  private static final int WINDOW_BYTES = 1 << 15;

  private Records() {}

  /**
   * How many of this size a client needs to send in turn, so that none still stands in the server's
   * window when it comes again: it would be compressed to nearly nothing.
   */
  static int rowLength(int size) {
    return 2 + WINDOW_BYTES / size;
  }

  /** The text of this sender with this place in its row; the same whenever it is asked for. */
  static String of(int sender, int place, int size) {
    SplittableRandom random = new SplittableRandom(1_000L * sender + place);
    StringBuilder text = new StringBuilder(size + LONGEST_RECORD);
    text.append("%06d/%03d: ".formatted(sender, place));
    while (text.length() < size) {
      text.append("{'id':").append(random.nextInt(1_000_000));
      text.append(",'name':'").append(word(random)).append(' ').append(word(random));
      text.append("','price':").append(random.nextInt(100)).append('.').append(random.nextInt(10));
      text.append(",'at':").append(1_700_000_000L + random.nextInt(100_000_000));
      text.append(",'active':").append(random.nextBoolean());
      text.append(",'tags':['").append(word(random)).append("','").append(word(random));
      text.append("'],'owner':{'id':").append(random.nextInt(10_000));
      text.append(",'name':'").append(word(random)).append("'}},");
    }
    text.setLength(size);
    return text.toString();
  }

  private static String word(SplittableRandom random) {
    return WORDS[random.nextInt(WORDS.length)];
  }
}
