package io.sockeye.server;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stops a server: nobody gets in any more, clients {@linkplain Departure depart} one after the
 * other, all at once if no time is given for that, and at last what the server holds is freed. No
 * step waits on the thread that began it, so a listener may begin it.
 *
 * <p>There is one deadline for all of it, {@link ServerOptions#closeSpread} and {@link
 * ServerOptions#closeTimeout} after the beginning, or earlier if somebody asks for that: then
 * whoever is still there is cut off.
 */
final class Shutdown {
  /** How often some more clients are let go; much shorter than the second that they are told in. */
  private static final Duration TICK = Duration.ofMillis(50);

  private final RealServer server;
  private final SerialExecutor steps;
  private final AtomicBoolean announced = new AtomicBoolean();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<CloseReport> done = new CompletableFuture<>();

  /** What clients that are gone did not take. */
  private final LongAdder unsent = new LongAdder();

  // From here on: confined to the steps.

  /** In the order in which they depart. */
  private List<Client> clients = List.of();

  private final List<CompletableFuture<Void>> departures = new ArrayList<>();
  private long beganAt;
  private Timers.Alarm tick = () -> {};
  private boolean gaveUp;
  private boolean closing;

  /** The first of them ends it; they are as many as somebody asked for. */
  private final List<Timers.Alarm> deadlines = new ArrayList<>();

  Shutdown(RealServer server) {
    this.server = server;
    this.steps = SerialExecutor.mailbox(server.threads());
  }

  boolean isAnnounced() {
    return announced.get();
  }

  boolean hasBegun() {
    return begun.get();
  }

  /** A client departs without bytes that wait for it. Any thread. */
  void onUnsent(long bytes) {
    unsent.add(bytes);
  }

  /** Tells that the server is about to stop, if nobody has. */
  void announce() {
    if (announced.compareAndSet(false, true)) {
      server.observer().serverClosing();
    }
  }

  /** Begins, if nobody has. */
  CompletionStage<CloseReport> begin() {
    announce();
    if (begun.compareAndSet(false, true)) {
      server.engine().refuseSessions();
      steps.execute(this::depart);
    }
    return done.minimalCompletionStage();
  }

  /** The same, to be over in that time. */
  CompletionStage<CloseReport> begin(Duration atMost) {
    CompletionStage<CloseReport> end = begin();
    steps.execute(() -> giveUpAfter(atMost));
    return end;
  }

  private void giveUpAfter(Duration time) {
    if (time.isZero()) {
      giveUp();
    } else if (!closing) {
      deadlines.add(server.timers().schedule(time, () -> steps.execute(this::giveUp)));
    }
  }

  private void depart() {
    clients = server.clients();
    beganAt = server.timers().nanoTime();
    Duration spread = server.options().closeSpread();
    giveUpAfter(spread.plus(server.options().closeTimeout()));
    departSome();
  }

  /** Lets as many clients go as should be gone by now. */
  private void departSome() {
    if (gaveUp) {
      return;
    }
    int due = due();
    while (departures.size() < due) {
      departures.add(departureOf(clients.get(departures.size())));
    }
    if (due < clients.size()) {
      tick = server.timers().schedule(TICK, () -> steps.execute(this::departSome));
    } else {
      all(departures).thenRun(() -> steps.execute(this::awaitLanes));
    }
  }

  private int due() {
    long spread = server.options().closeSpread().toNanos();
    long passed = server.timers().nanoTime() - beganAt;
    if (passed >= spread) {
      return clients.size();
    }
    return Math.min(clients.size(), 1 + (int) ((double) passed / spread * clients.size()));
  }

  private static CompletableFuture<Void> departureOf(Client client) {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    client
        .mailbox()
        .execute(() -> client.depart().whenComplete((nothing, never) -> gone.complete(null)));
    return gone;
  }

  /** All have gone; listeners of clients that were gone before may still be busy. */
  private void awaitLanes() {
    if (!gaveUp) {
      server
          .busyLanes()
          .awaitNone()
          .thenRun(() -> steps.execute(() -> close(new CloseReport(0, 0))));
    }
  }

  /** The time is up. */
  private void giveUp() {
    if (gaveUp || closing) {
      return;
    }
    gaveUp = true;
    int unfinished = server.busyLanes().leaving();
    List<CompletableFuture<CloseReport>> left = new ArrayList<>();
    for (Client client : server.clients()) {
      CompletableFuture<CloseReport> each = new CompletableFuture<>();
      left.add(each);
      client.mailbox().execute(() -> each.complete(client.departNow()));
    }
    all(left)
        .thenRun(
            () ->
                steps.execute(
                    () ->
                        close(
                            left.stream()
                                .map(CompletableFuture::join)
                                .reduce(new CloseReport(unfinished, 0), Shutdown::sum))));
  }

  private static CloseReport sum(CloseReport one, CloseReport other) {
    return new CloseReport(
        one.unfinishedListeners() + other.unfinishedListeners(),
        one.unsentBytes() + other.unsentBytes());
  }

  private void close(CloseReport last) {
    if (closing) {
      return;
    }
    closing = true;
    CloseReport report = sum(last, new CloseReport(0, unsent.sum()));
    deadlines.forEach(Timers.Alarm::cancel);
    deadlines.clear();
    tick.cancel();
    if (gaveUp && !report.isClean()) {
      server.observer().limitHit("closeTimeout", report.toString());
    }
    List<CompletableFuture<Void>> closed = new ArrayList<>();
    closed.add(server.engine().close().toCompletableFuture());
    for (RealNamespace namespace : server.namespaces().all()) {
      closed.add(namespace.close().toCompletableFuture());
    }
    all(closed).whenComplete((nothing, failure) -> end(report));
  }

  private void end(CloseReport report) {
    server.observer().serverClosed(report);
    // Programs may hang anything on it, which is not what should be interrupted.
    Runnable tell = () -> done.complete(report);
    if (gaveUp) {
      server.threads().closeAndInterrupt();
      Thread teller = new Thread(tell, "sockeye-closed");
      teller.setDaemon(true);
      teller.start();
    } else {
      server.runHandler(tell);
      server.threads().close();
    }
    if (server.options().timers().isEmpty()) {
      server.timers().close();
    }
  }

  private static CompletionStage<Void> all(List<? extends CompletableFuture<?>> futures) {
    return CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]));
  }
}
