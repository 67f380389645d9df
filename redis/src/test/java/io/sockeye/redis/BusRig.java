package io.sockeye.redis;

import io.lettuce.core.RedisURI;
import io.sockeye.concurrent.Timers;
import io.sockeye.server.cluster.MessageFormats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Buses for the main namespace, each with a link of its own, as if each were a server. */
final class BusRig implements AutoCloseable {
  /** The three ways of messages. */
  enum Way {
    CLASSIC,
    SHARDED,
    STREAMS
  }

  /** More than any test adds. */
  private static final long MUCH = 1_000_000;

  private static final Duration BLOCK_TIME = Duration.ofSeconds(2);
  private static final int READ_COUNT = 100;

  private final Timers timers = Timers.create("test-timers");
  private final List<Runnable> closers = new ArrayList<>();
  private final long maxLen;

  /** Whose streams keep all. */
  BusRig() {
    this(MUCH);
  }

  /** Whose streams keep so many entries, about. */
  BusRig(long maxLen) {
    this.maxLen = maxLen;
  }

  /** A bus that is there. */
  BusProbe open(Way way, int port) {
    return open(way, RedisSource.uri("redis://127.0.0.1:" + port));
  }

  BusProbe open(Way way, RedisSource source) {
    RedisLink link = new RedisLink(source.open(), timers);
    MessageFormats formats = MessageFormats.create();
    closers.add(() -> BusProbe.get(link.close()));
    return new BusProbe(
        switch (way) {
          case CLASSIC -> new ClassicBus(link, "socket.io", "/", false, formats);
          case SHARDED -> new ShardedBus(link, "socket.io", "/", SubscriptionMode.DYNAMIC, formats);
          case STREAMS -> {
            StreamRoutes stream =
                new StreamRoutes(link, "socket.io", maxLen, READ_COUNT, BLOCK_TIME);
            closers.add(0, stream::close);
            yield new StreamsBus(
                link,
                stream,
                new StreamArchive(link, "socket.io", "sio:session:", READ_COUNT),
                "socket.io",
                "/",
                false,
                formats);
          }
        });
  }

  /** A link to do with Redis what others may do. */
  RedisLink link(int port) {
    RedisLink link =
        new RedisLink(SingleConnector.to(RedisURI.create("redis://127.0.0.1:" + port)), timers);
    closers.add(() -> BusProbe.get(link.close()));
    link.add(
        new LinkListener() {
          @Override
          public void onUp() {}

          @Override
          public void onDown(String detail) {}
        });
    return link;
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
    timers.close();
  }
}
