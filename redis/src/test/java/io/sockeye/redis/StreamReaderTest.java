package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.sockeye.concurrent.Timers;
import io.sockeye.testsupport.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class StreamReaderTest {
  private static final int READ_COUNT = 10;
  private static final int ALL = 100;

  /** Counts what comes, and may be behind. */
  private static final class Slow implements StreamReader.Listener {
    final AtomicInteger came = new AtomicInteger();
    final AtomicInteger asked = new AtomicInteger();
    volatile boolean behind;

    @Override
    public void onEntry(StreamMessage<String, byte[]> entry) {
      came.incrementAndGet();
      behind = came.get() < ALL / 2;
    }

    @Override
    public boolean isBehind() {
      asked.incrementAndGet();
      return behind;
    }

    @Override
    public void onMissed(long count, String detail) {}

    @Override
    public void onUp() {}

    @Override
    public void onDown(String detail) {}
  }

  @Test
  void nothingMoreIsReadWhileTheListenerIsBehind() {
    Timers timers = Timers.create("test-timers");
    try (RedisServer redis = RedisServer.start()) {
      RedisLink link =
          new RedisLink(
              SingleConnector.to(RedisURI.create("redis://127.0.0.1:" + redis.port())), timers);
      StreamAppender appender = new StreamAppender(link, "s", 1_000_000);
      link.add(appender);
      Slow slow = new Slow();
      StreamReader reader = new StreamReader(link, "s", READ_COUNT, Duration.ofMillis(500), slow);
      BusProbe.get(reader.start(() -> {}));
      List<CompletionStage<String>> sent = new ArrayList<>();
      for (int i = 0; i < ALL; i++) {
        sent.add(appender.append(Map.of("n", new byte[] {(byte) i})));
      }
      sent.forEach(BusProbe::get);

      await().until(() -> slow.came.get() > 0);
      int before = slow.asked.get();
      await().until(() -> slow.asked.get() > before + 5);
      assertThat(slow.came.get()).isBetween(1, READ_COUNT);
      while (slow.came.get() < ALL / 2) {
        int here = slow.came.get();
        slow.behind = false;
        await().until(() -> slow.came.get() > here);
      }

      await().until(() -> slow.came.get() == ALL);
      reader.close();
      BusProbe.get(link.close());
    } finally {
      timers.close();
    }
  }
}
