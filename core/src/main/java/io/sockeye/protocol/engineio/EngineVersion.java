package io.sockeye.protocol.engineio;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The revisions of the Engine.IO protocol that are spoken here. */
public enum EngineVersion {
  /** Revision 4, of Socket.IO 3 and 4. */
  V4("4");

  private final String parameter;

  EngineVersion(String parameter) {
    this.parameter = parameter;
  }

  /** The revision that the query parameter {@code EIO} asks for; empty if it is not spoken here. */
  public static Optional<EngineVersion> of(@Nullable String eioParameter) {
    for (EngineVersion version : values()) {
      if (version.parameter.equals(eioParameter)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  /** How packets of this revision look on the wire. */
  public EngineCodec codec() {
    return switch (this) {
      case V4 -> V4Codec.INSTANCE;
    };
  }
}
