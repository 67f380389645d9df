package io.sockeye.protocol.engineio;

import org.jspecify.annotations.Nullable;

/** The revisions of the Engine.IO protocol that are spoken here. */
public enum EngineVersion {
  /** Revision 3, of Socket.IO 1 and 2. */
  V3(3),
  /** Revision 4, of Socket.IO 3 and 4. */
  V4(4);

  private final int number;

  EngineVersion(int number) {
    this.number = number;
  }

  /**
   * The revision that the query parameter {@code EIO} means: exactly {@code 4} is revision 4,
   * anything else is 3, also nothing at all, for there are old clients that do not say (section 1.1
   * of the behaviour spec).
   */
  public static EngineVersion of(@Nullable String eioParameter) {
    return "4".equals(eioParameter) ? V4 : V3;
  }

  /** The number of the revision, as the query tells it. */
  public int number() {
    return number;
  }

  /** How packets of this revision look on the wire. */
  public EngineCodec codec() {
    return switch (this) {
      case V3 -> V3Codec.INSTANCE;
      case V4 -> V4Codec.INSTANCE;
    };
  }
}
