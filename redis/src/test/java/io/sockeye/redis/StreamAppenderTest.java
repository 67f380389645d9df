package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.Range;
import io.lettuce.core.RedisURI;
import io.sockeye.concurrent.Timers;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of entries whose connection is lost on the way, in which order. */
@Timeout(60)
final class StreamAppenderTest {
  private static final String STREAM = "s";

  private final Timers timers = new PacedTimers(PacedTimers.QUICK);
  private final RedisServer redis = RedisServer.start();
  private final ChaosProxy network = ChaosProxy.to(redis.port());
  private final TamperedConnector connector =
      new TamperedConnector(
          SingleConnector.to(RedisURI.create("redis://127.0.0.1:" + network.port())));
  private final RedisLink link = new RedisLink(connector, timers);
  private final StreamAppender appender = new StreamAppender(link, STREAM, 1_000_000);

  /** How often there was a connection for commands. */
  private final AtomicInteger connections = new AtomicInteger();

  private final List<CompletionStage<String>> sent = new ArrayList<>();

  @BeforeEach
  void open() {
    link.add(appender);
    link.add(
        new LinkListener() {
          @Override
          public void onCommands() {
            connections.incrementAndGet();
          }

          @Override
          public void onUp() {}

          @Override
          public void onDown(String detail) {}
        });
    append("first");
    BusProbe.get(sent.get(0));
  }

  @AfterEach
  void close() {
    connector.release();
    BusProbe.get(link.close());
    timers.close();
    network.close();
    redis.close();
  }

  @Test
  void entriesThatAreLateForTheirConnectionDoNotOvertakeThoseThatItLost() {
    network.swallow(ChaosProxy.Direction.TO_SERVER);
    append("lost");
    await().until(() -> connector.sent() == 2);

    connector.hold();
    append("late");
    network.cut(ChaosProxy.Cut.RST);
    network.heal();
    await().atMost(Duration.ofSeconds(10)).until(() -> connections.get() == 2);
    connector.release();

    sent.forEach(BusProbe::get);
    assertThat(stream()).containsExactly("first", "lost", "late");
  }

  @Test
  void entriesThatLettuceForgetsAreSentAgainWhenTheirConnectionIsLost() {
    connector.forget(true);
    append("forgotten");
    append("forgotten, too");
    await().until(() -> connector.sent() == 3);

    connector.forget(false);
    network.cut(ChaosProxy.Cut.RST);

    append("last");
    sent.forEach(BusProbe::get);
    assertThat(stream()).containsExactly("first", "forgotten", "forgotten, too", "last");
  }

  @Test
  void entriesThatLettuceForgetsAreSentAgainAfterAWhile() {
    connector.forget(true);
    append("forgotten");
    await().until(() -> connector.sent() == 2);
    connector.forget(false);

    sent.forEach(BusProbe::get);

    assertThat(connections).hasValue(1);
    assertThat(stream()).containsExactly("first", "forgotten");
  }

  @Test
  void entriesDoNotOvertakeOneThatRedisRefusesAgain() {
    connector.refuse(4, "OOM command not allowed"); // The three, and the first again.
    append("one");
    append("two");
    append("three");

    sent.forEach(BusProbe::get);

    assertThat(stream()).containsExactly("first", "one", "two", "three");
  }

  private void append(String text) {
    sent.add(appender.append(Map.of("text", text.getBytes(StandardCharsets.UTF_8))));
  }

  private List<String> stream() {
    return BusProbe.get(link.command(0, all -> all.xrange(STREAM, Range.unbounded()))).stream()
        .map(entry -> new String(entry.getBody().get("text"), StandardCharsets.UTF_8))
        .toList();
  }
}
