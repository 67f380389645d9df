package io.sockeye.interop;

import io.sockeye.Args;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Values on their way from an event to the next. */
final class Values {
  private static final DateTimeFormatter ISO_MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private Values() {}

  /** All arguments, to be passed on. */
  static @Nullable Object[] all(Args args) {
    return args.toList().toArray();
  }

  /** The arguments from an index on, to be passed on. */
  static @Nullable Object[] from(Args args, int first) {
    return args.toList().subList(Math.min(first, args.size()), args.size()).toArray();
  }

  /** Now, as JavaScript writes a date into JSON. */
  static String now() {
    return ISO_MILLIS.format(Instant.now());
  }
}
