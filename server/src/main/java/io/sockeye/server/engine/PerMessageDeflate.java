package io.sockeye.server.engine;

/**
 * How messages of WebSockets are compressed (RFC 7692) with clients that offer it. The window is
 * always that of 15 bits, the only one that the JDK's zlib can be told to keep to.
 *
 * <p>Context takeover means that a side's window lives from one message to the next: repetitive
 * messages become smaller, but each connection then holds some 260 KB of native memory for the
 * server's side and 45 KB for the client's, and a broadcast is compressed anew for each recipient
 * instead of once. It is off on both sides unless asked for.
 *
 * @param threshold bytes from which on a message is compressed
 * @param level 1 is fast, 9 compresses best
 * @param serverContextTakeover whether the server's window lives on, unless the client forbids it
 * @param clientContextTakeover whether the client's window may live on
 */
public record PerMessageDeflate(
    int threshold, int level, boolean serverContextTakeover, boolean clientContextTakeover) {
  private static final PerMessageDeflate DEFAULTS = new PerMessageDeflate(1024, 6, false, false);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public PerMessageDeflate {
    OptionBuilder.requireAtLeast("threshold", threshold, 0);
    if (level < 1 || level > 9) {
      throw new IllegalArgumentException("level: expected 1 to 9, got " + level);
    }
  }

  /** From 1,024 bytes on, level 6, no context takeover on either side. */
  public static PerMessageDeflate defaults() {
    return DEFAULTS;
  }

  /** The same with another threshold in bytes. */
  public PerMessageDeflate withThreshold(int value) {
    return new PerMessageDeflate(value, level, serverContextTakeover, clientContextTakeover);
  }

  /** The same with another level. */
  public PerMessageDeflate withLevel(int value) {
    return new PerMessageDeflate(threshold, value, serverContextTakeover, clientContextTakeover);
  }

  /** The same with or without a window of the server that lives on. */
  public PerMessageDeflate withServerContextTakeover(boolean value) {
    return new PerMessageDeflate(threshold, level, value, clientContextTakeover);
  }

  /** The same with or without a window of the client that lives on. */
  public PerMessageDeflate withClientContextTakeover(boolean value) {
    return new PerMessageDeflate(threshold, level, serverContextTakeover, value);
  }
}
