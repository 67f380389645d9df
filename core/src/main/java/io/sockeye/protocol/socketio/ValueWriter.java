package io.sockeye.protocol.socketio;

import io.sockeye.Args;
import io.sockeye.protocol.json.ValueSink;
import org.jspecify.annotations.Nullable;

/** Writes one value down, part by part. Not thread-safe. */
public interface ValueWriter extends ValueSink {
  /**
   * A value of the application, as an argument of an event would be written.
   *
   * @throws IllegalArgumentException if it cannot be written
   */
  void value(@Nullable Object value);

  /**
   * One of some arguments; copied as it is if it came in the format that is written.
   *
   * @throws IllegalArgumentException if it cannot be written, naming its index
   */
  void arg(Args args, int index);

  /**
   * All of some arguments, as elements of the array that is open.
   *
   * @throws IllegalArgumentException if one cannot be written, naming its index
   */
  void args(Args args);

  /** Whether something could not be said in this format: what is written is of no use then. */
  boolean isLossy();

  /** What is written. */
  byte[] toByteArray();
}
