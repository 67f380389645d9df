package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.concurrent.Timers;
import io.sockeye.server.ConnectionStateRecovery;
import io.sockeye.testsupport.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that lose their connection and come back to any server, at once or a little later, while
 * all servers send: nothing is missing, nothing is there twice. More of it by {@code
 * -Dsockeye.recoveryCycles=20000}.
 */
@Timeout(600)
final class RecoveryRaceTest extends RecoveryScene {
  private static final int CYCLES = Integer.getInteger("sockeye.recoveryCycles", 300);
  private static final long SEED = Long.getLong("sockeye.seed", 20_26L);
  private static final Pattern EVENT = Pattern.compile("\\[\"n\",(\\d+),(\\d+)]");
  private static final int GUESTS = 6;
  private static final int MAX_PAUSE_MILLIS = 50;
  private static final Duration BETWEEN_EVENTS = Duration.ofMillis(4);

  private final Timers timers = Timers.create("test-timers");
  private final List<Node> nodes = new ArrayList<>();

  private final AtomicInteger recovered = new AtomicInteger();

  /** What one server sends, in its order. */
  private static final class Speaker {
    final int number;
    final AtomicInteger next = new AtomicInteger();

    Speaker(int number) {
      this.number = number;
    }

    /** The last event; when it is silent. */
    String last() {
      return "[\"n\",%d,%d]".formatted(number, next.get() - 1);
    }
  }

  @Test
  void nothingIsMissingOrTwiceHoweverClientsComeBack() {
    try (RedisServer redis = RedisServer.start()) {
      for (int i = 0; i < 3; i++) {
        Node node =
            node(redis.port(), streams -> streams.streamCount(2), ConnectionStateRecovery.create());
        node.io.onConnection(
            socket -> {
              if (!socket.recovered()) {
                socket.join("room");
              }
            });
        nodes.add(node);
      }
      awaitAll();
      List<Speaker> speakers = List.of(new Speaker(0), new Speaker(1), new Speaker(2));
      AtomicBoolean silent = new AtomicBoolean();
      List<Guest> guests = new ArrayList<>();
      for (int i = 0; i < GUESTS; i++) {
        guests.add(new Guest().connect(nodes.get(i % 3).io));
      }
      await().until(() -> nodes.stream().mapToInt(this::inRoom).sum() == GUESTS);
      speakers.forEach(speaker -> speak(speaker, silent));

      Random seeds = new Random(SEED);
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (Guest guest : guests) {
        all.add(travel(guest, new Random(seeds.nextLong()), CYCLES / GUESTS));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
          .orTimeout(500, TimeUnit.SECONDS)
          .join();
      silent.set(true);

      for (Guest guest : guests) {
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () -> speakers.forEach(one -> assertThat(guest.events).contains(one.last())));
        guest.lives.add(guest.life());
        guest.lives.forEach(RecoveryRaceTest::checkNoHole);
      }
      assertThat(recovered.get()).as("of %d", CYCLES).isGreaterThan(CYCLES / 2);
    } finally {
      timers.close();
    }
  }

  private int inRoom(Node node) {
    return node.io.in("room").local().fetchSockets().join().size();
  }

  private void awaitAll() {
    for (Node node : nodes) {
      await().until(() -> node.io.serverCount().orTimeout(5, TimeUnit.SECONDS).join() == 3);
    }
  }

  /** Sends to all, and to the room, until it is enough. */
  private void speak(Speaker speaker, AtomicBoolean silent) {
    if (silent.get()) {
      return;
    }
    int n = speaker.next.getAndIncrement();
    Node node = nodes.get(speaker.number);
    node.io.to("room").emit("n", speaker.number, n);
    timers.schedule(BETWEEN_EVENTS, () -> speak(speaker, silent));
  }

  /** Loses the connection in one way or another, and comes back, again and again. */
  private CompletableFuture<Void> travel(Guest guest, Random random, int cycles) {
    if (cycles == 0) {
      return CompletableFuture.completedFuture(null);
    }
    boolean noticed = random.nextInt(4) > 0;
    Node next = nodes.get(random.nextInt(nodes.size()));
    return later(random.nextInt(MAX_PAUSE_MILLIS))
        .thenRun(guest::goDeaf)
        .thenCompose(nothing -> later(random.nextInt(5)))
        .thenRun(
            () -> {
              if (noticed) {
                guest.vanish();
              }
            })
        .thenCompose(nothing -> later(random.nextInt(MAX_PAUSE_MILLIS)))
        .thenCompose(nothing -> comeBack(guest, next))
        .thenCompose(nothing -> travel(guest, random, cycles - 1));
  }

  private CompletableFuture<Void> comeBack(Guest guest, Node node) {
    String id = guest.id;
    guest.begin(node.io);
    return answered(guest)
        .thenRun(
            () -> {
              // A machine that stands still for seconds may cost a recovery.
              assertThat(guest.id.equals(id)).isEqualTo(guest.recovered);
              if (guest.recovered) {
                recovered.incrementAndGet();
              }
            });
  }

  /** Of each speaker the numbers follow each other, from the first that was heard. */
  private static void checkNoHole(Guest.Life life) {
    Map<Integer, Integer> last = new HashMap<>();
    for (int i = 0; i < life.events().size(); i++) {
      Matcher matcher = EVENT.matcher(life.events().get(i));
      assertThat(matcher.matches()).as(life.events().get(i)).isTrue();
      int speaker = Integer.parseInt(matcher.group(1));
      int number = Integer.parseInt(matcher.group(2));
      Integer before = last.put(speaker, number);
      if (before != null && number != before + 1) {
        int from = Math.max(0, i - 30);
        throw new AssertionError(
            "speaker %d, seed %d: %d after %d: %s %s"
                .formatted(
                    speaker,
                    SEED,
                    number,
                    before,
                    life.events().subList(from, i + 1),
                    life.offsets().subList(from, i + 1)));
      }
    }
  }

  private CompletableFuture<Void> answered(Guest guest) {
    return guest.isAnswered()
        ? CompletableFuture.completedFuture(null)
        : later(1).thenCompose(nothing -> answered(guest));
  }

  private CompletableFuture<Void> later(int millis) {
    CompletableFuture<Void> later = new CompletableFuture<>();
    timers.schedule(
        Duration.ofMillis(millis + 1L),
        () -> {
          var unused = later.completeAsync(() -> null);
        });
    return later;
  }
}
