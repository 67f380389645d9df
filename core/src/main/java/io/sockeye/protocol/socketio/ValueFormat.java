package io.sockeye.protocol.socketio;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;

/** A way to write values down for other servers, outside of packets. Thread-safe. */
public interface ValueFormat {
  /** Begins a value. */
  ValueWriter writer();

  /**
   * Checks a value whole, and binds nothing.
   *
   * @param limits its depth, and the length of names and numbers; its size is the caller's matter
   * @throws ProtocolException if it is no such value or is beyond a limit
   */
  RawValue read(Slice bytes, Limits limits) throws ProtocolException;
}
