package io.sockeye.protocol;

/**
 * How much a peer may ask of a decoder.
 *
 * @param maxAttachments binary attachments of one packet
 * @param maxReassemblyBytes bytes of one packet and its attachments while some are missing
 * @param maxJsonDepth arrays and objects within each other
 * @param maxJsonNumberLength characters of one number
 * @param maxJsonNameLength bytes of one member name, between its quotes
 * @param maxEventNameLength characters of an event name
 * @param maxNamespaceLength characters of a namespace name
 * @param maxPacketsPerPayload packets in the body of one polling request
 * @param maxControlPacketsPerPayload packets in such a body that are not messages
 */
public record Limits(
    int maxAttachments,
    int maxReassemblyBytes,
    int maxJsonDepth,
    int maxJsonNumberLength,
    int maxJsonNameLength,
    int maxEventNameLength,
    int maxNamespaceLength,
    int maxPacketsPerPayload,
    int maxControlPacketsPerPayload) {

  private static final Limits DEFAULTS =
      new Limits(10, 11_000_000, 128, 256, 4096, 512, 256, 10_000, 16);

  /** Checks that every limit leaves room for something. */
  public Limits {
    check("maxAttachments", maxAttachments, 0);
    check("maxReassemblyBytes", maxReassemblyBytes, 1);
    check("maxJsonDepth", maxJsonDepth, 1);
    check("maxJsonNumberLength", maxJsonNumberLength, 1);
    check("maxJsonNameLength", maxJsonNameLength, 1);
    check("maxEventNameLength", maxEventNameLength, 1);
    check("maxNamespaceLength", maxNamespaceLength, 1);
    check("maxPacketsPerPayload", maxPacketsPerPayload, 1);
    check("maxControlPacketsPerPayload", maxControlPacketsPerPayload, 0);
  }

  /** The limits of the reference implementation, and safe ones where it has none. */
  public static Limits defaults() {
    return DEFAULTS;
  }

  /** The same limits with another number of binary attachments of one packet. */
  public Limits withMaxAttachments(int maxAttachments) {
    return new Limits(
        maxAttachments,
        maxReassemblyBytes,
        maxJsonDepth,
        maxJsonNumberLength,
        maxJsonNameLength,
        maxEventNameLength,
        maxNamespaceLength,
        maxPacketsPerPayload,
        maxControlPacketsPerPayload);
  }

  /**
   * The same limits with another number of bytes of one packet and its attachments while some are
   * missing.
   */
  public Limits withMaxReassemblyBytes(int maxReassemblyBytes) {
    return new Limits(
        maxAttachments,
        maxReassemblyBytes,
        maxJsonDepth,
        maxJsonNumberLength,
        maxJsonNameLength,
        maxEventNameLength,
        maxNamespaceLength,
        maxPacketsPerPayload,
        maxControlPacketsPerPayload);
  }

  /** The same limits with another number of arrays and objects within each other. */
  public Limits withMaxJsonDepth(int maxJsonDepth) {
    return new Limits(
        maxAttachments,
        maxReassemblyBytes,
        maxJsonDepth,
        maxJsonNumberLength,
        maxJsonNameLength,
        maxEventNameLength,
        maxNamespaceLength,
        maxPacketsPerPayload,
        maxControlPacketsPerPayload);
  }

  /** The same limits with another number of characters of one number. */
  public Limits withMaxJsonNumberLength(int maxJsonNumberLength) {
    return new Limits(
        maxAttachments,
        maxReassemblyBytes,
        maxJsonDepth,
        maxJsonNumberLength,
        maxJsonNameLength,
        maxEventNameLength,
        maxNamespaceLength,
        maxPacketsPerPayload,
        maxControlPacketsPerPayload);
  }

  /** The same limits with another number of bytes of one member name, between its quotes. */
  public Limits withMaxJsonNameLength(int maxJsonNameLength) {
    return new Limits(
        maxAttachments,
        maxReassemblyBytes,
        maxJsonDepth,
        maxJsonNumberLength,
        maxJsonNameLength,
        maxEventNameLength,
        maxNamespaceLength,
        maxPacketsPerPayload,
        maxControlPacketsPerPayload);
  }

  /** The same limits with another number of characters of an event name. */
  public Limits withMaxEventNameLength(int maxEventNameLength) {
    return new Limits(
        maxAttachments,
        maxReassemblyBytes,
        maxJsonDepth,
        maxJsonNumberLength,
        maxJsonNameLength,
        maxEventNameLength,
        maxNamespaceLength,
        maxPacketsPerPayload,
        maxControlPacketsPerPayload);
  }

  /** The same limits with another number of characters of a namespace name. */
  public Limits withMaxNamespaceLength(int maxNamespaceLength) {
    return new Limits(
        maxAttachments,
        maxReassemblyBytes,
        maxJsonDepth,
        maxJsonNumberLength,
        maxJsonNameLength,
        maxEventNameLength,
        maxNamespaceLength,
        maxPacketsPerPayload,
        maxControlPacketsPerPayload);
  }

  /** The same limits with another number of packets in the body of one polling request. */
  public Limits withMaxPacketsPerPayload(int maxPacketsPerPayload) {
    return new Limits(
        maxAttachments,
        maxReassemblyBytes,
        maxJsonDepth,
        maxJsonNumberLength,
        maxJsonNameLength,
        maxEventNameLength,
        maxNamespaceLength,
        maxPacketsPerPayload,
        maxControlPacketsPerPayload);
  }

  /** The same limits with another number of packets in such a body that are not messages. */
  public Limits withMaxControlPacketsPerPayload(int maxControlPacketsPerPayload) {
    return new Limits(
        maxAttachments,
        maxReassemblyBytes,
        maxJsonDepth,
        maxJsonNumberLength,
        maxJsonNameLength,
        maxEventNameLength,
        maxNamespaceLength,
        maxPacketsPerPayload,
        maxControlPacketsPerPayload);
  }

  private static void check(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": expected at least " + least + ", got " + value);
    }
  }
}
