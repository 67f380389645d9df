package io.sockeye.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.AsyncExecutions;
import io.lettuce.core.cluster.api.async.NodeSelectionAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A Redis Cluster. */
final class ClusterConnector implements RedisConnector {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

  private final RedisClusterClient client;

  /** Of a client of ours, which ends with it; null if it is the user's. */
  private final @Nullable ClientResources resources;

  private ClusterConnector(RedisClusterClient client, @Nullable ClientResources resources) {
    this.client = client;
    this.resources = resources;
  }

  /** With a client of its own. */
  static ClusterConnector to(List<RedisURI> nodes) {
    ClientResources resources =
        ClientResources.builder()
            .reconnectDelay(
                Delay.fullJitter(
                    Backoff.LEAST, Backoff.MOST, Backoff.LEAST.toMillis(), TimeUnit.MILLISECONDS))
            .build();
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
   * Nothing is sent again: see {@link Line}. What comes before a connection to a node is open waits
   * for that: the connections to nodes are opened when they are needed first.
   */
  private static ClusterClientOptions options() {
    ClientOptions common =
        ClientOptions.builder()
            .replayFilter(command -> true)
            .timeoutOptions(TimeoutOptions.create())
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .socketOptions(SingleConnector.socketOptions())
            .build();
    return ClusterClientOptions.builder(common)
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(BETWEEN_LOOKS).build())
        .build();
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

  /** Whoever subscribes may do so at any node, so all are asked. */
  @Override
  public CompletionStage<Long> subscribers(Commands commands, boolean sharded, String channel) {
    NodeSelectionAsyncCommands<String, byte[]> everywhere =
        ((StatefulRedisClusterConnection<String, byte[]>) commands.connection())
            .async()
            .all()
            .commands();
    AsyncExecutions<Map<String, Long>> counts =
        sharded ? everywhere.pubsubShardNumsub(channel) : everywhere.pubsubNumsub(channel);
    return counts.thenCollect(Collectors.summingLong(count -> count.getOrDefault(channel, 0L)));
  }

  @Override
  public boolean heals() {
    return true;
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
              var unused = ours.shutdown(0, Line.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            });
  }
}
