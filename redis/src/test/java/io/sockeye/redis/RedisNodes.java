package io.sockeye.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.sockeye.testsupport.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A Redis Cluster of three masters that share the slots, and replicas where a test wants them. */
final class RedisNodes implements AutoCloseable {
  static final int MASTERS = 3;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int NODE_TIMEOUT_MILLIS = 1_000;

  /** A node, and how it is told what to do. */
  private static final class Node {
    final RedisServer server;

    /** By which nodes speak to each other; the default may be no port at all. */
    final int busPort;

    final RedisCommands<String, String> commands;

    Node(RedisServer server, int busPort, RedisCommands<String, String> commands) {
      this.server = server;
      this.busPort = busPort;
      this.commands = commands;
    }

    /** What Lettuce has no method for, or none with all arguments. */
    void cluster(String... words) {
      CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
      Stream.of(words).forEach(arguments::add);
      commands.dispatch(CommandType.CLUSTER, new StatusOutput<>(StringCodec.UTF8), arguments);
    }
  }

  private final Path directory;
  private final RedisClient admin = RedisClient.create();
  private final List<Node> nodes = new ArrayList<>();

  private RedisNodes(Path directory) {
    this.directory = directory;
  }

  /** Starts it, and waits until all nodes know all. */
  static RedisNodes start(Path directory) {
    RedisNodes cluster = new RedisNodes(directory);
    for (int i = 0; i < MASTERS; i++) {
      Node node = cluster.add();
      node.cluster(
          "ADDSLOTSRANGE",
          "" + SlotHash.SLOT_COUNT * i / MASTERS,
          "" + (SlotHash.SLOT_COUNT * (i + 1) / MASTERS - 1));
      node.commands.clusterSetConfigEpoch(i + 1L);
      cluster.meetFirst(node);
    }
    cluster.awaitAllKnown();
    return cluster;
  }

  private Node add() {
    try {
      Path own = Files.createDirectory(directory.resolve("node" + nodes.size()));
      int busPort = freePort();
      RedisServer server =
          RedisServer.start(
              "--cluster-enabled",
              "yes",
              "--cluster-node-timeout",
              "" + NODE_TIMEOUT_MILLIS,
              "--cluster-port",
              "" + busPort,
              "--repl-diskless-sync-delay",
              "0",
              "--dir",
              own.toString());
      Node node = new Node(server, busPort, admin.connect(RedisURI.create(server.url())).sync());
      nodes.add(node);
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void meetFirst(Node node) {
    Node first = nodes.get(0);
    if (node != first) {
      node.cluster("MEET", "127.0.0.1", "" + first.server.port(), "" + first.busPort);
    }
  }

  private void awaitAllKnown() {
    for (Node node : nodes) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(
              () ->
                  fact(node, "cluster_state").equals("ok")
                      && fact(node, "cluster_known_nodes").equals("" + nodes.size())
                      && hasOneEpoch());
    }
  }

  /** Whoever takes an epoch that is outdated may lose its slots to another, with their keys. */
  private boolean hasOneEpoch() {
    return nodes.stream().map(node -> fact(node, "cluster_current_epoch")).distinct().count() == 1;
  }

  private static String fact(Node node, String name) {
    return node.commands
        .clusterInfo()
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  /**
   * One more node, which takes over when that master dies; waits until it has what that one has.
   */
  void addReplica(int master) {
    Node replica = add();
    meetFirst(replica);
    awaitAllKnown();
    replica.commands.clusterReplicate(nodes.get(master).commands.clusterMyId());
    await()
        .atMost(PATIENCE)
        .until(() -> replica.commands.info("replication").contains("master_link_status:up"));
  }

  /** What of a server is in one slot: its stream, or the channel that all servers share. */
  static String keyOf(BusRig.Way way) {
    return way == BusRig.Way.STREAMS ? "socket.io" : "socket.io#/#";
  }

  RedisServer server(int index) {
    return nodes.get(index).server;
  }

  /** What servers are told of it: some of the nodes. */
  RedisSource source() {
    return RedisSource.cluster(nodes.get(0).server.url(), nodes.get(1).server.url());
  }

  /** The master that has this key or channel, as the first node sees it. */
  int ownerOf(String key) {
    String owner = owner(nodes.get(0), SlotHash.getSlot(key));
    return IntStream.range(0, nodes.size())
        .filter(i -> nodes.get(i).commands.clusterMyId().equals(owner))
        .findFirst()
        .orElseThrow();
  }

  /** Moves the slot of a key or channel to another master, as {@code redis-cli} does. */
  void move(String key, int to) {
    int slot = SlotHash.getSlot(key);
    Node source = nodes.get(ownerOf(key));
    Node target = nodes.get(to);
    String targetId = target.commands.clusterMyId();
    target.commands.clusterSetSlotImporting(slot, source.commands.clusterMyId());
    source.commands.clusterSetSlotMigrating(slot, targetId);
    List<String> keys = source.commands.clusterGetKeysInSlot(slot, 100);
    if (!keys.isEmpty()) {
      source.commands.migrate(
          "127.0.0.1",
          target.server.port(),
          0,
          PATIENCE.toMillis(),
          MigrateArgs.Builder.keys(keys));
    }
    target.commands.clusterSetSlotNode(slot, targetId);
    source.commands.clusterSetSlotNode(slot, targetId);
    awaitAgreement(slot, targetId);
  }

  private void awaitAgreement(int slot, String owner) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                nodes.stream().allMatch(node -> owner(node, slot).equals(owner)) && hasOneEpoch());
  }

  private static String owner(Node node, int slot) {
    return ClusterPartitionParser.parse(node.commands.clusterNodes()).stream()
        .filter(each -> each.hasSlot(slot))
        .map(RedisClusterNode::getNodeId)
        .findFirst()
        .orElse("");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    admin.shutdown();
    nodes.forEach(node -> node.server.close());
  }
}
