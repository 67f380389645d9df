package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.client.engine.HttpAnswer;
import io.sockeye.client.engine.HttpCall;
import io.sockeye.client.engine.Network;
import io.sockeye.client.engine.WebSocketCall;
import io.sockeye.client.engine.WebSocketChannel;
import io.sockeye.client.engine.WebSocketEvents;
import io.sockeye.concurrent.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of clients that lost the same server at once do not come back all together. */
final class ReconnectStormTest {
  private static final int CLIENTS = 5_000;
  private static final double LEAST_SECONDS = 1;
  private static final double MOST_SECONDS = 5;

  /** Numbers that are uniform are further from it once in a hundred times (Kolmogorov, Smirnov). */
  private static final double KOLMOGOROV_AT_ONE_PERCENT = 1.63;

  /** The delays of one client in seconds, which depend on the seed alone. */
  private static double[] delays(SplittableRandom random, int count) {
    Backoff backoff =
        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), 0.5, random::nextDouble);
    return IntStream.range(0, count).mapToDouble(i -> backoff.next().toNanos() / 1e9).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 1_100})
  void delaysAreSpreadEvenlyAfterManyAttempts(int attempts) {
    SplittableRandom random = new SplittableRandom(attempts);
    double[] last =
        IntStream.range(0, CLIENTS)
            .mapToDouble(i -> delays(random.split(), attempts + 1)[attempts])
            .sorted()
            .toArray();

    double distance = 0;
    for (int i = 0; i < CLIENTS; i++) {
      double expected = (last[i] - MOST_SECONDS / 2) / (MOST_SECONDS / 2);
      distance = Math.max(distance, Math.abs(expected - (double) i / CLIENTS));
      distance = Math.max(distance, Math.abs(expected - (double) (i + 1) / CLIENTS));
    }

    assertThat(last[0]).isGreaterThanOrEqualTo(MOST_SECONDS / 2);
    assertThat(last[CLIENTS - 1]).isLessThanOrEqualTo(MOST_SECONDS);
    assertThat(distance).isLessThan(KOLMOGOROV_AT_ONE_PERCENT / Math.sqrt(CLIENTS));
  }

  @Test
  void attemptsComeAtAnEvenRate() {
    int seconds = 120;
    int[] attemptsOfTenth = new int[seconds * 10];
    SplittableRandom random = new SplittableRandom(1);
    for (int client = 0; client < CLIENTS; client++) {
      double now = 0;
      for (double delay : delays(random.split(), seconds)) {
        now += delay;
        if (now < seconds) {
          attemptsOfTenth[(int) (now * 10)]++;
        }
      }
    }

    // Twice what there would be if all came once in the longest delay, evenly.
    double bound = 2 * CLIENTS / MOST_SECONDS / 10;
    int settled =
        200; // the first delays are short on purpose: a server that is back soon is found soon
    assertThat(Arrays.stream(attemptsOfTenth).skip(settled).max().orElseThrow())
        .isLessThan((int) bound);
    assertThat(Arrays.stream(attemptsOfTenth).max().orElseThrow())
        .isLessThan((int) (2 * CLIENTS / LEAST_SECONDS / 10 * 2));
  }

  /** No server anywhere: each request fails at once, and the time of it is written down. */
  private static final class NoServer implements Network {
    private final ManualTimers timers;
    private final List<Long> attempts = new ArrayList<>();

    NoServer(ManualTimers timers) {
      this.timers = timers;
    }

    @Override
    public CompletableFuture<HttpAnswer> send(HttpCall call) {
      attempts.add(timers.nanoTime());
      return CompletableFuture.failedFuture(new ConnectFailure.Tcp("connection refused", null));
    }

    @Override
    public CompletableFuture<WebSocketChannel> openWebSocket(
        WebSocketCall call, WebSocketEvents events) {
      throw new AssertionError("polling comes first");
    }

    @Override
    public void close() {}
  }

  @Test
  void managersWaitSoLongBetweenTheirAttempts() {
    ManualTimers timers = new ManualTimers();
    List<NoServer> networks = new ArrayList<>();
    List<Manager> managers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      NoServer network = new NoServer(timers);
      networks.add(network);
      managers.add(
          Manager.builder("http://127.0.0.1:1")
              .network(network)
              .timers(timers)
              .inlineHandlers()
              .build());
    }

    timers.advance(Duration.ofMinutes(2));

    for (NoServer network : networks) {
      List<Long> times = network.attempts;
      assertThat(times).hasSizeBetween(24, 50);
      for (int i = 1; i < times.size(); i++) {
        Duration waited = Duration.ofNanos(times.get(i) - times.get(i - 1));
        Duration full = Duration.ofSeconds(Math.min(5, 1L << Math.min(i - 1, 8)));
        assertThat(waited).isBetween(full.dividedBy(2), full);
      }
    }
    managers.forEach(Manager::close);
    assertThat(timers.pending()).isZero();
  }
}
