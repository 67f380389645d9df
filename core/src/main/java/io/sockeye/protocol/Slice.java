package io.sockeye.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A view on some bytes of an array that nobody writes to any more.
 *
 * @param array the array that holds the bytes, shared and not to be modified
 * @param offset where the view starts
 * @param length how many bytes it shows
 */
@SuppressWarnings("ArrayRecordComponent") // a view it is; equals and hashCode go by the bytes shown
public record Slice(byte[] array, int offset, int length) {
  /** Checks that the view lies within the array. */
  public Slice {
    Objects.checkFromIndexSize(offset, length, array.length);
  }

  /** A view on a whole array. */
  public static Slice of(byte[] array) {
    return new Slice(array, 0, array.length);
  }

  /** The byte at an index that counts from the start of the view. */
  public byte at(int index) {
    return array[offset + Objects.checkIndex(index, length)];
  }

  /** A part of this view. */
  public Slice part(int from, int partLength) {
    Objects.checkFromIndexSize(from, partLength, length);
    return new Slice(array, offset + from, partLength);
  }

  /** Whether the view shows no byte. */
  public boolean isEmpty() {
    return length == 0;
  }

  /** The bytes as UTF-8 text; what is not UTF-8 becomes U+FFFD. */
  public String utf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slice that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Slice(" + length + " bytes)";
  }
}
