package io.sockeye.redis;

import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream that several namespaces of a server share: read once, and written by one. Thread-safe.
 */
final class StreamRoutes {
  /** Takes the entries of one namespace; must neither block nor throw. */
  interface Route extends LinkListener {
    void onEntry(StreamMessage<String, byte[]> entry);

    /** Whether it is not done with those that came, and has no room for many more. */
    boolean isBehind();

    /** Entries were missed; 0 if nobody knows how many. */
    void onMissed(long count, String detail);
  }

  private final StreamReader reader;
  private final StreamAppender appender;

  /** By namespace; seldom more than one each. */
  private final Map<String, List<Route>> routes = new ConcurrentHashMap<>();

  private final Set<Route> all = new CopyOnWriteArraySet<>();

  /** Whether the stream is read at present; guarded by the reader's mailbox. */
  private boolean up;

  StreamRoutes(RedisLink link, String stream, long maxLen, int readCount, Duration blockTime) {
    this.reader = new StreamReader(link, stream, readCount, blockTime, new Dispatcher());
    this.appender = new StreamAppender(link, stream, maxLen);
    link.add(appender);
  }

  /**
   * Brings the entries of a namespace.
   *
   * @return completes when what is added from now on comes
   */
  CompletionStage<Void> add(String namespace, Route route) {
    routes.computeIfAbsent(namespace, name -> new CopyOnWriteArrayList<>()).add(route);
    all.add(route);
    return reader.start(
        () -> {
          if (up) {
            route.onUp();
          }
        });
  }

  /** Brings them no more. */
  void remove(String namespace, Route route) {
    all.remove(route);
    routes.computeIfPresent(
        namespace,
        (name, list) -> {
          list.remove(route);
          return list.isEmpty() ? null : list;
        });
  }

  /** Adds an entry; completes with its id. */
  CompletionStage<String> append(Map<String, byte[]> fields) {
    return appender.append(fields);
  }

  /**
   * Tells up to which entry all were brought, null before any was read; bringing none meanwhile.
   */
  void position(Consumer<@Nullable StreamId> taker) {
    reader.position(taker);
  }

  void close() {
    reader.close();
    appender.close();
  }

  private final class Dispatcher implements StreamReader.Listener {
    @Override
    public void onEntry(StreamMessage<String, byte[]> entry) {
      byte[] namespace = entry.getBody().get("nsp");
      List<Route> those =
          namespace == null ? null : routes.get(new String(namespace, StandardCharsets.UTF_8));
      if (those != null) {
        those.forEach(route -> route.onEntry(entry));
      }
    }

    /** One that is behind holds up the others: there is one reader. */
    @Override
    public boolean isBehind() {
      return all.stream().anyMatch(Route::isBehind);
    }

    @Override
    public void onMissed(long count, String detail) {
      all.forEach(route -> route.onMissed(count, detail));
    }

    @Override
    public void onUp() {
      up = true;
      all.forEach(LinkListener::onUp);
    }

    @Override
    public void onDown(String detail) {
      up = false;
      all.forEach(route -> route.onDown(detail));
    }
  }
}
