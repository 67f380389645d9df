package io.sockeye.protocol.socketio;

import io.sockeye.Args;
import org.jspecify.annotations.Nullable;

/**
 * One value as it came, checked as a whole, with nothing in it bound: for messages of which a part
 * is ours and the rest the application's. Immutable.
 */
public abstract class RawValue {
  /** What a value is. */
  public enum Kind {
    /** It has {@link #members}. */
    OBJECT,
    /** It has {@linkplain #element elements}. */
    ARRAY,
    /** It has a {@link #text}. */
    TEXT,
    /** It has a {@link #number}. */
    NUMBER,
    /** True. */
    TRUE,
    /** False. */
    FALSE,
    /** Null, or what is as good. */
    NOTHING,
    /** What JSON does not have: bytes, a point in time. */
    OTHER
  }

  /** For the formats. */
  protected RawValue() {}

  /** What it is. */
  public abstract Kind kind();

  /**
   * Finds members of an object in one walk over it; of several with the same name the last counts.
   *
   * @return for each name its value; null if there is none, or if this is no object
   */
  public abstract @Nullable RawValue[] members(String... names);

  /** How many elements an array has; 0 if this is none. */
  public abstract int size();

  /**
   * An element of an array.
   *
   * @throws IndexOutOfBoundsException if there is none of this index
   */
  public abstract RawValue element(int index);

  /**
   * A text that is not too long; what clearly is, is not even looked at.
   *
   * @param most how many characters it may have
   * @return null if this is no text, or a longer one
   */
  public abstract @Nullable String text(int most);

  /** A number; not a number if this is none. */
  public abstract double number();

  /**
   * The elements of an array as arguments, bound when they are asked for.
   *
   * @param first how many elements precede the arguments
   * @throws IndexOutOfBoundsException if there are not as many elements
   */
  public abstract Args args(int first);

  /** The value itself as the only argument. */
  public abstract Args asArgs();
}
