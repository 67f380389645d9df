package io.sockeye.server;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.TransportType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The way of one client out of a server that stops. Confined to the session's mailbox.
 *
 * <pre>
 * FINISHING --listeners are done--> LEAVING --told of the end--> FLUSHING --all is sent--> GONE
 *      \_______________________________time is up____________________________________________/
 * </pre>
 *
 * While its listeners finish they can still answer, and be answered: acks of the client are taken,
 * events are not, as if they had come too late to be read.
 */
final class Departure {
  private enum Step {
    FINISHING,
    LEAVING,
    FLUSHING,
    GONE
  }

  /** Bindings do not tell when the last byte has gone, so it is looked at. */
  private static final Duration LOOK = Duration.ofMillis(20);

  /**
   * How long a client that is between two polls is waited for: longer than the way there and back,
   * shorter than the deadline, for among many clients that poll some are dead.
   */
  private static final Duration NEXT_POLL = Duration.ofSeconds(3);

  /** The same if nothing waits for it but the close packet. */
  private static final Duration NEXT_POLL_FOR_NOTHING = Duration.ofSeconds(1);

  private final Client client;
  private final RealServer server;
  private final EngineSession session;
  private final List<RealSocket> sockets;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private Step step = Step.FINISHING;

  /** Lanes that still have to come to the mark. */
  private int behind;

  /** By the clock of the server; means something while {@link Step#FLUSHING}. */
  private long flushingSince;

  /** Of a client that is connected now. */
  Departure(Client client) {
    this.client = client;
    this.server = client.server();
    this.session = client.session();
    this.sockets = new ArrayList<>(client.sockets());
  }

  /** Completes when the session is closed. */
  CompletionStage<Void> done() {
    return done;
  }

  void begin() {
    assert mailbox().isCurrent();
    awaitLanes();
  }

  /** Something that the listeners had to do is done. */
  void onProgress() {
    assert mailbox().isCurrent();
    if (behind > 0) {
      return;
    }
    if (step == Step.FINISHING && !client.backlog().isAnswering()) {
      step = Step.LEAVING;
      client.endByShutdown();
      awaitLanes();
    } else if (step == Step.LEAVING) {
      step = Step.FLUSHING;
      flushingSince = server.timers().nanoTime();
      flush();
    }
  }

  /** Goes on when each lane has done what was handed to it until now. */
  private void awaitLanes() {
    behind = sockets.size();
    for (RealSocket each : sockets) {
      each.lane().execute(() -> mailbox().execute(this::onLaneCame));
    }
    onProgress();
  }

  private void onLaneCame() {
    assert mailbox().isCurrent();
    behind--;
    onProgress();
  }

  private void flush() {
    assert mailbox().isCurrent();
    if (step != Step.FLUSHING) {
      return;
    }
    if (session.isFlushed() || isBetweenPollsForTooLong()) {
      server.onUnsent(session.pendingBytes());
      session.shutDown();
      end();
    } else {
      server.timers().schedule(LOOK, () -> mailbox().execute(this::flush));
    }
  }

  private boolean isBetweenPollsForTooLong() {
    Duration patience = session.pendingBytes() > 0 ? NEXT_POLL : NEXT_POLL_FOR_NOTHING;
    return session.transport() == TransportType.POLLING
        && server.timers().nanoTime() - flushingSince >= patience.toNanos();
  }

  /** The time is up: what is not done is left undone. */
  CloseReport giveUp() {
    assert mailbox().isCurrent();
    if (step == Step.GONE) {
      return new CloseReport(0, 0);
    }
    // Once they are disconnected, sockets are counted among the lanes of those that leave.
    int unfinished = step == Step.FINISHING ? unfinished() : 0;
    client.endByShutdown();
    long unsent = session.pendingBytes();
    if (unsent > 0) {
      session.discard(); // A close frame would wait behind it.
    } else {
      session.shutDown();
    }
    end();
    return new CloseReport(unfinished, unsent);
  }

  private int unfinished() {
    int busy =
        (int)
            sockets.stream()
                .filter(each -> !each.isDisconnected() && !each.lane().isIdle())
                .count();
    return busy == 0 && client.backlog().isAnswering() ? 1 : busy;
  }

  private void end() {
    step = Step.GONE;
    done.complete(null);
  }

  private SerialExecutor mailbox() {
    return session.mailbox();
  }
}
