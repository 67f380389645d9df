package io.sockeye.client.compat;

import io.sockeye.client.AuthProvider;
import io.sockeye.client.SocketOptions;
import io.sockeye.client.engine.TransportType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Says in the words of our options what was said in those of the official client. */
final class Translation {
  private static final Duration DEFAULT_DELAY = Duration.ofSeconds(1);
  private static final Duration DEFAULT_DELAY_MAX = Duration.ofSeconds(5);

  private Translation() {}

  /**
   * The manager that options ask for.
   *
   * @throws IllegalArgumentException if one of them is wrong
   */
  static io.sockeye.client.Manager manager(Address address, Manager.Options from) {
    io.sockeye.client.Manager.Builder to =
        io.sockeye.client.Manager.builder(address.server())
            .autoConnect(false)
            .reconnection(from.reconnection)
            .randomizationFactor(from.randomizationFactor)
            .timeout(Duration.ofMillis(Math.max(0, from.timeout)))
            .upgrade(from.upgrade)
            .rememberUpgrade(from.rememberUpgrade)
            .timestampRequests(from.timestampRequests);
    if (from.reconnectionAttempts != 0) {
      to.reconnectionAttempts(from.reconnectionAttempts);
    }
    Duration delay = millis(from.reconnectionDelay, DEFAULT_DELAY);
    Duration delayMax = millis(from.reconnectionDelayMax, DEFAULT_DELAY_MAX);
    to.reconnectionDelay(delay);
    to.reconnectionDelayMax(delayMax.compareTo(delay) < 0 ? delay : delayMax); // as there
    if (from.path != null) {
      to.path(from.path);
    }
    if (from.timestampParam != null) {
      to.timestampParam(from.timestampParam);
    }
    if (from.transports != null && from.transports.length > 0) {
      List<TransportType> types = Stream.of(from.transports).map(Translation::transport).toList();
      to.transports(types.get(0), types.subList(1, types.size()).toArray(new TransportType[0]));
    }
    String query = from.query == null || from.query.isEmpty() ? address.query() : from.query;
    if (query != null) {
      to.query(query(query));
    }
    if (from.extraHeaders != null) {
      to.extraHeaders(headers(from.extraHeaders));
    }
    if (from.managerOptions != null) {
      from.managerOptions.accept(to);
    }
    return to.build();
  }

  private static Duration millis(long value, Duration otherwise) {
    return value == 0 ? otherwise : Duration.ofMillis(value);
  }

  /** The options of a socket. */
  static SocketOptions socket(Manager.Options from) {
    SocketOptions.Builder to = SocketOptions.builder();
    if (from.auth != null) {
      to.auth(auth(from.auth));
    }
    if (from.socketOptions != null) {
      from.socketOptions.accept(to);
    }
    return to.build();
  }

  /**
   * An auth that is asked for at each attempt. A map is read anew each time, too: programs change
   * the one that they gave to the official client.
   */
  private static AuthProvider auth(Object auth) {
    if (auth instanceof AuthProvider provider) {
      return provider;
    }
    if (auth instanceof Supplier<?> supplier) {
      return supplier::get;
    }
    Arguments.check("auth", auth);
    return () -> auth;
  }

  private static TransportType transport(String name) {
    return Arrays.stream(TransportType.values())
        .filter(type -> type.text().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "transports: expected \"polling\" or \"websocket\", got \"" + name + '"'));
  }

  private static Map<String, String> query(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.put(decode(name), decode(value));
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Several values of a field are one, as HTTP has it: RFC 9110, section 5.3, and 6265, 5.4. */
  private static Map<String, String> headers(Map<String, List<String>> fields) {
    Map<String, String> headers = new LinkedHashMap<>();
    fields.forEach(
        (name, values) ->
            headers.put(name, String.join(name.equalsIgnoreCase("Cookie") ? "; " : ", ", values)));
    return headers;
  }
}
