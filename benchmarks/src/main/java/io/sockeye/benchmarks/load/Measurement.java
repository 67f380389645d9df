package io.sockeye.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What a run found out.
 *
 * @param scenario its name
 * @param values numbers by name, which tells their unit
 */
public record Measurement(String scenario, Map<String, Double> values) {
  /** The server's CPU time for each message or delivery. */
  public static final String CPU = "cpuMicros";

  /** The CPU time of what stands between the nodes of a cluster, for each delivery. */
  public static final String BROKER_CPU = "brokerCpuMicros";

  /** The server's memory for each client. */
  public static final String MEMORY = "kibPerClient";

  /** Messages or deliveries a second. */
  public static final String THROUGHPUT = "perSecond";

  /** Bytes that came from the server for each message or delivery, with all that frames them. */
  public static final String BYTES = "receivedBytes";

  static Measurement of(
      LoadOptions options,
      long count,
      long nanos,
      double cpuNanos,
      double receivedBytes,
      Histogram latency) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("clients", (double) options.clients());
    values.put("count", (double) count);
    values.put("seconds", nanos / 1e9);
    if (!Double.isNaN(cpuNanos)) {
      values.put(CPU, cpuNanos / 1e3 / count);
      values.put("cpuShare", cpuNanos / nanos);
    }
    values.put(THROUGHPUT, count * (double) TimeUnit.SECONDS.toNanos(1) / nanos);
    values.put(BYTES, receivedBytes);
    values.put("p50Micros", latency.getValueAtPercentile(50) / 1e3);
    values.put("p99Micros", latency.getValueAtPercentile(99) / 1e3);
    values.put("p99_9Micros", latency.getValueAtPercentile(99.9) / 1e3);
    values.put("maxMicros", latency.getMaxValue() / 1e3);
    return new Measurement(options.kind().toString(), values);
  }

  /** With what a broker used; as it is if that is not a number. */
  Measurement withBroker(double cpuMicros) {
    if (Double.isNaN(cpuMicros)) {
      return this;
    }
    Map<String, Double> all = new LinkedHashMap<>(values);
    all.put(BROKER_CPU, cpuMicros);
    return new Measurement(scenario, all);
  }

  /** One object in one line. */
  public String toJson() {
    return values.entrySet().stream()
        .map(value -> "\"%s\":%s".formatted(value.getKey(), number(value.getValue())))
        .collect(Collectors.joining(",", "{\"scenario\":\"" + scenario + "\",", "}"));
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
