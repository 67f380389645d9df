package io.sockeye.benchmarks.run;

import io.sockeye.benchmarks.load.ScenarioKind;
import io.sockeye.benchmarks.load.Words;
import java.util.List;

/**
 * A server that is measured; it is started by the script {@code start} in its folder of {@code
 * peers}.
 */
enum Peer {
  BARE_NETTY("bare Netty", "bare-netty", "#8b949e", ""),
  SOCKEYE_INLINE("Sockeye, inline", "sockeye", "#d1495b", "--handlers inline"),
  SOCKEYE_LANE("Sockeye, lanes", "sockeye", "#edae49", "--handlers lane"),
  NETTY_SOCKETIO("netty-socketio", "netty-socketio", "#30638e", ""),
  BUN("Bun", "bun", "#9b5de5", ""),
  NODE("Node", "node", "#4c956c", ""),
  SOCKETIOXIDE("socketioxide", "socketioxide", "#b5651d", ""),
  PYTHON("python-socketio", "python", "#c9a227", "");

  /** Those of the usual run; the others are measured when they are asked for. */
  static final List<Peer> USUAL =
      List.of(BARE_NETTY, SOCKEYE_INLINE, SOCKEYE_LANE, NETTY_SOCKETIO, BUN, NODE);

  private final String label;
  private final String folder;
  private final String color;
  private final String words;

  Peer(String label, String folder, String color, String words) {
    this.label = label;
    this.folder = folder;
    this.color = color;
    this.words = words;
  }

  /** The one with this name. */
  static Peer named(String name) {
    return Words.parse("peer", Peer.class, name);
  }

  static String names() {
    return Words.all(Peer.class);
  }

  /** As a reader of the table knows it. */
  String label() {
    return label;
  }

  String color() {
    return color;
  }

  /** How it is started. */
  Program program() {
    return new Program(toString(), folder, words.isEmpty() ? List.of() : List.of(words.split(" ")));
  }

  /** What the load tool is told of it. */
  List<String> loadOptions() {
    // It puts the type byte of Engine.IO 3 before each attachment, which version 4 does not have,
    // and
    // cuts connections at their second request although it says that it keeps them.
    return this == NETTY_SOCKETIO
        ? List.of("--attachment-prefix", "4", "--keep-alive", "0")
        : List.of();
  }

  /** Whether it has what the scenario needs. */
  boolean can(ScenarioKind kind) {
    return this != BARE_NETTY || kind != ScenarioKind.POLLING;
  }

  @Override
  public String toString() {
    return Words.of(this);
  }
}
