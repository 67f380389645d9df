package io.sockeye.protocol.json;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the objects of a JSON text that stand for attachments (section 3.3, rule 10), stricter than
 * the reference: each number once, integral and in range.
 *
 * <p>Such an object has {@code "_placeholder":true}. As in JavaScript, the last of several members
 * of one name counts, a name may be written with escapes, and further members do no harm.
 */
final class Placeholders {
  /** The name that marks such an object. */
  static final String FLAG = "_placeholder";

  /** The name of the attachment's number. */
  static final String NUMBER = "num";

  private static final int NO_NUMBER = -1;

  private final int attachments;

  private final BitSet seen = new BitSet();

  /** The numbers of the placeholders that were found, by where these start in the text. */
  private final Map<Integer, Integer> numbersByStart = new HashMap<>();

  /** By depth: where the object that is open there starts. */
  private int[] starts = new int[8];

  /** By depth: whether the object that is open there is marked. */
  private boolean[] marked = new boolean[8];

  /** By depth: the number in the object that is open there, or {@link #NO_NUMBER}. */
  private int[] numbers = new int[8];

  Placeholders(int attachments) {
    this.attachments = attachments;
  }

  Map<Integer, Integer> numbersByStart() {
    return numbersByStart;
  }

  void beginObject(int depth, int start) {
    if (depth >= marked.length) {
      starts = Arrays.copyOf(starts, 2 * depth);
      marked = Arrays.copyOf(marked, 2 * depth);
      numbers = Arrays.copyOf(numbers, 2 * depth);
    }
    starts[depth] = start;
    marked[depth] = false;
    numbers[depth] = NO_NUMBER;
  }

  /** An open object has a member; a container as its value has just begun. */
  void member(
      int depth,
      byte[] bytes,
      int nameStart,
      int nameEnd,
      JsonScanner.Kind kind,
      int valueStart,
      int valueEnd) {
    Slice name = new Slice(bytes, nameStart, nameEnd - nameStart);
    if (JsonText.is(name, FLAG)) {
      marked[depth] = kind == JsonScanner.Kind.LITERAL && bytes[valueStart] == 't';
    } else if (JsonText.is(name, NUMBER)) {
      numbers[depth] =
          kind == JsonScanner.Kind.NUMBER ? number(bytes, valueStart, valueEnd) : NO_NUMBER;
    }
  }

  void endObject(int depth) throws ProtocolException {
    if (!marked[depth]) {
      return;
    }
    int number = numbers[depth];
    if (number == NO_NUMBER) {
      throw new ProtocolException(
          "expected a placeholder with a number below " + attachments + ", got another or none");
    }
    if (seen.get(number)) {
      throw new ProtocolException(
          "expected one placeholder for attachment " + number + ", got two");
    }
    seen.set(number);
    numbersByStart.put(starts[depth], number);
  }

  void requireAll() throws ProtocolException {
    if (numbersByStart.size() < attachments) {
      throw new ProtocolException(
          "expected a placeholder for each of "
              + attachments
              + " attachments, got "
              + numbersByStart.size());
    }
  }

  private int number(byte[] bytes, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return NO_NUMBER;
      }
      number = 10 * number + digit;
      if (number >= attachments) {
        return NO_NUMBER;
      }
    }
    return number;
  }
}
