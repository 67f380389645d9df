package io.sockeye.server;

import io.sockeye.protocol.ProtocolException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A namespace as a client of Socket.IO 2 asks for it: with a query behind its name, which is what
 * later clients call {@code auth}.
 *
 * @param namespace the name alone
 * @param parameters the query; empty if there is none
 */
record NamespaceQuery(String namespace, Map<String, String> parameters) {
  /** How long the name and the query may be together. */
  static final int MAX_LENGTH = 8_192;

  private static final int MOST_PARAMETERS = 32;

  /** The name in what stands for it in a packet. */
  static String namespaceOf(String text) {
    int question = text.indexOf('?');
    return question < 0 ? text : text.substring(0, question);
  }

  /**
   * Reads what stands for the namespace in a packet.
   *
   * @throws ProtocolException if the query is none
   */
  static NamespaceQuery parse(String text) throws ProtocolException {
    String namespace = namespaceOf(text);
    Map<String, String> parameters = new LinkedHashMap<>();
    int pairs = 0;
    for (int start = namespace.length() + 1; start < text.length(); ) {
      int end = text.indexOf('&', start);
      if (end < 0) {
        end = text.length();
      }
      if (end > start) {
        if (++pairs > MOST_PARAMETERS) {
          throw new ProtocolException(
              "expected at most " + MOST_PARAMETERS + " parameters of a namespace, got more");
        }
        String pair = text.substring(start, end);
        int equals = pair.indexOf('=');
        parameters.put(
            decode(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
      start = end + 1;
    }
    return new NamespaceQuery(namespace, Collections.unmodifiableMap(parameters));
  }

  private static String decode(String text) throws ProtocolException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("expected a query of a namespace, got a broken escape in it");
    }
  }
}
