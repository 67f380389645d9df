package io.sockeye.benchmarks.run;

import java.util.List;
import java.util.OptionalDouble;

/** A panel for each case, in it a bar for each peer; shorter is better everywhere. */
final class BarChart {
  private static final int COLUMNS = 3;
  private static final int PANEL_WIDTH = 310;
  private static final int ROW_HEIGHT = 18;
  private static final int BAR_HEIGHT = 13;
  private static final int PANEL_HEAD = 26;
  private static final int TOP = 52;
  private static final int LABEL_WIDTH = 104;
  private static final int VALUE_WIDTH = 44;
  private static final int GAP = 18;

  private BarChart() {}

  static String of(Results<Peer, Case> results) {
    List<Case> cases = results.cases();
    int panelHeight = PANEL_HEAD + ROW_HEIGHT * results.peers().size() + GAP;
    int rows = (cases.size() + COLUMNS - 1) / COLUMNS;
    Svg svg = new Svg(COLUMNS * PANEL_WIDTH + GAP, TOP + rows * panelHeight);
    svg.text(
        GAP, 22, Svg.Anchor.START, "title", "What a message costs the server; shorter is better");
    svg.text(
        GAP,
        40,
        Svg.Anchor.START,
        "small",
        "CPU time of the whole process, memory or latency as each panel says; each panel has a scale of its own");
    for (int i = 0; i < cases.size(); i++) {
      panel(
          svg,
          results,
          cases.get(i),
          GAP + i % COLUMNS * PANEL_WIDTH,
          TOP + i / COLUMNS * panelHeight);
    }
    return svg.toString();
  }

  private static void panel(Svg svg, Results<Peer, Case> results, Case what, double x, double y) {
    String metric = Metrics.main(what);
    svg.text(x, y + 14, Svg.Anchor.START, "head", what.kind() + ", " + Metrics.unit(what));
    double most =
        results.peers().stream()
            .map(peer -> results.median(peer, what, metric))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .max()
            .orElse(1);
    double scale = (PANEL_WIDTH - LABEL_WIDTH - VALUE_WIDTH - GAP) / Math.max(most, 1e-9);
    double at = y + PANEL_HEAD;
    for (Peer peer : results.peers()) {
      OptionalDouble value = results.median(peer, what, metric);
      double base = at + BAR_HEIGHT - 2.5;
      svg.text(x, base, Svg.Anchor.START, "small", peer.label());
      double length = Math.max(0, value.orElse(0) * scale);
      if (value.isPresent()) {
        svg.bar(x + LABEL_WIDTH, at, length, BAR_HEIGHT, peer.color());
      }
      svg.text(x + LABEL_WIDTH + length + 4, base, Svg.Anchor.START, "small", Metrics.write(value));
      at += ROW_HEIGHT;
    }
  }
}
