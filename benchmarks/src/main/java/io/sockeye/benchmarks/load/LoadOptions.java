package io.sockeye.benchmarks.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What to do to which server. */
public final class LoadOptions {
  private static final int MOST_PORT = 65_535;

  /** A number that the command line may give. */
  public enum Option {
    /** The server's process; 0 for none, whose CPU is then not measured. */
    PID(0, 0, Integer.MAX_VALUE),
    /** Where the other node of a cluster listens; 0 for none. */
    OTHER_PORT(0, 0, MOST_PORT),
    /** The process of that node, whose CPU counts with the first one's; 0 for none. */
    OTHER_PID(0, 0, Integer.MAX_VALUE),
    /** The process by which the nodes reach each other, whose CPU is told by itself; 0 for none. */
    BROKER_PID(0, 0, Integer.MAX_VALUE),
    /** How many connections. */
    CLIENTS(100, 1, 200_000),
    /** Messages under way for each client. */
    IN_FLIGHT(1, 1, 1_000),
    /** Bytes of the text or the attachment of a message. */
    SIZE(32, Texts.SHORTEST, 900_000),
    /** How many rooms the clients are spread over. */
    ROOMS(10, 1, 200_000),
    /** A byte that the server puts before attachments, against the protocol; -1 for none. */
    ATTACHMENT_PREFIX(-1, -1, 127),
    /** Whether long polling keeps its connections, 1, or takes a new one for each request, 0. */
    KEEP_ALIVE(1, 0, 1),
    /** Whether messages by WebSocket are compressed, 1, or not, 0. */
    COMPRESS(0, 0, 1),
    /** Messages a second, where they are paced. */
    RATE(5_000, 1, 10_000_000),
    /** Seconds in which the server gets warm before it is measured. */
    WARM_UP(10, 0, 3_600),
    /** Seconds in which it is measured. */
    SECONDS(4, 0, 3_600),
    /** Ends earlier, after so many messages. */
    COUNT(Long.MAX_VALUE, 1, Long.MAX_VALUE),
    /** Seconds without an answer after which the run fails. */
    TIMEOUT(10, 1, 600);

    private final long standard;
    private final long least;
    private final long most;

    Option(long standard, long least, long most) {
      this.standard = standard;
      this.least = least;
      this.most = most;
    }

    /** Its name on the command line. */
    public String word() {
      return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Option of(String word) {
      for (Option option : values()) {
        if (option.word().equals(word)) {
          return option;
        }
      }
      throw new IllegalArgumentException("no such option: " + word);
    }
  }

  private final ScenarioKind kind;
  private final int port;
  private final Map<Option, Long> values;

  private LoadOptions(ScenarioKind kind, int port, Map<Option, Long> values) {
    this.kind = kind;
    this.port = port;
    this.values = values;
  }

  /** The defaults of a scenario, for the server that listens on this port of 127.0.0.1. */
  public static LoadOptions of(ScenarioKind kind, int port) {
    return new LoadOptions(kind, port, kind.defaults());
  }

  /**
   * Takes the words of a command line.
   *
   * @throws IllegalArgumentException if a word is none of the options, or a value does not fit
   */
  static LoadOptions parse(String... words) {
    if (words.length < 2) {
      throw new IllegalArgumentException("expected a scenario and a port");
    }
    int port = (int) number("port", words[1], 1, MOST_PORT);
    LoadOptions options = of(ScenarioKind.named(words[0]), port);
    for (int i = 2; i < words.length; i += 2) {
      if (i + 1 == words.length) {
        throw new IllegalArgumentException(words[i] + ": expected a number after it");
      }
      Option option = Option.of(words[i]);
      options = options.with(option, number(words[i], words[i + 1], option.least, option.most));
    }
    return options;
  }

  /** The same with another value for one option. */
  public LoadOptions with(Option option, long value) {
    Map<Option, Long> changed = new EnumMap<>(Option.class);
    changed.putAll(values);
    changed.put(option, number(option.word(), Long.toString(value), option.least, option.most));
    return new LoadOptions(kind, port, changed);
  }

  ScenarioKind kind() {
    return kind;
  }

  InetSocketAddress server() {
    return new InetSocketAddress(Sources.of(0), port);
  }

  /**
   * The other node of the cluster.
   *
   * @throws IllegalArgumentException if none was named
   */
  InetSocketAddress otherServer() {
    int other = (int) value(Option.OTHER_PORT);
    if (other == 0) {
      throw new IllegalArgumentException(
          "%s: expected the port of the other node by %s"
              .formatted(kind, Option.OTHER_PORT.word()));
    }
    return new InetSocketAddress(Sources.of(0), other);
  }

  long pid() {
    return value(Option.PID);
  }

  long otherPid() {
    return value(Option.OTHER_PID);
  }

  long brokerPid() {
    return value(Option.BROKER_PID);
  }

  int clients() {
    return (int) value(Option.CLIENTS);
  }

  int inFlight() {
    return (int) value(Option.IN_FLIGHT);
  }

  int size() {
    return (int) value(Option.SIZE);
  }

  int rooms() {
    return (int) value(Option.ROOMS);
  }

  /** What an attachment looks like that the server sends. */
  byte[] attachment(byte[] sent) {
    int prefix = (int) value(Option.ATTACHMENT_PREFIX);
    if (prefix < 0) {
      return sent;
    }
    byte[] expected = new byte[sent.length + 1];
    expected[0] = (byte) prefix;
    System.arraycopy(sent, 0, expected, 1, sent.length);
    return expected;
  }

  boolean keepAlive() {
    return value(Option.KEEP_ALIVE) == 1;
  }

  boolean compress() {
    return value(Option.COMPRESS) == 1;
  }

  /** What clients make of a message beforehand. */
  Framing framing() {
    return compress() ? DeflatedFrames::frame : ClientFrames::frame;
  }

  int rate() {
    return (int) value(Option.RATE);
  }

  Duration warmUp() {
    return Duration.ofSeconds(value(Option.WARM_UP));
  }

  Duration window() {
    return Duration.ofSeconds(value(Option.SECONDS));
  }

  long count() {
    return value(Option.COUNT);
  }

  Duration timeout() {
    return Duration.ofSeconds(value(Option.TIMEOUT));
  }

  private long value(Option option) {
    return values.getOrDefault(option, option.standard);
  }

  private static long number(String what, String word, long least, long most) {
    try {
      long number = Long.parseLong(word);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, together with numbers that are out of range.
    }
    throw new IllegalArgumentException(
        "%s: expected %d to %d, got %s".formatted(what, least, most, word));
  }
}
