package io.sockeye.protocol.json;

import io.sockeye.protocol.Slice;
import java.util.Objects;

/** A JSON array that {@link JsonScanner} has passed, and where its elements are. Immutable. */
public final class JsonArray {
  private final byte[] bytes;

  /** The positions in the array of the commas between the elements; there may be room for more. */
  private final int[] commas;

  /** Where the opening bracket is, or would be. */
  private final int open;

  /** Where the closing bracket is, or would be. */
  private final int close;

  private final int size;

  private JsonArray(byte[] bytes, int[] commas, int open, int close, int size) {
    this.bytes = bytes;
    this.commas = commas;
    this.open = open;
    this.close = close;
    this.size = size;
  }

  /** An array that is scanned; whether it has no element, the commas do not tell. */
  static JsonArray of(Slice json, int[] commas, int commaCount, boolean empty) {
    byte[] bytes = json.array();
    int open = firstInk(bytes, json.offset());
    int close = lastInk(bytes, json.offset() + json.length() - 1);
    return new JsonArray(bytes, commas, open, close, empty ? 0 : commaCount + 1);
  }

  /** An array of the one value that a text is, as if brackets stood around it. */
  public static JsonArray ofOne(Slice json) {
    return new JsonArray(
        json.array(), new int[0], json.offset() - 1, json.offset() + json.length(), 1);
  }

  /** How many elements there are. */
  public int size() {
    return size;
  }

  /** The JSON of one element, without white space around it. */
  public Slice element(int index) {
    Objects.checkIndex(index, size);
    int from = firstInk(bytes, 1 + (index == 0 ? open : commas[index - 1]));
    int to = lastInk(bytes, -1 + (index == size - 1 ? close : commas[index]));
    return new Slice(bytes, from, to + 1 - from);
  }

  /** The JSON of all elements from an index on, with the commas between them. */
  public Slice elementsFrom(int index) {
    if (index >= size) {
      return new Slice(bytes, close, 0);
    }
    int from = 1 + (index == 0 ? open : commas[index - 1]);
    return new Slice(bytes, from, close - from);
  }

  private static int firstInk(byte[] bytes, int from) {
    int i = from;
    while (isSpace(bytes[i])) {
      i++;
    }
    return i;
  }

  private static int lastInk(byte[] bytes, int from) {
    int i = from;
    while (isSpace(bytes[i])) {
      i--;
    }
    return i;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
