package io.sockeye.benchmarks.load;

import static io.sockeye.benchmarks.load.LoadOptions.Option.IN_FLIGHT;
import static io.sockeye.benchmarks.load.LoadOptions.Option.SIZE;

import io.sockeye.benchmarks.load.LoadOptions.Option;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The scenarios by name. */
public enum ScenarioKind {
  /** A text comes back; one under way for each client. */
  ECHO("message", 1, 32),
  /** A text comes back in an acknowledgement. */
  ACK("message", 1, 32),
  /** As echo, with sixteen under way for each client. */
  ECHO16("message", 16, 32),
  /** As echo, with a text as applications send. */
  ECHO4K("message", 1, 4_096),
  /** As echo, with large messages. */
  ECHO64K("message", 1, 65_536),
  /** A binary attachment comes back. */
  BINARY("message", 1, 256),
  /** One client's message goes to all. */
  BROADCAST("delivery", 1, 32),
  /** A member's message goes to its room. */
  ROOMS("delivery", 1, 32),
  /** A client's message goes to a room at the other node of a cluster. */
  ACROSS("delivery", 1, 32),
  /** A client comes, joins a room and leaves. */
  CONNECT("client", 1, 32),
  /** As echo, over long polling. */
  POLLING("message", 1, 32),
  /** Clients that say nothing: memory, and heartbeats. */
  IDLE("heartbeat", 1, 32),
  /** Echoes at a given rate, for their latency. */
  PACED("message", 1, 32);

  private final String unit;
  private final long inFlight;
  private final long size;

  ScenarioKind(String unit, long inFlight, long size) {
    this.unit = unit;
    this.inFlight = inFlight;
    this.size = size;
  }

  /** The one with this name. */
  public static ScenarioKind named(String name) {
    return Words.parse("scenario", ScenarioKind.class, name);
  }

  /** Those that take one server alone. */
  public static List<ScenarioKind> ofOneServer() {
    return Arrays.stream(values()).filter(kind -> kind != ACROSS).toList();
  }

  /** All names. */
  static String names() {
    return Words.all(ScenarioKind.class);
  }

  /** What is counted. */
  public String unit() {
    return unit;
  }

  /** What differs from the defaults of the options. */
  Map<Option, Long> defaults() {
    return Map.of(IN_FLIGHT, inFlight, SIZE, size);
  }

  Scenario create(LoadOptions options, Loop loop, Tally tally) {
    return switch (this) {
      case ECHO, ECHO16, ECHO64K ->
          new EchoScenario(options, loop, tally, (client, place) -> echo(client, place, options));
      case ECHO4K ->
          new EchoScenario(
              options,
              loop,
              tally,
              (client, place) -> records(client, place, options),
              Math.max(options.inFlight(), Records.rowLength(options.size())));
      case PACED ->
          new PacedScenario(options, loop, tally, (client, place) -> echo(client, place, options));
      case CONNECT -> new ConnectScenario(options, loop, tally);
      case POLLING -> new PollingScenario(options, loop, tally);
      case IDLE -> new IdleScenario(options, loop);
      case ACK ->
          new EchoScenario(options, loop, tally, (client, place) -> ack(client, place, options));
      case BINARY ->
          new EchoScenario(options, loop, tally, (client, place) -> binary(client, place, options));
      case BROADCAST -> new FanOutScenario(options, loop, tally, false);
      case ROOMS -> new FanOutScenario(options, loop, tally, true);
      case ACROSS -> new AcrossScenario(options, loop, tally);
    };
  }

  private static Message echo(int client, int place, LoadOptions options) {
    return echo(Texts.of(client, place, options.size()), options);
  }

  private static Message records(int client, int place, LoadOptions options) {
    return echo(Records.of(client, place, options.size()), options);
  }

  private static Message echo(String text, LoadOptions options) {
    String event = "42[\"echo\",\"" + text + "\"]";
    return Message.text(options.framing(), event, event);
  }

  private static Message ack(int client, int place, LoadOptions options) {
    String text = "\"" + Texts.of(client, place, options.size()) + "\"]";
    // All ids of a row have three digits, so that its messages cost the same.
    int id = 100 + place;
    return Message.text(options.framing(), "42" + id + "[\"ack\"," + text, "43" + id + "[" + text);
  }

  private static Message binary(int client, int place, LoadOptions options) {
    byte[] bytes = Texts.of(client, place, options.size()).getBytes(StandardCharsets.US_ASCII);
    // Not UTF-8, so that nobody takes it for text.
    bytes[bytes.length - 1] = (byte) 0xFF;
    return Message.binary(options.framing(), "bin", bytes, options.attachment(bytes));
  }

  @Override
  public String toString() {
    return Words.of(this);
  }
}
