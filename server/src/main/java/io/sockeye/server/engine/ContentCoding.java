package io.sockeye.server.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** The codings that an answer can have (RFC 9110 section 8.4), best first. */
enum ContentCoding implements UnaryOperator<byte[]> {
  GZIP("gzip"),
  /** The zlib format, whatever the name says. */
  DEFLATE("deflate");

  /** What a coding weighs that is not named. */
  private static final int UNNAMED = -1;

  private static final int MOST_CODINGS = 32;

  private final String text;

  ContentCoding(String text) {
    this.text = text;
  }

  /** The name in header fields. */
  String text() {
    return text;
  }

  /**
   * The coding that a client wants most; empty if it wants the answer as it is, or accepts none.
   *
   * @param accepted the fields {@code Accept-Encoding} of the request
   */
  static Optional<ContentCoding> negotiate(List<String> accepted) {
    String[] named = String.join(",", accepted).toLowerCase(Locale.ROOT).split(",", MOST_CODINGS);
    int others = weightOf("*", named);
    int best = Math.max(1, weightOf("identity", named));
    Optional<ContentCoding> wanted = Optional.empty();
    for (ContentCoding coding : values()) {
      int weight = weightOf(coding.text, named);
      if (weight == UNNAMED && coding == GZIP) {
        weight = weightOf("x-gzip", named);
      }
      if (weight == UNNAMED) {
        weight = others;
      }
      if (weight > best || (weight == best && wanted.isEmpty())) {
        best = weight;
        wanted = Optional.of(coding);
      }
    }
    return wanted;
  }

  /** The weight of a coding in thousandths. */
  private static int weightOf(String coding, String[] named) {
    for (String each : named) {
      String[] parts = each.split(";", 2);
      if (parts[0].trim().equals(coding)) {
        return parts.length == 1 ? 1000 : weight(parts[1].trim());
      }
    }
    return UNNAMED;
  }

  /**
   * RFC 9110 section 12.4.2; what is malformed weighs nothing, so that the answer stays as it is.
   */
  private static int weight(String parameter) {
    if (!parameter.matches("q\\s*=\\s*(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
      return 0;
    }
    return (int)
        Math.round(1000 * Double.parseDouble(parameter.substring(parameter.indexOf('=') + 1)));
  }

  /** The body in this coding. What it takes of native memory is freed before it returns. */
  @Override
  public byte[] apply(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 + body.length / 4);
    try (OutputStream encoder =
        this == GZIP ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
      encoder.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return out.toByteArray();
  }
}
