package io.sockeye.benchmarks.run;

import io.sockeye.benchmarks.load.ScenarioKind;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToIntFunction;

/** How a figure of one scenario grows with the number of clients or rooms, a line for each peer. */
final class LineChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int LEFT = 56;
  private static final int RIGHT = 150;
  private static final int TOP = 56;
  private static final int BOTTOM = 44;
  private static final int STEPS = 4;
  private static final int LEGEND_STEP = 18;

  private final Results<Peer, Case> results;
  private final List<Case> cases;
  private final ToIntFunction<Case> size;
  private final Svg svg = new Svg(WIDTH, HEIGHT);
  private final double most;

  private LineChart(Results<Peer, Case> results, List<Case> cases, ToIntFunction<Case> size) {
    this.results = results;
    this.cases = cases;
    this.size = size;
    most = ceiling(greatest());
  }

  static String of(Results<Peer, Case> results, ScenarioKind kind) {
    List<Case> cases = results.cases().stream().filter(c -> c.kind() == kind).toList();
    boolean rooms = kind == ScenarioKind.ROOMS;
    return new LineChart(results, cases, rooms ? Case::rooms : Case::clients)
        .draw(
            kind,
            rooms ? "rooms, of %d clients in all".formatted(cases.get(0).clients()) : "clients");
  }

  private String draw(ScenarioKind kind, String horizontal) {
    svg.text(LEFT, 22, Svg.Anchor.START, "title", kind + ", " + Metrics.unit(cases.get(0)));
    svg.text(LEFT, 40, Svg.Anchor.START, "small", "by number of " + horizontal);
    for (int i = 0; i <= STEPS; i++) {
      double value = most * i / STEPS;
      svg.gridLine(LEFT, y(value), WIDTH - RIGHT, y(value));
      svg.text(
          LEFT - 6, y(value) + 4, Svg.Anchor.END, "small", Metrics.write(OptionalDouble.of(value)));
    }
    for (Case what : cases) {
      svg.text(
          x(what),
          HEIGHT - BOTTOM + 18,
          Svg.Anchor.MIDDLE,
          "small",
          String.format(Locale.ROOT, "%,d", size.applyAsInt(what)));
    }
    double legend = TOP + 10;
    for (Peer peer : results.peers()) {
      line(peer);
      svg.dot(WIDTH - RIGHT + 18, legend - 4, peer.color());
      svg.text(WIDTH - RIGHT + 28, legend, Svg.Anchor.START, "small", peer.label());
      legend += LEGEND_STEP;
    }
    return svg.toString();
  }

  private void line(Peer peer) {
    StringBuilder points = new StringBuilder();
    for (Case what : cases) {
      OptionalDouble value = results.median(peer, what, Metrics.main(what));
      if (value.isPresent()) {
        double y = y(Math.max(0, value.getAsDouble()));
        svg.dot(x(what), y, peer.color());
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(what), y));
      }
    }
    svg.line(points.toString().strip(), peer.color());
  }

  private double greatest() {
    return results.peers().stream()
        .flatMap(peer -> cases.stream().map(c -> results.median(peer, c, Metrics.main(c))))
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .max()
        .orElse(1);
  }

  /** The next number that the steps divide into round ones. */
  private static double ceiling(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-3))));
    for (double factor : new double[] {1, 2, 4, 8}) {
      if (value <= factor * power) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** Sizes are powers of ten, so they stand at their logarithms. */
  private double x(Case what) {
    double least = Math.log(size.applyAsInt(cases.get(0)));
    double last = Math.log(size.applyAsInt(cases.get(cases.size() - 1)));
    double place = last == least ? 0.5 : (Math.log(size.applyAsInt(what)) - least) / (last - least);
    return LEFT + 16 + place * (WIDTH - LEFT - RIGHT - 32);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
  }
}
