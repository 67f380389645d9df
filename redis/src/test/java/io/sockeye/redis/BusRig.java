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
  private static final Duration SHORT_BLOCK_TIME = Duration.ofMillis(500);
  private static final int READ_COUNT = 100;

  private final Timers timers;
  private final Duration blockTime;
  private final List<Runnable> closers = new ArrayList<>();
  private final long maxLen;

  /** Whose streams keep all. */
  BusRig() {
    this(MUCH);
  }

  /** Whose streams keep so many entries, about. */
  BusRig(long maxLen) {
    this(maxLen, Timers.create("test-timers"), BLOCK_TIME);
  }

  private BusRig(long maxLen, Timers timers, Duration blockTime) {
    this.maxLen = maxLen;
    this.timers = timers;
    this.blockTime = blockTime;
  }

  /** Whose buses soon take Redis for silent. */
  static BusRig impatient() {
    return new BusRig(MUCH, new PacedTimers(PacedTimers.QUICK), SHORT_BLOCK_TIME);
  }

  /** Whose buses take no busy Redis for a silent one. */
  static BusRig patient() {
    return new BusRig(MUCH, new PacedTimers(PacedTimers.SLOW), BLOCK_TIME);
  }

  /** A bus that is there. */
  BusProbe open(Way way, int port) {
    return open(way, RedisSource.uri("redis://127.0.0.1:" + port));
  }

  BusProbe open(Way way, RedisSource source) {
    return open(way, source.open());
  }

  BusProbe open(Way way, RedisConnector connector) {
    RedisLink link = new RedisLink(connector, timers);
    MessageFormats formats = MessageFormats.create();
    closers.add(() -> BusProbe.get(link.close()));
    return new BusProbe(
        switch (way) {
          case CLASSIC -> new ClassicBus(link, "socket.io", "/", false, formats);
          case SHARDED -> new ShardedBus(link, "socket.io", "/", SubscriptionMode.DYNAMIC, formats);
          case STREAMS -> {
            StreamRoutes stream =
                new StreamRoutes(link, "socket.io", maxLen, READ_COUNT, blockTime);
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
