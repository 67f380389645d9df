package io.sockeye.benchmarks.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server answered to the offer to compress (RFC 7692, section 7.1).
 *
 * @param serverTakeover whether the server's window lives on from message to message
 */
record DeflateAnswer(boolean serverTakeover) {
  /**
   * The field of the request. It asks for nothing, as browsers do, so that the server's own choice
   * is what is measured; and it does not let the server bound the client's window, because the
   * JDK's zlib has only one.
   */
  static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

  private static final Pattern FIELD = Pattern.compile("\r\nsec-websocket-extensions:([^\r]*)\r\n");
  private static final Pattern PARAMETER =
      Pattern.compile("(server|client)_no_context_takeover|server_max_window_bits=\"?[0-9]+\"?");

  /**
   * Reads the head of the response, in small letters.
   *
   * @throws LoadFailure if the server did not accept
   */
  static DeflateAnswer of(String head) {
    Matcher field = FIELD.matcher(head);
    if (!field.find()) {
      throw new LoadFailure("expected the server to accept permessage-deflate, got:\n" + head);
    }
    String[] words = field.group(1).strip().split("\\s*;\\s*");
    boolean serverTakeover = true;
    boolean understood = words[0].equals("permessage-deflate");
    for (int i = 1; i < words.length; i++) {
      understood &= PARAMETER.matcher(words[i]).matches();
      serverTakeover &= !words[i].equals("server_no_context_takeover");
    }
    if (!understood) {
      throw new LoadFailure(
          "expected permessage-deflate with parameters that were offered, got " + field.group(1));
    }
    return new DeflateAnswer(serverTakeover);
  }
}
