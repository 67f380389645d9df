package io.sockeye.netty;

import io.sockeye.server.engine.PerMessageDeflate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What client and server agree on about compression (RFC 7692 section 7.1): the first of the
 * client's offers that can be met. An offer with a parameter that is unknown, doubled or malformed
 * is declined, and so is a header that cannot be read.
 *
 * @param options those of the server
 * @param serverContextTakeover whether the server's window lives on from message to message
 * @param clientContextTakeover the same of the client's window
 * @param serverWindowAsked whether the offer bounds the server's window, which the answer confirms
 */
record DeflateNegotiation(
    PerMessageDeflate options,
    boolean serverContextTakeover,
    boolean clientContextTakeover,
    boolean serverWindowAsked) {
  private static final String NAME = "permessage-deflate";
  private static final String SERVER_TAKEOVER = "server_no_context_takeover";
  private static final String CLIENT_TAKEOVER = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";

  private static final Set<String> WINDOW_BITS =
      Set.of("8", "9", "10", "11", "12", "13", "14", "15");

  /** The window of {@link java.util.zip.Deflater}, which has no other. */
  private static final String OUR_WINDOW = "15";

  /** The value of a parameter that has none. */
  private static final String NONE = "";

  /** One offer of an extension. */
  private record Offer(String name, Map<String, String> parameters) {}

  /**
   * The agreement; empty if there is none.
   *
   * @param offers the fields {@code Sec-WebSocket-Extensions} of the request
   */
  static Optional<DeflateNegotiation> of(List<String> offers, PerMessageDeflate options) {
    for (String field : offers) {
      Cursor cursor = new Cursor(field);
      do {
        Optional<Offer> offer = cursor.offer();
        if (offer.isEmpty()) {
          return Optional.empty();
        }
        if (offer.get().name().equals(NAME) && isAcceptable(offer.get().parameters())) {
          return Optional.of(accept(offer.get().parameters(), options));
        }
      } while (cursor.skip(','));
    }
    return Optional.empty();
  }

  private static boolean isAcceptable(Map<String, String> parameters) {
    return parameters.entrySet().stream().allMatch(each -> fits(each.getKey(), each.getValue()));
  }

  private static boolean fits(String parameter, String value) {
    return switch (parameter) {
      case SERVER_TAKEOVER, CLIENT_TAKEOVER -> value.equals(NONE);
      case SERVER_WINDOW -> value.equals(OUR_WINDOW);
      // Whatever window the client keeps to, ours is large enough to read it.
      case CLIENT_WINDOW -> value.equals(NONE) || WINDOW_BITS.contains(value);
      default -> false;
    };
  }

  private static DeflateNegotiation accept(Map<String, String> offer, PerMessageDeflate options) {
    return new DeflateNegotiation(
        options,
        options.serverContextTakeover() && !offer.containsKey(SERVER_TAKEOVER),
        options.clientContextTakeover() && !offer.containsKey(CLIENT_TAKEOVER),
        offer.containsKey(SERVER_WINDOW));
  }

  /** The answer: the field {@code Sec-WebSocket-Extensions} of the response. */
  String answer() {
    StringBuilder answer = new StringBuilder(NAME);
    if (!serverContextTakeover) {
      answer.append("; ").append(SERVER_TAKEOVER);
    }
    if (!clientContextTakeover) {
      answer.append("; ").append(CLIENT_TAKEOVER);
    }
    if (serverWindowAsked) {
      answer.append("; ").append(SERVER_WINDOW).append('=').append(OUR_WINDOW);
    }
    return answer.toString();
  }

  /** Reads the grammar of RFC 6455 section 9.1. */
  private static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    /** The next offer; empty if what stands there is none. */
    Optional<Offer> offer() {
      String name = token();
      Map<String, String> parameters = new HashMap<>();
      while (!name.isEmpty() && skip(';')) {
        String parameter = token();
        boolean valued = skip('=');
        String value = valued ? value() : NONE;
        if (parameter.isEmpty() || (valued && value.isEmpty())) {
          return Optional.empty();
        }
        if (parameters.put(parameter, value) != null) {
          parameters.put("doubled " + parameter, value); // A parameter that nobody knows.
        }
      }
      blanks();
      boolean whole = !name.isEmpty() && (at == text.length() || text.charAt(at) == ',');
      return whole ? Optional.of(new Offer(name, parameters)) : Optional.empty();
    }

    /** Skips a separator and the blanks around it, if it stands there. */
    boolean skip(char separator) {
      blanks();
      if (at == text.length() || text.charAt(at) != separator) {
        return false;
      }
      at++;
      return true;
    }

    private void blanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    /** A token; empty if none stands there. */
    private String token() {
      blanks();
      int start = at;
      while (at < text.length() && isTokenCharacter(text.charAt(at))) {
        at++;
      }
      return text.substring(start, at);
    }

    /** A token, in quotes or not; empty if none stands there. */
    private String value() {
      if (!skip('"')) {
        return token();
      }
      StringBuilder value = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\') {
          at++;
        }
        if (at == text.length() || !isTokenCharacter(text.charAt(at))) {
          return "";
        }
        value.append(text.charAt(at++));
      }
      return skip('"') ? value.toString() : "";
    }

    private static boolean isTokenCharacter(char c) {
      return (c >= '0' && c <= '9')
          || (c >= 'A' && c <= 'Z')
          || (c >= 'a' && c <= 'z')
          || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }
}
