package io.sockeye.server.engine;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Utf8;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.PayloadDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Payloads for pages that can only load scripts and send forms: an answer is a script that calls a
 * function of the page with the payload, a POST is a form with the payload in the field {@code d}
 * (section 2.5 of the behaviour spec). Always text.
 *
 * <p>The answer says that it is a script and nothing else, so that no browser takes it for a page;
 * the JavaScript server says {@code text/plain}, with which a script is not run once {@code
 * nosniff} is there.
 */
final class JsonpPolling implements PollFormat {
  /** The query parameter that asks for this: the index of the page's function. */
  static final String PARAMETER = "j";

  private static final String FORM_FIELD = "d";
  private static final PayloadDecoder NOTHING = () -> null;

  private final EngineVersion version;

  /** What stands before the payload in each answer. */
  private final String prefix;

  JsonpPolling(EngineVersion version, String index) {
    this.version = version;
    this.prefix = "___eio[" + digits(index) + "](";
  }

  /** The digits of an index; nothing else of it is ever sent back. */
  static String digits(String index) {
    StringBuilder digits = new StringBuilder(index.length());
    for (int i = 0; i < index.length(); i++) {
      char c = index.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      }
    }
    return digits.toString();
  }

  @Override
  public void respond(EngineRequest poll, List<PacketGroup> groups) {
    String payload = new String(PacketGroup.payload(version, groups), StandardCharsets.UTF_8);
    StringBuilder script = new StringBuilder(prefix.length() + payload.length() + 16);
    script.append(prefix);
    appendLiteral(script, payload);
    script.append(");");
    poll.headers().set("X-Content-Type-Options", "nosniff");
    poll.respondPayload(
        "text/javascript; charset=UTF-8", script.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Appends a string as JavaScript writes it, with nothing in it that could end a script. */
  private static void appendLiteral(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '<', '\u2028', '\u2029' -> appendEscape(out, c);
        default -> {
          if (c < ' ') {
            appendEscape(out, c);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static void appendEscape(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit(c >> shift & 0xf, 16));
    }
  }

  @Override
  public boolean reads(String contentType) {
    return !contentType.equals("application/octet-stream");
  }

  @Override
  public PayloadDecoder decoder(EngineRequest post, byte[] body, Limits limits)
      throws ProtocolException {
    if (!Utf8.isValid(body, 0, body.length)) {
      throw new ProtocolException("expected a form in UTF-8, got something else");
    }
    Map<String, String> form;
    try {
      form = QueryParameters.parse(new String(body, StandardCharsets.UTF_8));
    } catch (QueryParameters.MalformedQueryException e) {
      throw new ProtocolException("expected a form, got one with: " + e.getMessage());
    }
    post.headers().set("X-Content-Type-Options", "nosniff");
    String payload = form.get(FORM_FIELD);
    return payload == null
        ? NOTHING
        : version.codec().payload(unescape(payload).getBytes(StandardCharsets.UTF_8), limits);
  }

  /**
   * Undoes what the client does because forms change line breaks: it sends a line break as a
   * backslash and {@code n}, and puts one more backslash before those that were there already.
   */
  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int backslashes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        backslashes++;
      } else if (c == 'n' && backslashes == 1) {
        out.setCharAt(out.length() - 1, '\n');
        backslashes = 0;
        continue;
      } else {
        if (c == 'n' && backslashes > 1) {
          out.setLength(out.length() - 1);
        }
        backslashes = 0;
      }
      out.append(c);
    }
    return out.toString();
  }
}
