package io.sockeye.protocol.json;

import java.math.BigInteger;
import java.time.Instant;

/**
 * Is told a value part by part, in the order in which JSON would have them. It is up to the teller
 * that the parts make sense: a name before each value of an object, an {@link #end} for each
 * beginning.
 */
public interface ValueSink {
  /** An array begins. */
  void beginArray();

  /** An object begins. */
  void beginObject();

  /** The array or object that began last and has not ended yet ends. */
  void end();

  /** The name of the member of an object whose value follows. */
  void name(String name);

  /** A string. */
  void text(String text);

  /** A whole number. */
  void integer(long number);

  /** A whole number that may be beyond {@code long}. */
  void integer(BigInteger number);

  /** A number with a fraction, or one that is not finite. */
  void real(double number);

  /** True or false. */
  void truth(boolean value);

  /** Null. */
  void nothing();

  /** Bytes, which are kept without a copy. */
  void bytes(byte[] data);

  /** A point in time: the text that JavaScript's {@code JSON.stringify} makes of a date. */
  default void time(Instant time) {
    text(JavaScriptDate.text(time));
  }
}
