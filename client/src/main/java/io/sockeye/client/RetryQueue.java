package io.sockeye.client;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.DisconnectedException;
import io.sockeye.SocketIoException;
import io.sockeye.concurrent.Timers;
import io.sockeye.events.AckFuture;
import io.sockeye.log.LogText;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The events of a socket with retries (section 5.8 of the behaviour spec): one is under way at a
 * time, and is sent again until it is answered or was sent often enough. So they arrive in order,
 * each at least once; all tries of one have the same id, by which a server can tell them. Confined
 * to the manager's mailbox.
 *
 * <pre>
 *      WAITING --connected--> UNDER WAY --answer--> done, the next one
 *         ^                    |
 *         +-- timeout, lost ---+--> given up after the last try, the next one
 * </pre>
 */
final class RetryQueue {
  private final OutgoingPackets outgoing;
  private final RealManager manager;
  private final int maxTries;
  private final SendBuffer queue;

  // What follows is of the first in the queue.

  private int tries;
  private boolean underWay;

  /** Null while none is under way. */
  private Timers.@Nullable Alarm alarm;

  RetryQueue(OutgoingPackets outgoing, SocketOptions options, RealManager manager) {
    this.outgoing = outgoing;
    this.manager = manager;
    this.maxTries = options.retries() + 1;
    this.queue = new SendBuffer(options);
  }

  /** How many events wait. Any thread. */
  int size() {
    return queue.size();
  }

  void add(OutgoingPacket packet) {
    OutgoingPacket first = queue.first();
    // An event that was sent may have arrived, so it keeps its place.
    for (OutgoingPacket dropped : queue.add(packet, tries > 0)) {
      if (dropped == first) {
        restart();
      }
      outgoing.dropForRoom(dropped, queue);
    }
    drain();
  }

  void onConnected() {
    drain();
  }

  /** There is room in the session again. */
  void onDrain() {
    drain();
  }

  private void drain() {
    OutgoingPacket first = queue.first();
    while (first != null && !underWay) {
      switch (outgoing.transmit(first)) {
        case SENT -> {
          underWay = true;
          tries++;
          await(first);
        }
        case DROPPED -> end(first);
        case NOT_NOW -> {
          return;
        }
      }
      first = queue.first();
    }
  }

  private void await(OutgoingPacket packet) {
    Timers.Alarm[] mine = new Timers.Alarm[1];
    mine[0] =
        manager
            .timers()
            .schedule(
                packet.how().timeout(), () -> manager.mailbox().execute(() -> onTimeout(mine)));
    alarm = mine[0];
  }

  /** An answer came; false if it is not that to an event of this queue. */
  boolean onAck(long id, Args answer) {
    OutgoingPacket first = queue.first();
    if (first == null || first.ackId() != id || tries == 0) {
      return false;
    }
    end(first);
    AckFuture<?> waiter = first.answer();
    if (waiter != null) {
      waiter.onAnswer(answer);
    }
    drain();
    return true;
  }

  private void onTimeout(Timers.Alarm[] rang) {
    if (alarm == rang[0]) {
      tryAgain(AckTimeoutException::new);
    }
  }

  void onDisconnected() {
    if (underWay) {
      tryAgain(DisconnectedException::new);
    }
  }

  private void tryAgain(Function<String, SocketIoException> failure) {
    rest();
    OutgoingPacket first = queue.first();
    if (first != null && tries >= maxTries) {
      String detail =
          "no answer to %s, which was sent %d times (retries: %d), %d ms for each"
              .formatted(
                  LogText.quoted(first.event().name()),
                  tries,
                  maxTries - 1,
                  first.how().timeout().toMillis());
      end(first);
      outgoing.drop(first, failure.apply(detail));
    }
    drain();
  }

  /** The first is not under way any more. */
  private void rest() {
    underWay = false;
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  private void end(OutgoingPacket first) {
    queue.remove(first);
    restart();
  }

  private void restart() {
    rest();
    tries = 0;
  }

  /** Nothing is to be sent any more. */
  void clear() {
    restart();
    for (OutgoingPacket packet : queue.clear()) {
      AckFuture<?> waiter = packet.answer();
      if (waiter != null) {
        waiter.onGone();
      }
    }
  }
}
