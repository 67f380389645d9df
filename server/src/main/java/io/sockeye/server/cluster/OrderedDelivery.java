package io.sockeye.server.cluster;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.adapter.LocalNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Delivers on this server what can be sent again, in the order in which the bus keeps it: so that
 * the last offset that a client heard says what it has, and what it has not.
 *
 * <p><b>The problem.</b> An event carries the offset under which the bus keeps it, so a server does
 * not know it before the bus has it. Whoever delivers his own events when the bus confirms them,
 * and those of others when they come, delivers them in an order of his own: a client that heard
 * offset 5 may still wait for 4. So events of this server wait here until it is their turn among
 * those that the bus brings. What is sent behind them without an offset (acknowledgements, volatile
 * events, the end of a connection) waits with them, so that nothing overtakes.
 *
 * <p><b>Without the bus</b> nobody waits. While it is away, and when it has not confirmed an event
 * for {@link #PATIENCE}, what waits is delivered as it is, without offset: <em>blindly</em>. The
 * bus may still bring such an event to others, and keep it. So a client whose last offset is from
 * before it may have it or not; the <em>floor</em> is the offset from which on that is past, and
 * there is none as long as it is not ({@link DeliveryProgress}).
 *
 * <pre>
 *              the bus is away, or slow
 *   ORDERED ------------------------------> BLIND
 *      ^                                      |
 *      +--- the bus confirms in good time ----+
 * </pre>
 *
 * <p>All that happens is a task of one mailbox, {@link #execute}; methods say if they are confined
 * to it.
 */
final class OrderedDelivery {
  /** How long clients of this server wait for an offset. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How much may wait here before it is delivered blindly. */
  static final int MAX_WAITING = 20_000;

  /** Is told what the bus brings, in its order; confined to the mailbox. */
  interface Recorder {
    /**
     * A message.
     *
     * @param offset where the bus keeps it; null if it is one of our own, of which that is unknown
     */
    void onMessage(@Nullable String offset, ClusterMessage message);
  }

  /** Something that waits: an event, or what follows it. */
  private record Step(@Nullable OwnBroadcast broadcast, @Nullable Runnable task) {}

  private final LocalNode node;
  private final RecoveryBus bus;
  private final LocalAdapter local;
  private final SerialExecutor mailbox;
  private final DeliveryProgress progress;

  // From here on confined to the mailbox.

  private final Deque<Step> waiting = new ArrayDeque<>();
  private final Set<Recorder> recorders = new LinkedHashSet<>();

  private boolean up;

  /** Whether the bus is there, but too slow. */
  private boolean blind;

  /** Rings when an event has waited too long; null if none waits. */
  private Timers.@Nullable Alarm alarm;

  OrderedDelivery(LocalNode node, RecoveryBus bus, LocalAdapter local) {
    this.node = node;
    this.bus = bus;
    this.local = local;
    this.mailbox = SerialExecutor.mailbox(node.executor());
    this.progress = new DeliveryProgress(bus, mailbox, this::deliver);
  }

  /** Runs a task of this. */
  void execute(Runnable task) {
    mailbox.execute(task);
  }

  /** Whether too much has come, and cannot be dealt with. */
  boolean isFull() {
    return mailbox.size() >= MAX_WAITING;
  }

  /** How far it has come. */
  DeliveryProgress progress() {
    return progress;
  }

  void add(Recorder recorder) {
    assert mailbox.isCurrent();
    recorders.add(recorder);
  }

  void remove(Recorder recorder) {
    assert mailbox.isCurrent();
    recorders.remove(recorder);
  }

  // -- what this server sends

  /**
   * Brings an event to all that are meant, everywhere.
   *
   * @throws IllegalArgumentException if an argument cannot be written
   */
  void broadcast(SocketPacket.Event event, BroadcastOptions options) {
    RecoveryBus.Letter letter;
    try {
      letter = bus.write(new ClusterMessage.Broadcast(event, options, null));
    } catch (IllegalArgumentException e) {
      node.encode(event); // What cannot be written at all is the caller's mistake.
      node.clusterEvents().lost(1, Sender.text(e));
      mailbox.execute(progress::doubt);
      behind(() -> local.broadcast(event, options));
      return;
    }
    OwnBroadcast own = new OwnBroadcast(letter, options, node.timers().nanoTime());
    mailbox.execute(() -> accept(own));
    bus.send(letter, new Outcome(own));
  }

  /** Does something when all that was sent before was delivered. */
  void behind(Runnable task) {
    mailbox.execute(
        () -> {
          if (waiting.isEmpty()) {
            task.run();
          } else {
            put(new Step(null, task));
          }
        });
  }

  /**
   * Does what others are told to do, too, when all that was sent before was delivered.
   *
   * @param message what they are told
   */
  void behind(Runnable task, ClusterMessage message) {
    behind(
        () -> {
          task.run();
          record(null, message);
        });
  }

  private void accept(OwnBroadcast own) {
    if (own.settled) {
      return;
    }
    if (up && !blind) {
      put(new Step(own, null));
      watch();
    } else {
      deliverBlindly(own);
    }
  }

  private void put(Step step) {
    waiting.add(step);
    if (waiting.size() > MAX_WAITING) {
      goBlind();
    }
  }

  private void deliverBlindly(OwnBroadcast own) {
    own.delivered = true;
    if (own.settled) {
      progress.doubt();
    } else {
      progress.deliverUnsettled();
    }
    deliver(() -> local.broadcast(own.message().event(), own.options));
  }

  /** What a parser of the application throws must not harm what follows. */
  private void deliver(Runnable delivery) {
    try {
      delivery.run();
    } catch (RuntimeException e) {
      node.clusterEvents().refused(Sender.text(e));
    }
  }

  private void goBlind() {
    blind = true;
    List<Step> all = new ArrayList<>(waiting);
    waiting.clear();
    all.forEach(this::pass);
  }

  private void pass(Step step) {
    if (step.task() != null) {
      deliver(step.task());
    } else if (step.broadcast() != null && !step.broadcast().delivered) {
      deliverBlindly(step.broadcast());
    }
  }

  /** Does what waits for nothing any more. */
  private void drain() {
    Step first = waiting.peek();
    while (first != null && (first.broadcast() == null || first.broadcast().delivered)) {
      waiting.poll();
      pass(first);
      first = waiting.peek();
    }
  }

  private void watch() {
    Step first = waiting.peek();
    OwnBroadcast oldest = first == null ? null : first.broadcast();
    if (alarm == null && oldest != null) {
      long left = PATIENCE.toNanos() - (node.timers().nanoTime() - oldest.since);
      alarm =
          node.timers()
              .schedule(Duration.ofNanos(Math.max(1, left)), () -> mailbox.execute(this::onAlarm));
    }
  }

  private void onAlarm() {
    alarm = null;
    Step first = waiting.peek();
    OwnBroadcast oldest = first == null ? null : first.broadcast();
    if (oldest != null && node.timers().nanoTime() - oldest.since >= PATIENCE.toNanos()) {
      goBlind();
    } else {
      watch();
    }
  }

  private final class Outcome implements RecoveryBus.Receipt {
    private final OwnBroadcast own;

    Outcome(OwnBroadcast own) {
      this.own = own;
    }

    @Override
    public void onKept(String offset) {
      mailbox.execute(
          () -> {
            if (settle(own)) {
              ClusterMessage.Broadcast message = own.message();
              record(offset, message);
              if (!own.delivered) {
                own.delivered = true;
                deliver(() -> local.broadcast(message.event(), own.options, offset));
              }
              progress.reach(offset);
              drain();
              progress.tellWaiters();
            }
          });
    }

    @Override
    public void onFailed(Throwable failure) {
      mailbox.execute(
          () -> {
            if (settle(own)) {
              node.clusterEvents().lost(1, Sender.text(failure));
              if (!own.delivered) {
                deliverBlindly(own);
              }
              drain();
              progress.tellWaiters();
            }
          });
    }
  }

  private boolean settle(OwnBroadcast own) {
    if (own.settled) {
      return false;
    }
    own.settled = true;
    if (own.delivered) {
      progress.settle();
      long took = node.timers().nanoTime() - own.since;
      blind = blind && took > PATIENCE.toNanos() / 2;
    }
    return true;
  }

  // -- what the bus brings

  /** Another server's message is obeyed in its turn. */
  void bring(String offset, ClusterMessage message, Runnable obey) {
    mailbox.execute(
        () -> {
          record(offset, message);
          obey.run();
          progress.reach(offset);
          progress.tellWaiters();
        });
  }

  private void record(@Nullable String offset, ClusterMessage message) {
    recorders.forEach(recorder -> recorder.onMessage(offset, message));
  }

  /** Everything up to here was brought, before anything came. */
  void onStart(String offset) {
    mailbox.execute(() -> progress.start(offset));
  }

  void onUp() {
    mailbox.execute(
        () -> {
          up = true;
          blind = false;
        });
  }

  void onDown() {
    mailbox.execute(
        () -> {
          up = false;
          goBlind();
        });
  }

  /** Messages were lost: who was there has not got them, and may not be told that he has. */
  void onLost() {
    mailbox.execute(progress::doubt);
  }

  /** Nothing waits any more. */
  void close() {
    onDown();
    mailbox.execute(
        () -> {
          if (alarm != null) {
            alarm.cancel();
          }
        });
  }
}
