package io.sockeye.server.traffic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads by whom a request was forwarded out of what proxies write: the nodes in the order of their
 * writing, so the last one is the one that the nearest proxy has seen. What is no node is null, and
 * so is all of a field that is behind something malformed.
 */
final class ForwardedNodes {
  private final String field;
  private final List<@Nullable String> nodes;
  private int at;

  private ForwardedNodes(String field, List<@Nullable String> nodes) {
    this.field = field;
    this.nodes = nodes;
  }

  /** The nodes of {@code X-Forwarded-For}. */
  static List<@Nullable String> ofXForwardedFor(List<String> fields) {
    List<@Nullable String> nodes = new ArrayList<>();
    for (String field : fields) {
      for (String node : field.split(",", -1)) {
        if (!node.isBlank()) {
          nodes.add(node.trim());
        }
      }
    }
    return nodes;
  }

  /** The nodes of the parameter {@code for} of {@code Forwarded} (RFC 7239 section 4). */
  static List<@Nullable String> ofForwarded(List<String> fields) {
    List<@Nullable String> nodes = new ArrayList<>();
    for (String field : fields) {
      if (!new ForwardedNodes(field, nodes).readElements()) {
        nodes.add(null);
      }
    }
    return nodes;
  }

  /** False if the rest of the field is malformed. */
  private boolean readElements() {
    while (true) {
      skipSpace();
      if (at == field.length()) {
        return true;
      }
      if (field.charAt(at) == ',') {
        at++;
      } else if (!readElement()) {
        return false;
      }
    }
  }

  /** Reads the parameters up to the next comma, or to the end. */
  private boolean readElement() {
    String node = null;
    while (true) {
      int equals = field.indexOf('=', at);
      if (equals < 0) {
        return false;
      }
      String name = field.substring(at, equals).trim();
      at = equals + 1;
      String value = at < field.length() && field.charAt(at) == '"' ? readQuoted() : readToken();
      if (value == null || !isToken(name)) {
        return false;
      }
      if (name.equalsIgnoreCase("for")) {
        if (node != null) {
          return false;
        }
        node = value;
      }
      skipSpace();
      if (at == field.length() || field.charAt(at) == ',') {
        nodes.add(node);
        return true;
      }
      if (field.charAt(at) != ';') {
        return false;
      }
      at++;
    }
  }

  private @Nullable String readQuoted() {
    StringBuilder value = new StringBuilder();
    for (at++; at < field.length(); at++) {
      char c = field.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      }
      if (c == '\\' && ++at < field.length()) {
        c = field.charAt(at);
      }
      value.append(c);
    }
    return null;
  }

  /** Brackets and colons are for quotes only, but not all proxies know. */
  private @Nullable String readToken() {
    int start = at;
    while (at < field.length() && ",; \t\"=".indexOf(field.charAt(at)) < 0) {
      at++;
    }
    return at == start ? null : field.substring(start, at);
  }

  private static boolean isToken(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && ",;\"".indexOf(c) < 0);
  }

  private void skipSpace() {
    while (at < field.length() && (field.charAt(at) == ' ' || field.charAt(at) == '\t')) {
      at++;
    }
  }
}
