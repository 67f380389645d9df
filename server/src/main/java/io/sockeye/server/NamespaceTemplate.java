package io.sockeye.server;

import io.sockeye.log.LogText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes names such as {@code /tenant/7} by a template such as <code>/tenant/{id}</code>, and knows
 * what stands for the variables. A variable stands for one character or more, but no slash.
 */
final class NamespaceTemplate implements NamespaceRule.ByName {
  private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final String text;
  private final List<String> names = new ArrayList<>();
  private final Pattern pattern;

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if it is none, telling why
   */
  NamespaceTemplate(String text) {
    this.text = text;
    StringBuilder regex = new StringBuilder();
    Matcher variable = VARIABLE.matcher(text);
    int end = 0;
    while (variable.find()) {
      if (variable.start() == end && end > 0) {
        throw wrong("two variables without anything between them");
      }
      if (names.contains(variable.group(1))) {
        throw wrong("the variable " + variable.group(1) + " twice");
      }
      names.add(variable.group(1));
      regex.append(literal(end, variable.start())).append("([^/]+)");
      end = variable.end();
    }
    regex.append(literal(end, text.length()));
    if (names.isEmpty()) {
      throw wrong("none");
    }
    this.pattern = Pattern.compile(regex.toString());
  }

  private String literal(int from, int to) {
    String part = text.substring(from, to);
    if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
      throw wrong("a brace that belongs to none");
    }
    return Pattern.quote(part);
  }

  private IllegalArgumentException wrong(String got) {
    return new IllegalArgumentException(
        "expected a template with variables such as /tenant/{id}, got %s in %s"
            .formatted(got, LogText.of(text)));
  }

  /** Whether a name has variables in it, and so means a template. */
  static boolean isTemplate(String name) {
    return VARIABLE.matcher(name).find();
  }

  @Override
  public Pattern pattern() {
    return pattern;
  }

  @Override
  public Map<String, String> variables(String name) {
    Matcher match = pattern.matcher(name);
    if (!match.matches()) {
      return Map.of();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      variables.put(names.get(i), match.group(i + 1));
    }
    return Collections.unmodifiableMap(variables);
  }

  @Override
  public String text() {
    return text;
  }
}
