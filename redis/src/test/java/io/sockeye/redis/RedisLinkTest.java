package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.sockeye.SocketIoException;
import io.sockeye.concurrent.Timers;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisLinkTest {
  /** Remembers what it was told. */
  private static final class Told implements LinkListener {
    final Queue<String> words = new ConcurrentLinkedQueue<>();

    @Override
    public void onUp() {
      words.add("up");
    }

    @Override
    public void onDown(String detail) {
      words.add("down");
    }
  }

  private final Timers timers = Timers.create("test-timers");
  private final Timers quick = new PacedTimers(PacedTimers.QUICK);
  private final Queue<String> came = new ConcurrentLinkedQueue<>();
  private final ChannelListener listener =
      (channel, message) -> came.add(new String(message, StandardCharsets.UTF_8));
  private final Told told = new Told();
  private final List<RedisLink> links = new ArrayList<>();

  @AfterEach
  void closeAll() {
    links.forEach(link -> get(link.close()));
    timers.close();
    quick.close();
  }

  @Test
  void whatIsPublishedComesToThoseWhoSubscribed() {
    try (RedisServer redis = RedisServer.start()) {
      RedisLink link = link(redis.port());
      get(link.subscribe(Topic.channel("c"), listener));
      get(
          link.subscribe(
              Topic.pattern(new ClassicChannels("p[1]*", "/").broadcastPattern()), listener));
      get(link.subscribe(Topic.shard("s"), listener));

      publish(link, "c", "to the channel");
      publish(link, "p[1]*#/#room#", "to the pattern");
      publish(link, "p1#/#room#", "to nobody");
      get(link.publish(true, "s", bytes("to the shard")));

      await().until(() -> came.size() == 3);
      assertThat(came)
          .containsExactlyInAnyOrder("to the channel", "to the pattern", "to the shard");
      assertThat(get(link.subscribers(false, "c"))).isEqualTo(1);
      assertThat(get(link.subscribers(true, "s"))).isEqualTo(1);
      assertThat(get(link.subscribers(false, "nobody"))).isZero();
    }
  }

  @Test
  void othersAreCountedWhenOneIsCountedItself() {
    try (RedisServer redis = RedisServer.start()) {
      RedisLink other = link(redis.port());
      get(other.subscribe(Topic.channel("c"), listener));

      for (int i = 1; i <= 10; i++) {
        RedisLink link = link(redis.port());
        var unused = link.subscribe(Topic.channel("c"), listener);
        assertThat(get(link.others(Topic.channel("c")))).isEqualTo(i);
      }
    }
  }

  @Test
  void nothingComesAfterTheLastListenerHasLeft() {
    try (RedisServer redis = RedisServer.start()) {
      RedisLink link = link(redis.port());
      Queue<String> others = new ConcurrentLinkedQueue<>();
      ChannelListener other = (channel, message) -> others.add("");
      get(link.subscribe(Topic.channel("c"), listener));
      get(link.subscribe(Topic.channel("c"), other));

      get(link.unsubscribe(Topic.channel("c"), listener));
      publish(link, "c", "to the other");
      await().until(() -> others.size() == 1);
      get(link.unsubscribe(Topic.channel("c"), other));

      assertThat(get(link.subscribers(false, "c"))).isZero();
      assertThat(came).isEmpty();
    }
  }

  @Test
  void subscriptionsComeBackWhenRedisDoes() {
    try (RedisServer redis = RedisServer.start()) {
      RedisLink link = link(redis.port());
      get(link.subscribe(Topic.channel("c"), listener));
      get(link.subscribe(Topic.shard("s"), listener));
      await().until(() -> told.words.contains("up"));

      redis.kill();
      await().until(() -> told.words.contains("down"));
      // The subscriptions may be lost before the commands are.
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> get(link.publish(false, "c", bytes("too late"))))
                      .hasCauseInstanceOf(SocketIoException.class)
                      .hasMessageContaining("Redis is away"));
      redis.startAgain();
      await().atMost(Duration.ofSeconds(2)).until(() -> told.words.size() == 3);

      publish(link, "c", "again");
      get(link.publish(true, "s", bytes("again")));
      await().until(() -> came.size() == 2);
      assertThat(told.words).containsExactly("up", "down", "up");
      assertThat(came).containsOnly("again");
    }
  }

  @Test
  void redisMayComeLaterThanWhoeverWantsIt() {
    try (RedisServer redis = RedisServer.start()) {
      redis.stop();
      RedisLink link = link(redis.port());
      CompletionStage<Void> ready = link.subscribe(Topic.channel("c"), listener);
      await().until(() -> told.words.contains("down"));
      assertThat(ready.toCompletableFuture()).isNotDone();

      redis.startAgain();

      get(ready);
      await().until(() -> told.words.contains("up"));
      assertThat(told.words).containsExactly("down", "up");
    }
  }

  @Test
  void silentRedisIsFoundOutAndWhatWasOnItsWayFails() {
    try (RedisServer redis = RedisServer.start();
        ChaosProxy network = ChaosProxy.to(redis.port())) {
      RedisLink link = link(to(network.port()), quick);
      get(link.subscribe(Topic.channel("c"), listener));
      await().until(() -> told.words.contains("up"));

      network.swallow(ChaosProxy.Direction.TO_SERVER, ChaosProxy.Direction.TO_CLIENT);
      CompletionStage<Void> lost = link.publish(false, "c", bytes("into the hole"));
      await().atMost(Duration.ofSeconds(10)).until(() -> told.words.contains("down"));
      assertThatThrownBy(() -> get(lost)).isInstanceOf(CompletionException.class);
      network.heal();

      await().atMost(Duration.ofSeconds(10)).until(() -> told.words.size() == 3);
      publish(link, "c", "through");
      await().until(() -> !came.isEmpty());
      assertThat(came).containsExactly("through");
    }
  }

  @Test
  void usersClientThatReconnectsByItselfSendsNothingTwice() {
    try (RedisServer redis = RedisServer.start();
        ChaosProxy network = ChaosProxy.to(redis.port())) {
      RedisURI uri = RedisURI.create("redis://127.0.0.1:" + network.port());
      RedisClient client = RedisClient.create(uri);
      RedisLink link = link(SingleConnector.with(client, uri));
      get(link.subscribe(Topic.channel("c"), listener));
      await().until(() -> told.words.contains("up"));

      network.swallow(ChaosProxy.Direction.TO_SERVER);
      CompletionStage<Void> lost = link.publish(false, "c", bytes("stale"));
      network.cut(ChaosProxy.Cut.RST);
      await().until(() -> told.words.contains("down"));
      network.heal();

      await().atMost(Duration.ofSeconds(10)).until(() -> told.words.size() >= 3);
      assertThatThrownBy(() -> get(lost)).isInstanceOf(Exception.class);
      publish(link, "c", "fresh");
      await().until(() -> !came.isEmpty());
      assertThat(came).containsExactly("fresh");
      get(link.close());
      links.clear();
      client.shutdown();
    }
  }

  @Test
  void refusedSubscriptionIsTriedAgainAndTold() {
    try (RedisServer redis =
        RedisServer.start(
            "--user", "default", "on", "nopass", "~*", "+@all", "resetchannels", "&allowed")) {
      RedisLink link = link(redis.port());
      CompletionStage<Void> never = link.subscribe(Topic.channel("forbidden"), listener);

      await().until(() -> told.words.contains("down"));

      assertThat(link.away()).contains("NOPERM");
      assertThat(never.toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void subscriptionThatIsNeverAnsweredIsAskedForAgain() {
    try (RedisServer redis = RedisServer.start()) {
      TamperedConnector connector = new TamperedConnector(to(redis.port()));
      RedisLink link = link(connector, quick);
      get(link.subscribe(Topic.channel("c"), listener));
      await().until(() -> told.words.contains("up"));

      connector.forgetSubscriptions(true);
      CompletionStage<Void> forgotten = link.subscribe(Topic.channel("d"), listener);
      await().until(() -> told.words.contains("down"));
      assertThat(link.away()).contains("SUBSCRIBE d was not answered within 7500 ms");
      assertThat(forgotten.toCompletableFuture()).isNotDone();
      connector.forgetSubscriptions(false);

      get(forgotten);
      await().atMost(Duration.ofSeconds(20)).until(() -> link.away().isEmpty());
      publish(link, "c", "one");
      publish(link, "d", "other");
      await().until(() -> came.size() == 2);
      assertThat(came).containsExactly("one", "other");
    }
  }

  @Test
  void tooLargeMessageArrivesAsItsNameOnly() {
    try (RedisServer redis = RedisServer.start()) {
      RedisLink link = link(redis.port());
      Queue<byte[]> messages = new ConcurrentLinkedQueue<>();
      get(link.subscribe(Topic.channel("c"), (channel, message) -> messages.add(message)));

      get(link.publish(false, "c", new byte[BoundedCodec.MAX_BYTES + 1]));

      await().until(() -> !messages.isEmpty());
      assertThat(messages.element()).isSameAs(BoundedCodec.TOO_LARGE);
    }
  }

  @Test
  void messagesOfOneThreadKeepTheirOrder() {
    try (RedisServer redis = RedisServer.start()) {
      RedisLink link = link(redis.port());
      get(link.subscribe(Topic.channel("c"), listener));
      List<CompletionStage<Void>> sent = new ArrayList<>();
      List<String> expected = new ArrayList<>();

      for (int i = 0; i < 5_000; i++) {
        expected.add("" + i);
        sent.add(link.publish(false, "c", bytes("" + i)));
      }

      sent.forEach(RedisLinkTest::get);
      await().until(() -> came.size() == expected.size());
      assertThat(came).containsExactlyElementsOf(expected);
    }
  }

  private RedisLink link(int port) {
    return link(to(port));
  }

  private static RedisConnector to(int port) {
    return SingleConnector.to(RedisURI.create("redis://127.0.0.1:" + port));
  }

  private RedisLink link(RedisConnector connector) {
    return link(connector, timers);
  }

  private RedisLink link(RedisConnector connector, Timers clock) {
    RedisLink link = new RedisLink(connector, clock);
    links.add(link);
    link.add(told);
    return link;
  }

  private static void publish(RedisLink link, String channel, String message) {
    get(link.publish(false, channel, bytes(message)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().copy().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
