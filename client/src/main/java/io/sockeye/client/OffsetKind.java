package io.sockeye.client;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kinds of offsets that servers put behind the arguments of events which they can send again
 * (section 4.9 of the behaviour spec), and what tells them from a text of the application.
 */
enum OffsetKind {
  /** The in-memory adapter of the JavaScript server: milliseconds in base 64, and a count. */
  YEAST {
    @Override
    Optional<Offset> read(String text, long now) {
      Matcher match = YEAST_FORM.matcher(text);
      if (!match.matches() || !isOfOurTime(yeast(match.group(1)), now)) {
        return Optional.empty();
      }
      long count = match.group(2) == null ? -1 : yeast(match.group(2));
      return offset(text, yeast(match.group(1)), BigInteger.valueOf(count));
    }
  },
  /** The id of an entry of a Redis stream: milliseconds, and a count. */
  STREAM {
    @Override
    Optional<Offset> read(String text, long now) {
      Matcher match = STREAM_FORM.matcher(text);
      if (!match.matches() || !isOfOurTime(Long.parseLong(match.group(1)), now)) {
        return Optional.empty();
      }
      return offset(text, Long.parseLong(match.group(1)), new BigInteger(match.group(2)));
    }
  },
  /** The id of a MongoDB document. Several servers make them, so they need not grow. */
  OBJECT_ID {
    @Override
    Optional<Offset> read(String text, long now) {
      return OBJECT_ID_FORM.matcher(text).matches()
              && isOfOurTime(1_000 * Long.parseLong(text.substring(0, 8), 16), now)
          ? Optional.of(new Offset(this, text, "", 0, BigInteger.ZERO))
          : Optional.empty();
    }
  },
  /**
   * A server of this library: a random text of the log's own, and a position in it. Several threads
   * may send at once, so they need not grow.
   */
  LOG {
    @Override
    Optional<Offset> read(String text, long now) {
      return LOG_FORM.matcher(text).matches()
          ? Optional.of(new Offset(this, text, text.substring(0, 4), 0, BigInteger.ZERO))
          : Optional.empty();
    }
  };

  /**
   * A text that looks like an offset.
   *
   * @param log what offsets of the same log have in common
   * @param millis the greater part of its place in the order, if the kind has one
   * @param count the lesser part of it
   */
  record Offset(OffsetKind kind, String text, String log, long millis, BigInteger count) {
    /** What a text is as an offset of the same log; empty if it is none. */
    Optional<Offset> next(String next, long now) {
      Optional<Offset> same = kind.read(next, now).filter(each -> each.log.equals(log));
      if (same.isEmpty() && kind == YEAST) {
        // Few texts are both; what looked like a time was the beginning of a log and a position.
        return LOG.read(next, now).filter(each -> text.startsWith(each.log));
      }
      return same;
    }

    /** Whether it comes before another one, in an order that this kind keeps to. */
    boolean isBefore(Offset other) {
      int order = Long.compare(millis, other.millis);
      return kind == other.kind && (order < 0 || (order == 0 && count.compareTo(other.count) < 0));
    }
  }

  private static final Pattern YEAST_FORM =
      Pattern.compile("([0-9A-Za-z_-]{7})(?:\\.([0-9A-Za-z_-]{1,6}))?");
  private static final Pattern STREAM_FORM = Pattern.compile("(\\d{12,15})-(\\d{1,20})");
  private static final Pattern OBJECT_ID_FORM = Pattern.compile("[0-9a-f]{24}");
  private static final Pattern LOG_FORM = Pattern.compile("[0-9A-Za-z_-]{4}[0-9a-z]{1,13}");
  private static final String YEAST_DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

  /** Clocks of servers and clients differ, and nothing is kept for that long. */
  private static final long TOLERANCE_MILLIS = 400L * 24 * 60 * 60 * 1_000;

  /** What a text is as an offset of this kind; empty if it is none. */
  abstract Optional<Offset> read(String text, long now);

  /** What a text is as an offset; empty if it cannot be one of a known kind. */
  static Optional<Offset> of(String text, long now) {
    for (OffsetKind kind : values()) {
      Optional<Offset> offset = kind.read(text, now);
      if (offset.isPresent()) {
        return offset;
      }
    }
    return Optional.empty();
  }

  Optional<Offset> offset(String text, long millis, BigInteger count) {
    return Optional.of(new Offset(this, text, "", millis, count));
  }

  private static boolean isOfOurTime(long millis, long now) {
    return Math.abs(millis - now) < TOLERANCE_MILLIS;
  }

  private static long yeast(String digits) {
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      number = number * 64 + YEAST_DIGITS.indexOf(digits.charAt(i));
    }
    return number;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
