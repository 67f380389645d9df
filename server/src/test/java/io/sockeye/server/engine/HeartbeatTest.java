package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EngineVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protocol section "heartbeat": interval 300 ms, timeout 200 ms. */
class HeartbeatTest {
  private static final EngineOptions OPTIONS = EngineRig.options().build();

  private final EngineRig rig = new EngineRig();

  @Test
  void pingIsSentAfterTheIntervalAndAgainAfterEachPong() {
    FakeLink link = rig.openWebSocket();

    for (int i = 0; i < 3; i++) {
      rig.advance(299);
      assertThat(link.take()).isEmpty();
      rig.advance(1);
      assertThat(link.take()).containsExactly("2");
      rig.advance(100);
      link.text("3");
    }

    assertThat(rig.closes).isEmpty();
  }

  @Test
  void silentClientIsClosedAfterIntervalAndTimeoutExactly() {
    rig.openPolling();

    rig.advance(499);
    assertThat(rig.closes).isEmpty();
    rig.advance(1);

    assertThat(rig.closes).containsExactly("ping timeout");
    assertThat(rig.server.clientsCount()).isZero();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void pollThatWaitsIsAnsweredWhenTheSessionTimesOut() {
    String sid = rig.openPolling();
    FakeExchange first = rig.poll(sid);
    rig.advance(300);
    assertThat(first.text()).isEqualTo("2");
    FakeExchange second = rig.poll(sid);

    rig.advance(200);

    assertThat(second.text()).isEqualTo("1");
  }

  @Test
  void pingInTheWrongDirectionEndsTheSession() {
    FakeLink link = rig.openWebSocket();

    link.text("2");

    assertThat(rig.closes).containsExactly("transport error: invalid heartbeat direction");
    assertThat(link.isClosed()).isTrue();
  }

  @Test
  void pongWithoutAPingMovesNoDeadline() {
    FakeLink link = rig.openWebSocket();
    rig.advance(200);
    link.text("3");

    rig.advance(300);

    assertThat(rig.closes).containsExactly("ping timeout");
  }

  @Test
  void pongFloodEndsTheSession() {
    FakeLink link = rig.openWebSocket();

    for (int i = 0; i < 11; i++) {
      link.text("3");
    }

    assertThat(rig.closes).containsExactly("transport error: more pongs than pings");
    assertThat(rig.limitHits).containsExactly("unsolicitedPongs");
  }

  @Test
  void otherPacketExtendsTheTimeoutOncePerPing() {
    FakeLink link = rig.openWebSocket();
    rig.advance(450);
    link.text("4still here");
    rig.advance(190);
    link.text("4and here");

    rig.advance(9);
    assertThat(rig.closes).isEmpty();
    rig.advance(1);

    assertThat(rig.closes).containsExactly("ping timeout");
  }

  @Test
  void upgradeGivesAPongOnItsWayTimeToArrive() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");
    rig.poll(sid);
    rig.advance(400);
    rig.poll(sid);
    link.text("5");

    rig.advance(199);
    assertThat(rig.closes).isEmpty();
    link.text("3");
    rig.advance(300);

    assertThat(link.take()).endsWith("2");
  }

  @Test
  void alarmsThatWereHeldUpWithTheProcessDoNotCloseAtOnce() {
    HeldUpTimers timers = new HeldUpTimers();
    Owner owner = new Owner();
    Heartbeat heartbeat = Heartbeat.of(EngineVersion.V4, timers, OPTIONS, owner);
    heartbeat.start();
    timers.ringAt(300);
    timers.ringAt(10_000);
    assertThat(owner.told).containsExactly("ping");

    timers.ringAt(10_200);

    assertThat(owner.told).containsExactly("ping", "timeout");
  }

  @ParameterizedTest
  @EnumSource
  void clientIsOverdueBeforeTheAlarmUnlessAPauseMayHaveHeldItUp(EngineVersion version) {
    HeldUpTimers timers = new HeldUpTimers();
    Owner owner = new Owner();
    Heartbeat heartbeat = Heartbeat.of(version, timers, OPTIONS, owner);
    heartbeat.start();
    if (version == EngineVersion.V4) {
      timers.ringAt(300);
    }

    timers.moveTo(499);
    assertThat(heartbeat.isOverdue()).isFalse();
    timers.moveTo(510);
    assertThat(heartbeat.isOverdue()).isTrue();
    owner.readingPaused = true;
    assertThat(heartbeat.isOverdue()).as("while nothing is read from it").isFalse();
    owner.readingPaused = false;
    timers.moveTo(10_000);

    assertThat(heartbeat.isOverdue()).as("after a pause of the process").isFalse();
  }

  private static final class Owner implements Heartbeat.Owner {
    final List<String> told = new ArrayList<>();
    boolean readingPaused;

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void sendPing() {
      told.add("ping");
    }

    @Override
    public void sendPong() {
      told.add("pong");
    }

    @Override
    public boolean isReadingPaused() {
      return readingPaused;
    }

    @Override
    public void onPingTimeout() {
      told.add("timeout");
    }
  }

  /** A clock that the test sets, and one alarm that rings when the test says. */
  private static final class HeldUpTimers implements Timers {
    private long now;
    private Runnable task = () -> {};

    void moveTo(long millis) {
      now = Duration.ofMillis(millis).toNanos();
    }

    void ringAt(long millis) {
      moveTo(millis);
      task.run();
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long currentTimeMillis() {
      return 0;
    }

    @Override
    public Alarm schedule(Duration delay, Runnable alarm) {
      task = alarm;
      return () -> {};
    }

    @Override
    public void close() {}
  }
}
