package io.sockeye.benchmarks.run;

import io.sockeye.benchmarks.load.Words;
import java.util.List;

/** Servers of one kind that are a cluster by one adapter. */
enum ClusterPeer {
  SOCKEYE_CLASSIC("Sockeye, classic", "sockeye", "redis"),
  NODE_CLASSIC("Node, classic", "node", "redis"),
  SOCKEYE_SHARDED("Sockeye, sharded", "sockeye", "redis-sharded"),
  NODE_SHARDED("Node, sharded", "node", "redis-sharded"),
  SOCKEYE_STREAMS("Sockeye, streams", "sockeye", "redis-streams"),
  NODE_STREAMS("Node, streams", "node", "redis-streams");

  private final String label;
  private final String folder;
  private final String adapter;

  ClusterPeer(String label, String folder, String adapter) {
    this.label = label;
    this.folder = folder;
    this.adapter = adapter;
  }

  /** The one with this name. */
  static ClusterPeer named(String name) {
    return Words.parse("peer", ClusterPeer.class, name);
  }

  static String names() {
    return Words.all(ClusterPeer.class);
  }

  /** As a reader of the table knows it. */
  String label() {
    return label;
  }

  /** How one of its nodes is started. */
  Program program(String redisUrl) {
    return new Program(toString(), folder, List.of("--cluster", adapter, redisUrl));
  }

  @Override
  public String toString() {
    return Words.of(this);
  }
}
