package io.sockeye.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** One Redis, or the one that its Sentinels say is the master. */
final class SingleConnector implements RedisConnector {
  private static final Duration QUIET_BEFORE_PROBE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_PROBES = Duration.ofSeconds(2);

  private final RedisClient client;
  private final RedisURI uri;
  private final boolean ours;

  private SingleConnector(RedisClient client, RedisURI uri, boolean ours) {
    this.client = client;
    this.uri = uri;
    this.ours = ours;
  }

  /**
   * With a client of its own.
   *
   * @param uri gets the time that we have; Lettuce cannot copy one of Sentinels
   */
  static SingleConnector to(RedisURI uri) {
    uri.setTimeout(Line.PATIENCE);
    uri.getSentinels().forEach(sentinel -> sentinel.setTimeout(Line.PATIENCE));
    RedisClient client = RedisClient.create(uri);
    client.setOptions(options(ClientOptions.builder()).build());
    return new SingleConnector(client, uri, true);
  }

  /** With the user's client, which is not shut down. */
  static SingleConnector with(RedisClient client, RedisURI uri) {
    return new SingleConnector(client, uri, false);
  }

  /**
   * What a connection of ours is like: it is replaced when it is lost, so nothing that was on its
   * way is sent again behind our back; whether Redis answers is found out by PINGs, not by an alarm
   * for each command.
   */
  private static ClientOptions.Builder options(ClientOptions.Builder builder) {
    return builder
        .autoReconnect(false)
        .timeoutOptions(TimeoutOptions.create())
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .socketOptions(socketOptions());
  }

  /** PINGs find out what is silent; keep-alive is for what is forgotten on the way. */
  static SocketOptions socketOptions() {
    return SocketOptions.builder()
        .connectTimeout(Line.PATIENCE)
        .keepAlive(
            KeepAliveOptions.builder()
                .enable()
                .idle(QUIET_BEFORE_PROBE)
                .interval(BETWEEN_PROBES)
                .count(2)
                .build())
        .build();
  }

  @Override
  public CompletionStage<Commands> connect() {
    return client
        .connectAsync(BoundedCodec.INSTANCE, uri)
        .thenApply(connection -> new Commands(connection, connection.async()));
  }

  @Override
  public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
    return client.connectPubSubAsync(BoundedCodec.INSTANCE, uri);
  }

  @Override
  public CompletionStage<Void> ping(Commands commands) {
    return commands.async().ping().thenAccept(pong -> {});
  }

  @Override
  public CompletionStage<Void> pingPubSub(
      StatefulRedisPubSubConnection<String, byte[]> connection) {
    return connection.async().ping().thenAccept(pong -> {});
  }

  @Override
  public CompletionStage<Long> subscribers(Commands commands, boolean sharded, String channel) {
    CompletionStage<Map<String, Long>> counts =
        sharded
            ? commands.async().pubsubShardNumsub(channel)
            : commands.async().pubsubNumsub(channel);
    return counts.thenApply(count -> count.getOrDefault(channel, 0L));
  }

  @Override
  public Executor executor() {
    return client.getResources().eventExecutorGroup();
  }

  @Override
  public CompletionStage<Void> close() {
    return ours ? Shutdown.of(client) : CompletableFuture.completedFuture(null);
  }
}
