package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What {@code serve ROLE PORT [words of the role] [flags]} was told. */
final class CommandLine {
  /** The flags that there are, and how many words follow each. */
  private static final Map<String, Integer> FLAGS =
      Map.ofEntries(
          Map.entry("--ping", 2),
          Map.entry("--extras", 0),
          Map.entry("--handlers", 1),
          Map.entry("--transport", 1),
          Map.entry("--event-loops", 1),
          Map.entry("--tls", 2),
          Map.entry("--recovery", 0),
          Map.entry("--no-eio3", 0),
          Map.entry("--compress", 1),
          Map.entry("--cluster", 2),
          Map.entry("--msgpack", 0));

  private static final int MAX_PORT = 65_535;
  private static final int MAX_EVENT_LOOPS = 1_024;

  private final String role;
  private final int port;
  private final List<String> words;
  private final Map<String, List<String>> flags;

  private CommandLine(String role, int port, List<String> words, Map<String, List<String>> flags) {
    this.role = role;
    this.port = port;
    this.words = words;
    this.flags = flags;
  }

  static CommandLine parse(String... words) throws UsageException {
    if (words.length < 2) {
      throw new UsageException("expected a role and a port");
    }
    int first = 2;
    while (first < words.length && !words[first].startsWith("--")) {
      first++;
    }
    Map<String, List<String>> flags = new HashMap<>();
    for (int i = first; i < words.length; ) {
      String flag = words[i];
      Integer count = FLAGS.get(flag);
      if (count == null) {
        throw new UsageException("no such flag: " + flag);
      }
      if (i + count >= words.length) {
        throw new UsageException(flag + ": expected " + count + " words after it");
      }
      flags.put(flag, List.copyOf(Arrays.asList(words).subList(i + 1, i + 1 + count)));
      i += 1 + count;
    }
    return new CommandLine(
        words[0],
        number("port", words[1], MAX_PORT),
        List.copyOf(Arrays.asList(words).subList(2, first)),
        flags);
  }

  String role() {
    return role;
  }

  /** The port to listen on; 0 for any that is free. */
  int port() {
    return port;
  }

  /** The words between the port and the flags, which only some roles take. */
  List<String> words() {
    return words;
  }

  /** The flags that were given. */
  Iterable<String> flags() {
    return flags.keySet();
  }

  boolean has(String flag) {
    return flags.containsKey(flag);
  }

  /** The interval and the timeout of {@code --ping}. */
  Optional<Ping> ping() throws UsageException {
    List<String> words = flags.get("--ping");
    return words == null
        ? Optional.empty()
        : Optional.of(new Ping(milliseconds(words.get(0)), milliseconds(words.get(1))));
  }

  /** The certificate and the key of {@code --tls}. */
  Optional<Tls> tls() {
    List<String> words = flags.get("--tls");
    return words == null
        ? Optional.empty()
        : Optional.of(new Tls(Path.of(words.get(0)), Path.of(words.get(1))));
  }

  /** Whether {@code --handlers} asks for listeners that run inline. */
  boolean inlineHandlers() throws UsageException {
    String kind = flags.getOrDefault("--handlers", List.of("lane")).get(0);
    return switch (kind) {
      case "lane" -> false;
      case "inline" -> true;
      default -> throw new UsageException("--handlers: expected lane or inline, got " + kind);
    };
  }

  /** What {@code --transport} asks for. */
  NettyOptions.Transport transport() throws UsageException {
    String name = flags.getOrDefault("--transport", List.of("auto")).get(0);
    for (NettyOptions.Transport each : NettyOptions.Transport.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return each;
      }
    }
    throw new UsageException(
        "--transport: expected auto, io_uring, epoll, kqueue or nio, got " + name);
  }

  /** How many {@code --event-loops} are asked for; empty if that is left to the server. */
  OptionalInt eventLoops() throws UsageException {
    List<String> words = flags.get("--event-loops");
    return words == null
        ? OptionalInt.empty()
        : OptionalInt.of(number("--event-loops", words.get(0), MAX_EVENT_LOOPS));
  }

  /**
   * Whether {@code --compress} asks for windows that live on; empty if nothing is to be compressed.
   */
  Optional<Boolean> contextTakeover() throws UsageException {
    if (!has("--compress")) {
      return Optional.empty();
    }
    String windows = flags.getOrDefault("--compress", List.of("")).get(0);
    return switch (windows) {
      case "takeover" -> Optional.of(true);
      case "no-takeover" -> Optional.of(false);
      default ->
          throw new UsageException("--compress: expected takeover or no-takeover, got " + windows);
    };
  }

  /** The adapter and the address of Redis of {@code --cluster}. */
  Optional<NodeAdapter> cluster() throws UsageException {
    List<String> words = flags.get("--cluster");
    return words == null
        ? Optional.empty()
        : Optional.of(NodeAdapter.of(words.get(0), words.get(1)));
  }

  private static Duration milliseconds(String word) throws UsageException {
    return Duration.ofMillis(number("--ping", word, Integer.MAX_VALUE));
  }

  private static int number(String what, String word, int most) throws UsageException {
    try {
      int number = Integer.parseInt(word);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, together with numbers that are out of range.
    }
    throw new UsageException("%s: expected 0 to %d, got %s".formatted(what, most, word));
  }

  /** A heartbeat. */
  record Ping(Duration interval, Duration timeout) {}

  /** Where a certificate and its key are, in PEM form. */
  record Tls(Path certificate, Path key) {}
}
