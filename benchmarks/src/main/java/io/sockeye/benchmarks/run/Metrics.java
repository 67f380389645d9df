package io.sockeye.benchmarks.run;

import io.sockeye.benchmarks.load.Measurement;
import java.util.Locale;
import java.util.OptionalDouble;

/** Which figure of a case matters most, and how figures are written. */
final class Metrics {
  private Metrics() {}

  /** What the tables show of a case first. */
  static String main(Case what) {
    return switch (what.kind()) {
      case IDLE -> Measurement.MEMORY;
      case PACED -> "p99Micros";
      default -> Measurement.CPU;
    };
  }

  static String unit(Case what) {
    return switch (what.kind()) {
      case IDLE -> "KiB a client";
      case PACED -> "µs, p99";
      default -> "µs a " + what.kind().unit();
    };
  }

  /** Two or three digits that matter. */
  static String write(OptionalDouble value) {
    if (value.isEmpty()) {
      return "–";
    }
    double number = value.getAsDouble();
    int digits = Math.abs(number) < 10 ? 2 : Math.abs(number) < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%,." + digits + "f", number);
  }
}
