package io.sockeye.protocol.json;

import io.sockeye.ArgumentException;
import io.sockeye.protocol.Slice;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Tells why JSON does not fit a type, without quoting what the peer sent: Jackson's own message
 * would carry it into the log.
 */
final class BindingFailure {
  private static final int MOST_OF_A_TEXT = 100;

  private BindingFailure() {}

  /**
   * The failure of a value.
   *
   * @param kind what came, as {@link #kind} says it
   */
  static ArgumentException of(JacksonException failure, Type type, String kind) {
    String message = "expected " + type.getTypeName() + ", got " + kind;
    if (failure instanceof InvalidDefinitionException) {
      // Speaks of the Java type alone.
      return new ArgumentException(message + ": " + failure.getOriginalMessage(), failure);
    }
    if (!failure.getPath().isEmpty()) {
      message += " that does not fit at " + path(failure);
    }
    if (failure instanceof ValueInstantiationException && failure.getCause() != null) {
      // The type's own constructor refused the value.
      return new ArgumentException(message + ": " + failure.getCause(), failure.getCause());
    }
    if (failure.getClass() == StreamReadException.class) {
      // Sound JSON that Jackson does not read, such as an unpaired surrogate in a member name.
      return new ArgumentException(message + ": " + printable(failure.getOriginalMessage()));
    }
    return new ArgumentException(message);
  }

  /** A number is sound JSON, but beyond what the type can hold. */
  static ArgumentException ofNumber(Type type) {
    return new ArgumentException("expected " + type.getTypeName() + ", got a number beyond it");
  }

  private static String path(JacksonException failure) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : failure.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(printable(step.getPropertyName()));
      }
    }
    return path.toString();
  }

  /** A member of a map is named by the peer. */
  private static String printable(String text) {
    String start = text.length() <= MOST_OF_A_TEXT ? text : text.substring(0, MOST_OF_A_TEXT);
    return start.replaceAll("[^ -~]", "?");
  }

  /** What a JSON text is. */
  static String kind(Slice json) {
    if (json.isEmpty()) {
      return "nothing";
    }
    return switch (json.at(0)) {
      case '{' -> "an object";
      case '[' -> "an array";
      case '"' -> "a string";
      case 't', 'f' -> "a boolean";
      case 'n' -> "null";
      default -> "a number";
    };
  }

  /** What a value is that begins with a token. */
  static String kind(@Nullable JsonToken first) {
    if (first == null) {
      return "nothing";
    }
    return switch (first) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      case VALUE_EMBEDDED_OBJECT -> "bytes";
      default -> "a number";
    };
  }
}
