package io.sockeye.server.engine;

/**
 * How the answers to polls are compressed with clients that accept it.
 *
 * @param threshold bytes from which on an answer is compressed
 */
public record HttpCompression(int threshold) {
  private static final HttpCompression DEFAULTS = new HttpCompression(1024);

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public HttpCompression {
    OptionBuilder.requireAtLeast("threshold", threshold, 0);
  }

  /** From 1,024 bytes on. */
  public static HttpCompression defaults() {
    return DEFAULTS;
  }

  /** The same with another threshold in bytes. */
  public HttpCompression withThreshold(int value) {
    return new HttpCompression(value);
  }
}
