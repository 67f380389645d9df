package io.sockeye.interop.cluster;

import static io.sockeye.interop.client.Clients.get;

import io.sockeye.redis.RedisEmitter;
import io.sockeye.redis.RedisStreamsEmitter;
import io.sockeye.redis.ShardedRedisEmitter;
import io.sockeye.server.cluster.ClusterEmitter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Emits by our emitters what {@link NpmEmitter} emits by those of JavaScript. */
final class OwnEmitter {
  private OwnEmitter() {}

  /** Says all of this to a cluster, in order; each is an operation with its options. */
  static void emit(AdapterKind adapter, String redisUrl, List<Map<String, ?>> commands) {
    try (ClusterEmitter emitter = connect(adapter, redisUrl)) {
      commands.forEach(command -> get(run(emitter, command).toCompletableFuture()));
    }
  }

  private static ClusterEmitter connect(AdapterKind adapter, String redisUrl) {
    return switch (adapter) {
      case REDIS -> RedisEmitter.connect(redisUrl);
      case REDIS_SHARDED -> ShardedRedisEmitter.connect(redisUrl);
      case REDIS_STREAMS -> RedisStreamsEmitter.connect(redisUrl);
      default -> throw new IllegalArgumentException("no emitter is tried for " + adapter);
    };
  }

  private static CompletionStage<Void> run(ClusterEmitter emitter, Map<String, ?> command) {
    ClusterEmitter all = emitter.of(String.valueOf(command.get("nsp")));
    List<String> rooms = texts(command.get("rooms"));
    List<String> except = texts(command.get("except"));
    ClusterEmitter inRooms = rooms.isEmpty() ? all : all.to(rooms);
    ClusterEmitter chosen = except.isEmpty() ? inRooms : inRooms.except(except);
    String[] targets = texts(command.get("room")).toArray(String[]::new);
    String event = String.valueOf(command.get("ev"));
    @Nullable Object[] args =
        command.get("args") instanceof List<?> values ? values.toArray() : new Object[0];
    String what = String.valueOf(command.get("what"));
    return switch (what) {
      case "emit" -> chosen.emit(event, args);
      case "joins" -> chosen.socketsJoin(targets);
      case "leaves" -> chosen.socketsLeave(targets);
      case "disconnect" -> chosen.disconnectSockets(Boolean.TRUE.equals(command.get("close")));
      case "sse" -> all.serverSideEmit(event, args);
      default -> throw new IllegalArgumentException("no such operation: " + what);
    };
  }

  private static List<String> texts(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    return value == null ? List.of() : List.of(String.valueOf(value));
  }
}
