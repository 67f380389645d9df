package io.sockeye.server;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which names a parent takes: what a predicate, a pattern and a template have in common. */
interface NamespaceRule {
  /**
   * Whether the parent takes a client, as a {@link NamespacePredicate} tells it. Of the program, or
   * as slow as its pattern: on a lane.
   */
  @Nullable Object judge(String name, Handshake handshake) throws Exception;

  /** Whether it takes everybody who asks for a name; false if that cannot be told by the name. */
  boolean takes(String name);

  /** Whether each client is judged, or only the name. */
  boolean judgesClients();

  /** The variables of a name that it takes. */
  Map<String, String> variables(String name);

  /** What people call it. */
  String text();

  /** Judges each client. */
  record OfPredicate(String text, NamespacePredicate predicate) implements NamespaceRule {
    @Override
    public @Nullable Object judge(String name, Handshake handshake) throws Exception {
      return predicate.test(name, handshake);
    }

    @Override
    public boolean takes(String name) {
      return false;
    }

    @Override
    public boolean judgesClients() {
      return true;
    }

    @Override
    public Map<String, String> variables(String name) {
      return Map.of();
    }
  }

  /** Takes everybody, by the name alone. */
  interface ByName extends NamespaceRule {
    /** What names have to match as a whole. */
    Pattern pattern();

    @Override
    default Object judge(String name, Handshake handshake) {
      return takes(name);
    }

    @Override
    default boolean takes(String name) {
      return pattern().matcher(name).matches();
    }

    @Override
    default boolean judgesClients() {
      return false;
    }
  }

  /** Takes names that match a pattern of the program's. */
  record OfPattern(Pattern pattern) implements ByName {
    @Override
    public Map<String, String> variables(String name) {
      return Map.of();
    }

    @Override
    public String text() {
      return pattern.pattern();
    }
  }
}
