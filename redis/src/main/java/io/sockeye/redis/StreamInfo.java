package io.sockeye.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What Redis says of a stream.
 *
 * @param last the last id that it gave
 * @param added how many entries it ever had; -1 if Redis is older than 7 and does not say
 * @param length how many entries it has
 * @param first the id of the first of them; null if it has none
 */
record StreamInfo(StreamId last, long added, long length, @Nullable StreamId first) {
  private static final StreamInfo NONE = new StreamInfo(StreamId.ZERO, 0, 0, null);

  /** Asks for it; a stream that does not exist is one without entries. */
  static CompletionStage<StreamInfo> ask(
      RedisClusterAsyncCommands<String, byte[]> redis, String stream) {
    CompletionStage<StreamInfo> info = redis.xinfoStream(stream).thenApply(StreamInfo::of);
    return info.handle(
            (found, failure) ->
                failure == null
                    ? CompletableFuture.completedFuture(found)
                    : isMissing(failure)
                        ? CompletableFuture.completedFuture(NONE)
                        : CompletableFuture.<StreamInfo>failedFuture(failure))
        .thenCompose(Function.identity());
  }

  private static boolean isMissing(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof RedisCommandExecutionException
        && String.valueOf(cause.getMessage()).contains("no such key");
  }

  /** Of names and values in turns. */
  private static StreamInfo of(List<Object> parts) {
    StreamId last = StreamId.ZERO;
    long added = -1;
    long length = 0;
    StreamId first = null;
    for (int i = 0; i + 1 < parts.size(); i += 2) {
      Object value = parts.get(i + 1);
      switch (text(parts.get(i))) {
        case "last-generated-id" -> last = StreamId.of(text(value));
        case "entries-added" -> added = (Long) value;
        case "length" -> length = (Long) value;
        case "first-entry" -> first = idOf(value);
        default -> {}
      }
    }
    return new StreamInfo(last, added, length, first);
  }

  /** Of an entry, an id and its fields; null if there is none. */
  private static @Nullable StreamId idOf(@Nullable Object entry) {
    return entry instanceof List<?> parts && !parts.isEmpty()
        ? StreamId.of(text(parts.get(0)))
        : null;
  }

  private static String text(@Nullable Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }
}
