package io.sockeye.protocol.json;

import io.sockeye.protocol.Ascii;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.Utf8;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks JSON on arrival, so that what is kept for later binding is known to be sound.
 *
 * <p>It holds the bytes against the grammar of RFC 8259, against UTF-8 and against the limits,
 * finds the elements of a top-level array and checks the placeholders of attachments: one pass,
 * linear time, nothing bound. It does not recurse: what is open is a stack of bits, so that a
 * stranger cannot choose the depth of our call stack. Cheap enough to be made for each text, which
 * it holds on to; reusable; not thread-safe.
 */
public final class JsonScanner {
  /** What a JSON value is. */
  public enum Kind {
    /** An object. */
    OBJECT,
    /** An array. */
    ARRAY,
    /** A text. */
    STRING,
    /** A number. */
    NUMBER,
    /** True, false or null. */
    LITERAL
  }

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private static final int END = -1;

  private static final byte[] NO_BYTES = {};
  private static final long[] NO_BITS = {};
  private static final int[] NO_COMMAS = {};
  private static final int FIRST_COMMAS = 4;

  private final Limits limits;

  /** One bit for each of the first open containers, set for an object; the outermost first. */
  private long objects;

  /** The same for those that are deeper than the bits of that. */
  private long[] deeperObjects = NO_BITS;

  private byte[] bytes = NO_BYTES;

  /** Where the text starts in the array, for the positions in messages. */
  private int start;

  private int end;

  /** The next byte to look at. */
  private int at;

  /** How many containers are open. */
  private int depth;

  /** Whether the innermost container has nothing in it so far. */
  private boolean fresh;

  /** Whether the container that was closed last had nothing in it. */
  private boolean closedEmpty;

  /** The commas of the outermost array; only the first {@code commaCount} count. */
  private int[] commas = NO_COMMAS;

  private int commaCount;

  /** Null while placeholders are objects like any other. */
  private @Nullable Placeholders placeholders;

  /** A scanner that holds texts against these limits. */
  public JsonScanner(Limits limits) {
    this.limits = limits;
  }

  /**
   * Checks one JSON text.
   *
   * @return what it is
   * @throws ProtocolException if it is not JSON or is beyond a limit
   */
  public Kind check(Slice json) throws ProtocolException {
    placeholders = null;
    return scan(json);
  }

  /**
   * Checks one JSON text that must be an array, and finds its elements.
   *
   * @param attachments how many placeholders there must be, each number below it exactly once; if
   *     0, an object that looks like a placeholder is an object like any other
   * @throws ProtocolException if it is anything else or is beyond a limit
   */
  public JsonArray checkArray(Slice json, int attachments) throws ProtocolException {
    placeholders = attachments == 0 ? null : new Placeholders(attachments);
    Kind kind = scan(json);
    if (kind != Kind.ARRAY) {
      throw new ProtocolException("expected a JSON array, got " + kind);
    }
    if (placeholders != null) {
      placeholders.requireAll();
    }
    JsonArray found = JsonArray.of(json, commas, commaCount, closedEmpty);
    commas = NO_COMMAS; // They are the array's now.
    return found;
  }

  /** Where the placeholders start, from the start of the text, and the number of each. */
  Map<Integer, Integer> findPlaceholders(Slice json, int attachments) throws ProtocolException {
    Placeholders found = new Placeholders(attachments);
    placeholders = found;
    scan(json);
    return found.numbersByStart();
  }

  private Kind scan(Slice json) throws ProtocolException {
    bytes = json.array();
    start = json.offset();
    at = start;
    end = start + json.length();
    depth = 0;
    commaCount = 0;
    Kind kind = value();
    while (depth > 0) {
      if (inObject()) {
        memberOrEnd();
      } else {
        elementOrEnd();
      }
    }
    if (peek() != END) {
      throw expected("the end of the JSON text");
    }
    return kind;
  }

  private void elementOrEnd() throws ProtocolException {
    int next = peek();
    if (next == ']') {
      close();
      return;
    }
    if (!fresh) {
      if (next != ',') {
        throw expected("a comma or the end of the array");
      }
      if (depth == 1) {
        addComma();
      }
      at++;
    }
    value();
  }

  private void memberOrEnd() throws ProtocolException {
    int next = peek();
    if (next == '}') {
      if (placeholders != null) {
        placeholders.endObject(depth);
      }
      close();
      return;
    }
    if (!fresh) {
      if (next != ',') {
        throw expected("a comma or the end of the object");
      }
      at++;
      next = peek();
    }
    if (next != '"') {
      throw expected("a member name");
    }
    int nameStart = at;
    string();
    int nameEnd = at;
    if (nameEnd - nameStart - 2 > limits.maxJsonNameLength()) {
      throw beyond("a member name", limits.maxJsonNameLength(), "bytes");
    }
    if (peek() != ':') {
      throw expected("a colon");
    }
    at++;
    peek();
    int valueStart = at;
    int level = depth;
    Kind kind = value();
    if (placeholders != null) {
      placeholders.member(level, bytes, nameStart, nameEnd, kind, valueStart, at);
    }
  }

  /** Reads a scalar whole, or the beginning of a container. */
  private Kind value() throws ProtocolException {
    int first = peek();
    fresh = false;
    switch (first) {
      case '{' -> {
        open(true);
        return Kind.OBJECT;
      }
      case '[' -> {
        open(false);
        return Kind.ARRAY;
      }
      case '"' -> {
        string();
        return Kind.STRING;
      }
      case 't' -> literal(TRUE);
      case 'f' -> literal(FALSE);
      case 'n' -> literal(NULL);
      default -> {
        if (first != '-' && !isDigit(first)) {
          throw expected("a JSON value");
        }
        number();
        return Kind.NUMBER;
      }
    }
    return Kind.LITERAL;
  }

  private void open(boolean object) throws ProtocolException {
    if (depth == limits.maxJsonDepth()) {
      throw beyond("JSON", limits.maxJsonDepth(), "levels");
    }
    if (depth < Long.SIZE) {
      objects = withBit(objects, object);
    } else {
      openDeeper(object);
    }
    depth++;
    at++;
    fresh = true;
    if (object && placeholders != null) {
      placeholders.beginObject(depth, at - 1 - start);
    }
  }

  private void openDeeper(boolean object) {
    int word = depth / Long.SIZE - 1;
    if (word == deeperObjects.length) {
      deeperObjects = Arrays.copyOf(deeperObjects, Math.max(1, 2 * word));
    }
    deeperObjects[word] = withBit(deeperObjects[word], object);
  }

  private long withBit(long bits, boolean object) {
    long bit = 1L << depth;
    return object ? bits | bit : bits & ~bit;
  }

  private void close() {
    at++;
    depth--;
    closedEmpty = fresh;
    fresh = false;
  }

  private boolean inObject() {
    int innermost = depth - 1;
    long bits = innermost < Long.SIZE ? objects : deeperObjects[innermost / Long.SIZE - 1];
    return (bits & 1L << innermost) != 0;
  }

  private void literal(byte[] word) throws ProtocolException {
    int wordEnd = at + word.length;
    if (wordEnd > end || !Arrays.equals(bytes, at, wordEnd, word, 0, word.length)) {
      throw expected("true, false or null");
    }
    at = wordEnd;
  }

  private void number() throws ProtocolException {
    int first = at;
    if (bytes[at] == '-') {
      at++;
    }
    if (at < end && bytes[at] == '0') {
      at++;
    } else {
      digits();
    }
    if (at < end && bytes[at] == '.') {
      at++;
      digits();
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
      at++;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      digits();
    }
    if (at - first > limits.maxJsonNumberLength()) {
      throw beyond("a number", limits.maxJsonNumberLength(), "characters");
    }
  }

  private void digits() throws ProtocolException {
    int first = at;
    while (at < end && isDigit(bytes[at])) {
      at++;
    }
    if (at == first) {
      throw expected("a digit");
    }
  }

  /** From the opening quote to behind the closing one. */
  private void string() throws ProtocolException {
    at++;
    while (true) {
      at = Ascii.endOfPlain(bytes, at, end);
      if (at == end) {
        throw expected("the end of a string");
      }
      byte next = bytes[at];
      if (next == '"') {
        at++;
        return;
      } else if (next == '\\') {
        escape();
      } else if (next >= 0) {
        throw expected("an escape for a control character");
      } else {
        beyondAscii();
      }
    }
  }

  /** Characters of several bytes; they seldom stand alone. */
  private void beyondAscii() throws ProtocolException {
    while (at < end && bytes[at] < 0) {
      int length = Utf8.sequence(bytes, at, end);
      if (length == 0) {
        throw expected("UTF-8");
      }
      at += length;
    }
  }

  private void escape() throws ProtocolException {
    at++;
    int escaped = at < end ? bytes[at] : END;
    switch (escaped) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
      case 'u' -> {
        at++;
        for (int i = 0; i < 4; i++, at++) {
          if (at == end || Character.digit(bytes[at], 16) < 0) {
            throw expected("a hexadecimal digit");
          }
        }
      }
      default -> throw expected("an escaped character");
    }
  }

  /** The next byte that is not white space, without moving past it; or {@link #END}. */
  private int peek() {
    while (at < end) {
      byte next = bytes[at];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return next & 0xff;
      }
      at++;
    }
    return END;
  }

  private void addComma() {
    if (commaCount == commas.length) {
      commas = Arrays.copyOf(commas, Math.max(FIRST_COMMAS, 2 * commaCount));
    }
    commas[commaCount++] = at;
  }

  private static boolean isDigit(int next) {
    return next >= '0' && next <= '9';
  }

  private ProtocolException expected(String what) {
    String got = at < end ? "byte " + (bytes[at] & 0xff) : "the end";
    return new ProtocolException(
        "expected " + what + " at position " + (at - start) + " of the JSON text, got " + got);
  }

  private static ProtocolException beyond(String what, int limit, String unit) {
    return new ProtocolException(
        "expected " + what + " of at most " + limit + " " + unit + ", got more");
  }
}
