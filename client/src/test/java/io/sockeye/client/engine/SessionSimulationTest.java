package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.ClientSession.State;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.OpenPacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A session and a server that keep talking, in thousands of orders of events around the upgrade and
 * the end: nothing may be lost, doubled or reordered in either direction, the end is told once, and
 * nothing is left behind. A seed that fails fails again.
 */
class SessionSimulationTest {
  private static final int SEEDS = 1_000;
  private static final int STEPS = 300;

  /** More than it takes until nothing is under way any more. */
  private static final int MOST_STEPS = 10_000;

  /** What happens besides talking. */
  private enum Plot {
    /** Nothing; the session is closed when all has been said. */
    PEACE,
    /** The WebSocket may break at any time. */
    FRAGILE_WEBSOCKET,
    /** What carries the session breaks. */
    BREAKDOWN,
    /** The session is closed in the middle. */
    CLOSE,
    /** Both: closed, while the WebSocket may break. */
    CLOSE_FRAGILE,
    /** Closed, and then what carries the session breaks. */
    CLOSE_BREAKDOWN,
    /** The session is aborted in the middle. */
    ABORT
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLostDoubledOrReordered(Plot plot) {
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        new Simulation(plot, seed).run();
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError(plot + ", seed " + seed, failed);
      }
    }
  }

  private static final class Simulation implements ClientSession.Events {
    private final Plot plot;
    private final Random random;
    private final SimulatedServer server;
    private final ManualTimers timers = new ManualTimers();
    private final SerialExecutor mailbox = SerialExecutor.mailbox(Runnable::run);
    private final List<String> taken = new ArrayList<>();
    private final List<String> got = new ArrayList<>();
    private final int drama;

    private @Nullable ClientSession session;
    private @Nullable Throwable thrown;
    private int opened;
    private int changed;
    private int closes;
    private int pingsTold;
    private boolean writable;

    /** Whether an event told that it is writable, in this turn of the mailbox. */
    private boolean writableTold;

    private @Nullable DisconnectReason reason;
    private @Nullable ConnectFailure failure;

    Simulation(Plot plot, long seed) {
      this.plot = plot;
      random = new Random(seed);
      drama = random.nextInt(STEPS);
      server =
          new SimulatedServer(random, plot == Plot.FRAGILE_WEBSOCKET || plot == Plot.CLOSE_FRAGILE);
      inMailbox(
          () ->
              session =
                  ClientSession.open(
                      URI.create("http://localhost"),
                      SessionOptions.builder().timeout(Duration.ZERO).build(),
                      List.of(TransportType.POLLING, TransportType.WEBSOCKET),
                      server::create,
                      timers,
                      mailbox,
                      this));
    }

    private ClientSession session() {
      if (session == null) {
        throw new AssertionError("no session");
      }
      return session;
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        if (i == drama) {
          happen();
        }
        inMailbox(this::step);
      }
      settle();
      if (closes == 0) {
        checkPeace();
        inMailbox(session()::close);
        settle();
      }
      checkEnd();
    }

    private void happen() {
      switch (plot) {
        case BREAKDOWN -> inMailbox(server::breakDown);
        case CLOSE, CLOSE_FRAGILE, CLOSE_BREAKDOWN -> inMailbox(session()::close);
        case ABORT -> inMailbox(session()::abort);
        case PEACE, FRAGILE_WEBSOCKET -> {}
      }
    }

    /** Whoever waits until the session is writable must be told when it is. */
    private void checkWritable() {
      boolean before = writable;
      writable = session().isWritable();
      if (writable && !before && !writableTold) {
        throw new AssertionError("writable again, and nobody was told");
      }
      writableTold = false;
    }

    private void step() {
      switch (random.nextInt(16)) {
        case 0, 1 -> send();
        case 2, 3 -> server.send("4s" + server.sent.size());
        case 4 -> {
          if (random.nextInt(4) == 0) {
            server.send("2");
          }
        }
        case 5 -> {
          if (random.nextBoolean()) {
            session().pauseReading();
          } else {
            session().resumeReading();
          }
        }
        case 6 -> advance(Duration.ofMillis(random.nextInt(random.nextInt(20) == 0 ? 3_000 : 50)));
        default -> {
          if (plot == Plot.CLOSE_BREAKDOWN
              && session().state() == State.CLOSING
              && random.nextInt(10) == 0) {
            server.breakDown();
          } else {
            server.step();
          }
        }
      }
    }

    private void send() {
      EnginePacket head = EnginePacket.text(EnginePacket.Type.MESSAGE, "c" + taken.size());
      List<byte[]> attachments = new ArrayList<>();
      for (int i = random.nextInt(8) - 4; i > 0; i--) {
        attachments.add(new byte[random.nextInt(46)]);
      }
      PacketGroup group = PacketGroup.of(head, attachments);
      if (session().send(group).isEmpty()) {
        for (EnginePacket packet : group.packets()) {
          taken.add(EngineVersion.V4.codec().base64Frame(packet).utf8());
        }
      }
    }

    /** Alarms ring outside of the mailbox. */
    private void advance(Duration time) {
      timers.advance(time);
    }

    /** The network goes on until nothing is under way; time stands still. */
    private void settle() {
      inMailbox(session()::resumeReading);
      for (int i = 0; i < MOST_STEPS && !isQuiet(); i++) {
        inMailbox(server::step);
      }
    }

    private boolean isQuiet() {
      return closes > 0
          || (changed > 0
              && got.size() == server.sent.size()
              && server.received.size() == taken.size()
              && pingsTold == server.pings
              && (server.pings == 0 || server.pongs > 0)
              && isWritable());
    }

    private boolean isWritable() {
      boolean[] writable = {false};
      inMailbox(() -> writable[0] = session().isWritable());
      return writable[0];
    }

    private void checkPeace() {
      assertThat(opened).isEqualTo(1);
      assertThat(changed).as("upgraded, or told why not").isEqualTo(1);
      assertThat(server.received).isEqualTo(taken);
      assertThat(got).isEqualTo(server.sent);
      assertThat(pingsTold).isEqualTo(server.pings);
      assertThat(server.pongs).isBetween(Math.min(server.pings, 1), server.pings);
      inMailbox(
          () -> {
            assertThat(session().state()).isEqualTo(State.OPEN);
            assertThat(session().isWritable()).isTrue();
            assertThat(session().queuedBytes()).isZero();
          });
    }

    private void checkEnd() {
      assertThat(closes).isEqualTo(1);
      assertThat(timers.pending()).isZero();
      inMailbox(() -> assertThat(session().state()).isEqualTo(State.CLOSED));
      assertThat(taken.subList(0, server.received.size())).isEqualTo(server.received);
      assertThat(server.sent.subList(0, got.size())).isEqualTo(got);
      if (failure == null && plot != Plot.ABORT) {
        assertThat(reason).isEqualTo(DisconnectReason.FORCED_CLOSE);
        assertThat(server.received).as("all that was taken").isEqualTo(taken);
        assertThat(server.closed).isTrue();
      }
      if (plot == Plot.PEACE) {
        assertThat(failure).isNull();
      }
      if (opened == 0) {
        assertThat(failure).isNotNull();
      }
    }

    private void inMailbox(Runnable task) {
      mailbox.execute(
          () -> {
            try {
              task.run();
              checkWritable();
            } catch (AssertionError | RuntimeException failed) {
              thrown = failed;
            }
          });
      if (thrown != null) {
        throw new AssertionError(thrown);
      }
    }

    private void told() {
      if (closes > 0) {
        throw new AssertionError("told something after the end");
      }
    }

    @Override
    public void onOpen(OpenPacket handshake) {
      told();
      writableTold = true;
      opened++;
    }

    @Override
    public void onMessage(EnginePacket message) {
      told();
      got.add(message.frame().utf8());
    }

    @Override
    public void onPing() {
      told();
      pingsTold++;
    }

    @Override
    public void onDrain() {
      told();
      writableTold = true;
      assertThat(session().isWritable()).isTrue();
    }

    @Override
    public void onUpgrade(TransportType to) {
      told();
      writableTold = true;
      changed++;
    }

    @Override
    public void onUpgradeFailed(ConnectFailure why) {
      told();
      changed++;
    }

    @Override
    public void onClose(DisconnectReason why, @Nullable ConnectFailure how) {
      told();
      closes++;
      reason = why;
      failure = how;
    }
  }
}
