package io.sockeye.redis;

import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.AsyncExecutions;
import io.lettuce.core.cluster.api.async.NodeSelectionAsyncCommands;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Redis Cluster. */
final class ClusterConnector implements RedisConnector {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

  /** When something hints that the nodes have changed. */
  private static final Duration BETWEEN_URGENT_LOOKS = Duration.ofSeconds(1);

  /**
   * Before the threads end: a look at the nodes that is under way has connections of its own, which
   * it closes itself.
   */
  private static final long QUIET_MILLIS = 500;

  private final RedisClusterClient client;

  /** Of a client of ours, which ends with it; null if it is the user's. */
  private final @Nullable ClientResources resources;

  /** Who was a master when a connection for subscriptions was asked last; as long as it lives. */
  private final Map<Object, Set<String>> mastersBefore =
      Collections.synchronizedMap(new WeakHashMap<>());

  private ClusterConnector(RedisClusterClient client, @Nullable ClientResources resources) {
    this.client = client;
    this.resources = resources;
  }

  /** With a client of its own. */
  static ClusterConnector to(List<RedisURI> nodes) {
    ClientResources resources = ClientResources.create();
    List<RedisURI> bounded =
        nodes.stream()
            .map(node -> RedisURI.builder(node).withTimeout(Line.PATIENCE).build())
            .toList();
    RedisClusterClient client = RedisClusterClient.create(resources, bounded);
    client.setOptions(options());
    return new ClusterConnector(client, resources);
  }

  /** With the user's client, which is not shut down. */
  static ClusterConnector with(RedisClusterClient client) {
    return new ClusterConnector(client, null);
  }

  /**
   * What a connection of ours is like: see {@link SingleConnector}. What comes before a connection
   * to a node is open waits for that: the connections to nodes are opened when they are needed
   * first.
   */
  private static ClusterClientOptions options() {
    ClusterClientOptions.Builder builder =
        ClusterClientOptions.builder()
            .autoReconnect(false)
            .timeoutOptions(TimeoutOptions.create())
            .socketOptions(SingleConnector.socketOptions())
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(BETWEEN_LOOKS)
                    .adaptiveRefreshTriggersTimeout(BETWEEN_URGENT_LOOKS)
                    .build())
            .nodeFilter(ClusterConnector::mayBeThere);
    builder.maintNotificationsConfig(MaintNotificationsConfig.disabled());
    return builder.build();
  }

  /** Whoever has failed for the others is asked nothing, nor waited for. */
  private static boolean mayBeThere(RedisClusterNode node) {
    return !node.is(NodeFlag.FAIL) && !node.is(NodeFlag.NOADDR) && !node.is(NodeFlag.HANDSHAKE);
  }

  @Override
  public CompletionStage<Commands> connect() {
    return withTopology()
        .thenCompose(known -> client.connectAsync(BoundedCodec.INSTANCE))
        .thenApply(connection -> new Commands(connection, connection.async()));
  }

  @Override
  public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
    return withTopology()
        .thenCompose(known -> client.connectPubSubAsync(BoundedCodec.INSTANCE))
        .thenApply(connection -> (StatefulRedisPubSubConnection<String, byte[]>) connection);
  }

  /** Lettuce connects without blocking only if it knows the nodes; they may have changed, too. */
  private CompletionStage<Void> withTopology() {
    return client.refreshPartitionsAsync();
  }

  /**
   * By all masters: a topic or a stream is one's alone, and a connection that only another answers
   * by would be of no use for it.
   */
  @Override
  public CompletionStage<Void> ping(Commands commands) {
    StatefulRedisClusterConnection<String, byte[]> connection = cluster(commands);
    return everyMaster(
        connection.getPartitions(),
        (host, port) ->
            connection.getConnectionAsync(host, port).thenCompose(node -> node.async().ping()));
  }

  /**
   * Fails, too, when a master is none any more: what was subscribed to there is subscribed to
   * nowhere, and Lettuce tells nobody.
   */
  @Override
  public CompletionStage<Void> pingPubSub(
      StatefulRedisPubSubConnection<String, byte[]> connection) {
    var cluster = (StatefulRedisClusterPubSubConnection<String, byte[]>) connection;
    Set<String> masters =
        masters(cluster.getPartitions())
            .map(RedisClusterNode::getNodeId)
            .collect(Collectors.toUnmodifiableSet());
    Set<String> before = mastersBefore.put(connection, masters);
    if (before != null && !masters.containsAll(before)) {
      return RedisLink.failed("a master is none any more");
    }
    return everyMaster(
        cluster.getPartitions(),
        (host, port) ->
            cluster.getConnectionAsync(host, port).thenCompose(node -> node.async().ping()));
  }

  private static CompletionStage<Void> everyMaster(
      Partitions nodes, BiFunction<String, Integer, CompletionStage<String>> ping) {
    return CompletableFuture.allOf(
        masters(nodes)
            .map(RedisClusterNode::getUri)
            .map(uri -> ping.apply(uri.getHost(), uri.getPort()).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private static Stream<RedisClusterNode> masters(Partitions nodes) {
    return nodes.stream().filter(node -> node.is(NodeFlag.UPSTREAM) && !node.hasNoSlots());
  }

  private static StatefulRedisClusterConnection<String, byte[]> cluster(Commands commands) {
    return (StatefulRedisClusterConnection<String, byte[]>) commands.connection();
  }

  /** Whoever subscribes may do so at any node, so all are asked. */
  @Override
  public CompletionStage<Long> subscribers(Commands commands, boolean sharded, String channel) {
    NodeSelectionAsyncCommands<String, byte[]> everywhere =
        cluster(commands).async().all().commands();
    AsyncExecutions<Map<String, Long>> counts =
        sharded ? everywhere.pubsubShardNumsub(channel) : everywhere.pubsubNumsub(channel);
    return counts.thenCollect(Collectors.summingLong(count -> count.getOrDefault(channel, 0L)));
  }

  @Override
  public Executor executor() {
    return client.getResources().eventExecutorGroup();
  }

  @Override
  public CompletionStage<Void> close() {
    ClientResources ours = resources;
    if (ours == null) {
      return CompletableFuture.completedFuture(null);
    }
    return Shutdown.of(client)
        .thenRun(
            () -> {
              var unused =
                  ours.shutdown(QUIET_MILLIS, Line.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            });
  }
}
