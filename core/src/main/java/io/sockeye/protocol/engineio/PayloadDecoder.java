package io.sockeye.protocol.engineio;

import io.sockeye.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;

/** Reads the packets of one polling body, lazily and in order. Not thread-safe. */
@FunctionalInterface
public interface PayloadDecoder {
  /**
   * The next packet, or null after the last one.
   *
   * @throws ProtocolException at the first packet that is broken or beyond a limit; those before it
   *     have been returned, those after it never are
   */
  @Nullable EnginePacket next() throws ProtocolException;
}
