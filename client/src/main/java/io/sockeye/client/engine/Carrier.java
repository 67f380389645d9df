package io.sockeye.client.engine;

import static java.util.Objects.requireNonNull;

import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What carries an open session: the transport of the moment, and what waits for it. Confined to the
 * session's mailbox.
 *
 * <p>What is sent goes at once if the transport takes it, otherwise when it is drained. Nothing
 * goes while one transport comes to rest for another one.
 */
final class Carrier {
  private final SendQueue queue;

  /** Null before the session is open. */
  private @Nullable Route route;

  private TransportType type;
  private boolean reading = true;
  private boolean pausing;
  private boolean flushing;

  /** Whether the transport is to be closed once nothing waits. */
  private boolean draining;

  /** Whether it has been told so. */
  private boolean closing;

  private boolean ended;

  /** With the kind of transport that is asked for first. */
  Carrier(SessionOptions options, TransportType first) {
    queue = new SendQueue(options);
    type = first;
  }

  /** What the server takes at once; see {@link SendQueue#setMaxPayload}. */
  void setMaxPayload(int bytes) {
    queue.setMaxPayload(bytes);
  }

  /**
   * The session goes by this transport from now on. One that it went by before must be paused, and
   * is ended without a word: the server takes its close for that of the session.
   *
   * @param receiver told what happens to the transport
   */
  void adopt(Route next, ClientTransport.Events receiver) {
    if (route != null) {
      route.abort();
      queue.onDrain();
    }
    route = next;
    type = next.type();
    pausing = false;
    next.handOver(receiver);
    if (!reading) {
      next.setReading(false);
    }
  }

  TransportType type() {
    return type;
  }

  /** The bytes that wait, or are not known to be out. */
  long queuedBytes() {
    return queue.bytes();
  }

  /** Whether a message would go at once. */
  boolean isWritable() {
    return canSend() && queue.isEmpty();
  }

  private boolean canSend() {
    return !ended && !closing && !pausing && route != null && route.isWritable();
  }

  /** Sends a message, or says why not. */
  Optional<SendFailure> send(PacketGroup group) {
    Optional<SendFailure> failure = queue.add(group, type);
    if (failure.isEmpty()) {
      flush();
    }
    return failure;
  }

  /** Answers a ping, ahead of all that waits. */
  void sendPong() {
    queue.addPong();
    flush();
  }

  /** Sends what a new transport must be told before all else. */
  void sendFirst(PacketGroup group) {
    if (!ended) {
      requireNonNull(route).send(List.of(group));
    }
  }

  /** What was sent is out. */
  void onDrain() {
    queue.onDrain();
    flush();
  }

  /** Sends what the transport takes, which may be drained before its send has returned. */
  private void flush() {
    if (flushing) {
      return;
    }
    flushing = true;
    try {
      while (canSend() && !queue.isEmpty()) {
        requireNonNull(route).send(queue.next(type));
      }
    } finally {
      flushing = false;
    }
    if (draining && !closing && !ended && !pausing && queue.isEmpty()) {
      closing = true;
      requireNonNull(route).close();
    }
  }

  /** Nothing more is sent; calls when nothing is under way. */
  void pause(Runnable paused) {
    pausing = true;
    requireNonNull(route).pause(paused);
  }

  /** The transport goes on after all. */
  void resume() {
    pausing = false;
    requireNonNull(route).resume();
    flush();
  }

  void setReading(boolean value) {
    reading = value;
    if (route != null) {
      route.setReading(value);
    }
  }

  /** Closes the transport in an orderly way, behind all that waits and the pause it may be in. */
  void closeWhenDrained() {
    draining = true;
    flush();
  }

  /** Whether all was sent, and the transport is on its way to an orderly end. */
  boolean isClosing() {
    return closing;
  }

  /** Ends at once. */
  void abort() {
    ended = true;
    queue.clear();
    if (route != null) {
      route.abort();
    }
  }
}
