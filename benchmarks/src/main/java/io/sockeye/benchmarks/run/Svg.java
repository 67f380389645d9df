package io.sockeye.benchmarks.run;

import java.util.Locale;

/** A picture in colors that are legible on light and on dark pages alike. */
final class Svg {
  /** How text is anchored. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  void text(double x, double y, Anchor anchor, String kind, String content) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
        x, y, anchor.name().toLowerCase(Locale.ROOT), kind, escape(content));
  }

  void bar(double x, double y, double barWidth, double barHeight, String color) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" fill=\"%s\"/>",
        x, y, Math.max(1, barWidth), barHeight, color);
  }

  void gridLine(double x1, double y1, double x2, double y2) {
    add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"grid\"/>", x1, y1, x2, y2);
  }

  void line(String points, String color) {
    add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", points, color);
  }

  void dot(double x, double y, String color) {
    add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, color);
  }

  private void add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  @Override
  public String toString() {
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
        font-family="system-ui, sans-serif" font-size="12">
        <style>
        text { fill: #6e7781; } .title { font-size: 15px; font-weight: 600; } .small { font-size: 11px; }
        .head { font-weight: 600; } .grid { stroke: #8b949e; stroke-opacity: .35; }
        </style>
        %3$s</svg>
        """
        .formatted(width, height, body);
  }
}
