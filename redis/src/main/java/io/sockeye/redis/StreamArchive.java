package io.sockeye.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What Redis keeps for clients that come back: the entries of a stream, and sessions, each under a
 * key of its own (section 6.6 of the behaviour spec). Thread-safe.
 */
final class StreamArchive {
  private final RedisLink link;
  private final String stream;
  private final String sessionKeyPrefix;
  private final int pageSize;

  StreamArchive(RedisLink link, String stream, String sessionKeyPrefix, int pageSize) {
    this.link = link;
    this.stream = stream;
    this.sessionKeyPrefix = sessionKeyPrefix;
    this.pageSize = pageSize;
  }

  /** How many entries are read at once. */
  int pageSize() {
    return pageSize;
  }

  /** The next entries behind an id. */
  CompletionStage<List<StreamMessage<String, byte[]>>> read(String after) {
    return range(Boundary.excluding(after), Boundary.unbounded(), pageSize);
  }

  private CompletionStage<List<StreamMessage<String, byte[]>>> range(
      Boundary<String> from, Boundary<String> to, int most) {
    return link.command(0, redis -> redis.xrange(stream, Range.from(from, to), Limit.from(most)));
  }

  /**
   * Whether no entry behind an id was trimmed. It is certain if the stream still has that id, for
   * the oldest go first; if no other was ever added; or, from the very beginning, if none was ever
   * taken out.
   */
  CompletionStage<Boolean> hasAllAfter(String id) {
    return range(Boundary.including(id), Boundary.including(id), 1)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? link.command(0, redis -> StreamInfo.ask(redis, stream))
                        .thenApply(info -> hasAllAfter(StreamId.of(id), info))
                    : CompletableFuture.completedStage(true));
  }

  private static boolean hasAllAfter(StreamId id, StreamInfo info) {
    return id.equals(info.last()) || (id.equals(StreamId.ZERO) && info.added() == info.length());
  }

  CompletionStage<Optional<String>> find(String pid) {
    return link.command(0, redis -> redis.get(sessionKeyPrefix + pid)).thenApply(this::text);
  }

  /** The JavaScript adapter asks for GET and DEL in one transaction, which is the same. */
  CompletionStage<Optional<String>> take(String pid) {
    return link.command(0, redis -> redis.getdel(sessionKeyPrefix + pid)).thenApply(this::text);
  }

  private Optional<String> text(byte[] value) {
    return Optional.ofNullable(value).map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
  }

  CompletionStage<Void> save(String pid, String session, Duration time) {
    byte[] value = session.getBytes(StandardCharsets.ISO_8859_1);
    SetArgs expiring = SetArgs.Builder.px(Math.max(1, time.toMillis()));
    return link.command(value.length, redis -> redis.set(sessionKeyPrefix + pid, value, expiring))
        .thenApply(ok -> null);
  }
}
