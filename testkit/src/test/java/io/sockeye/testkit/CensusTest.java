package io.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.concurrent.Timers;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.Census.Counts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CensusTest {
  @Test
  void serverWithoutClientsHoldsNothing() {
    try (Census census = new Census()) {
      SocketIoServer io = census.of(SocketIoServer.builder());
      io.of("/chat");

      census.requireNothingLeft();

      assertThat(census.counts()).isEqualTo(Counts.NONE);
      assertThat(io.close()).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void nothingCanBeCountedBeforeThereIsAServer() {
    try (Census census = new Census()) {
      assertThatThrownBy(census::counts).hasMessage("of(builder) comes first");
    }
  }

  @Test
  void alarmCountsUntilItRangOrIsCancelled() {
    ManualTimers clock = new ManualTimers();
    CountedTimers timers = new CountedTimers(clock);
    AtomicInteger rung = new AtomicInteger();
    Timers.Alarm cancelled = timers.schedule(Duration.ofSeconds(1), rung::incrementAndGet);
    Timers.Alarm rings = timers.schedule(Duration.ofSeconds(2), rung::incrementAndGet);
    assertThat(timers.pending()).isEqualTo(2);

    cancelled.cancel();
    cancelled.cancel();
    assertThat(timers.pending()).isEqualTo(1);

    clock.advance(Duration.ofSeconds(3));
    rings.cancel();
    assertThat(timers.pending()).isZero();
    assertThat(rung).hasValue(1);
  }
}
