package io.sockeye.client.engine;

import io.sockeye.log.LogText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a failure of an answer with another status than the protocol wants (section 1.7). */
final class HttpRefusals {
  /** How much of a body a failure keeps. */
  private static final int MAX_BODY = 1024;

  private static final Duration LONGEST_WAIT = Duration.ofDays(1);
  private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*(\\d)");

  private HttpRefusals() {}

  /**
   * A failure.
   *
   * @param asked what was asked, such as {@code GET}
   * @param expected the status that would have been right
   */
  static ConnectFailure.Http failure(String asked, URI uri, int expected, HttpAnswer answer) {
    String body = beginning(answer.body());
    StringBuilder message = new StringBuilder();
    message.append(
        "%s %s: expected %d, got %d"
            .formatted(asked, Target.where(uri), expected, answer.status()));
    if (!body.isBlank() && !isHtml(answer)) {
      message.append(" (").append(shown(body)).append(')');
    }
    String help = help(uri, answer, body);
    if (!help.isEmpty()) {
      message.append("; ").append(help);
    }
    return new ConnectFailure.Http(message.toString(), answer.status(), body, retryAfter(answer));
  }

  /**
   * A failure of an answer whose body was not read, and whose status is not known.
   *
   * @param length how long the body is, in words
   */
  static ConnectFailure.Http unread(
      String asked, URI uri, int expected, Map<String, List<String>> headers, String length) {
    HttpAnswer answer = new HttpAnswer(0, headers, new byte[0]);
    return new ConnectFailure.Http(
        "%s %s: expected %d, the server refused with a body %s"
            .formatted(asked, Target.where(uri), expected, length),
        0,
        "",
        retryAfter(answer));
  }

  /** Whether an answer is a page for people, which no Socket.IO server sends. */
  static boolean isHtml(HttpAnswer answer) {
    return beginning(answer.body()).stripLeading().startsWith("<");
  }

  private static String help(URI uri, HttpAnswer answer, String body) {
    int status = answer.status();
    if (status == 400) {
      return helpForCode(code(body));
    }
    if (status >= 300 && status < 400) {
      return "redirects are not followed; it points to "
          + LogText.of(first(answer, "location", "nowhere"));
    }
    return switch (status) {
      case 200 ->
          "is there a Socket.IO server at the path %s, or does something before it drop the Upgrade of WebSocket?"
              .formatted(uri.getRawPath());
      case 401, 403 ->
          "the server, or what is before it, does not let us in; extraHeaders may help";
      case 404 -> "is there a Socket.IO server at the path %s?".formatted(uri.getRawPath());
      case 413 -> "that was more than the server takes at once (its maxHttpBufferSize)";
      case 426 -> "does something before the server drop the Upgrade of WebSocket?";
      case 429 -> "the server asks for fewer requests";
      case 502, 504 -> "what is before the server does not reach it";
      case 503 -> "the server is starting, stopping, or has too much to do";
      default -> "";
    };
  }

  private static String helpForCode(int code) {
    return switch (code) {
      case 0 -> "the server has this transport switched off";
      case 1 ->
          "the server does not know this session; with several servers at one address, the load"
              + " balancer must send a session always to the same one (sticky sessions)";
      case 3 -> "does this session belong to another transport by now?";
      case 5 -> "the server speaks another revision of Engine.IO";
      default -> "";
    };
  }

  /** The code of the protocol's own errors; -1 if there is none. */
  private static int code(String body) {
    if (body.contains("Session ID unknown")) {
      return 1; // Handshakes of WebSockets are refused with the words alone.
    }
    Matcher matcher = CODE.matcher(body);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /**
   * The wait that the server asks for, as seconds or as a date (RFC 9110 section 10.2.3). A date is
   * held against the answer's own, so that it does not matter which clock is wrong.
   */
  private static @Nullable Duration retryAfter(HttpAnswer answer) {
    String value = first(answer, "retry-after", "").trim();
    if (value.isEmpty()) {
      return null;
    }
    try {
      if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return bounded(Duration.ofSeconds(Long.parseLong(value)));
      }
      ZonedDateTime then = date(value);
      return bounded(Duration.between(date(first(answer, "date", "").trim()), then));
    } catch (DateTimeException | NumberFormatException neither) {
      return null;
    }
  }

  private static ZonedDateTime date(String value) {
    return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private static String first(HttpAnswer answer, String name, String otherwise) {
    Map<String, List<String>> headers = answer.headers();
    List<String> values = headers.getOrDefault(name, List.of());
    return values.isEmpty() ? otherwise : values.get(0);
  }

  private static String beginning(byte[] body) {
    return new String(body, 0, Math.min(body.length, MAX_BODY), StandardCharsets.UTF_8);
  }

  /** In one line, for logs. */
  private static String shown(String body) {
    return LogText.of(body.strip().replaceAll("[\\p{Cntrl}\\s]+", " "));
  }
}
