package io.sockeye.client.engine;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What waits to be sent by a session, in order, and how much of it may go at once. Confined to the
 * session's mailbox.
 *
 * <p>A request by long polling takes as many groups as the server's {@code maxPayload} allows (a
 * larger one is answered 413, and the session is lost to us). A group that is too large for one
 * request is torn apart at its attachments, which go in requests of their own; only a packet that
 * is too large by itself cannot be sent, and its group is not taken at all.
 */
final class SendQueue {
  /** How large a request may be if the server does not tell: its default. */
  private static final int DEFAULT_MAX_PAYLOAD = 1_000_000;

  /** Packets of one request: servers, ours among them, may limit those too. */
  private static final int MAX_PACKETS = 1_000;

  /**
   * What a packet takes besides its bytes, about; small ones take more memory for it than for
   * themselves.
   */
  private static final int PACKET_OVERHEAD = 128;

  private static final PacketGroup PONG = PacketGroup.of(EnginePacket.of(EnginePacket.Type.PONG));

  private final int maxQueuedBytes;
  private final boolean base64;
  private final Deque<PacketGroup> waiting = new ArrayDeque<>();

  private int maxPayload = Handshake.UNKNOWN_MAX_PAYLOAD;
  private long waitingBytes;
  private long sentBytes;

  /** One for all pings since the last: a server that asks often is not answered as often. */
  private boolean pongDue;

  SendQueue(SessionOptions options) {
    maxQueuedBytes = options.maxQueuedBytes();
    base64 = options.forceBase64();
  }

  /** What the server takes at once; {@link Handshake#UNKNOWN_MAX_PAYLOAD} if it does not tell. */
  void setMaxPayload(int bytes) {
    maxPayload = bytes;
  }

  /**
   * Takes a group, unless it cannot be sent.
   *
   * @param by the transport of the moment; a later one has room for no less
   * @return why it was not taken
   */
  Optional<SendFailure> add(PacketGroup group, TransportType by) {
    boolean asBase64 = base64 || by == TransportType.POLLING;
    long largest = WireSizes.largest(group, asBase64);
    if (maxPayload != Handshake.UNKNOWN_MAX_PAYLOAD && largest > maxPayload) {
      boolean grown = asBase64 && WireSizes.largest(group, false) <= maxPayload;
      return Optional.of(new SendFailure.TooLarge(largest, maxPayload, grown));
    }
    if (cost(group) > maxQueuedBytes) {
      return Optional.of(new SendFailure.TooLargeForQueue(cost(group), maxQueuedBytes));
    }
    if (bytes() + cost(group) > maxQueuedBytes) {
      return Optional.of(new SendFailure.QueueFull(cost(group), bytes(), maxQueuedBytes));
    }
    waiting.add(group);
    waitingBytes += cost(group);
    return Optional.empty();
  }

  private static long cost(PacketGroup group) {
    return group.size() + (long) PACKET_OVERHEAD * group.packets().size();
  }

  /** A ping is to be answered, ahead of all that waits. */
  void addPong() {
    pongDue = true;
  }

  boolean isEmpty() {
    return waiting.isEmpty() && !pongDue;
  }

  /** The bytes that wait, or were sent and are not out yet; with an overhead for each packet. */
  long bytes() {
    return waitingBytes + sentBytes;
  }

  /** What is to be sent next; not empty if the queue is not. It counts until it is out. */
  List<PacketGroup> next(TransportType by) {
    List<PacketGroup> batch = new ArrayList<>();
    if (pongDue) {
      batch.add(PONG);
      pongDue = false;
    }
    if (by == TransportType.POLLING) {
      fillRequest(batch);
    } else {
      batch.addAll(waiting);
      waiting.clear();
      sentBytes += waitingBytes;
      waitingBytes = 0;
    }
    return batch;
  }

  private void fillRequest(List<PacketGroup> batch) {
    long room = maxPayload == Handshake.UNKNOWN_MAX_PAYLOAD ? DEFAULT_MAX_PAYLOAD : maxPayload;
    int packets = 0;
    for (PacketGroup pong : batch) {
      room -= WireSizes.payload(pong) + 1;
      packets++;
    }
    while (!waiting.isEmpty()) {
      PacketGroup first = waiting.element();
      long size = WireSizes.payload(first);
      int count = first.packets().size();
      boolean fits = size <= room && packets + count <= MAX_PACKETS;
      if (!fits && !batch.isEmpty()) {
        return;
      }
      waiting.remove();
      if (!fits && count > 1) {
        tearApart(first);
        continue;
      }
      batch.add(first);
      waitingBytes -= cost(first);
      sentBytes += cost(first);
      room -= size + 1; // and the separator before the next
      packets += count;
    }
  }

  /** Puts the packets of a group to the front, one by one. */
  private void tearApart(PacketGroup group) {
    for (int i = group.packets().size() - 1; i >= 0; i--) {
      waiting.addFirst(PacketGroup.of(group.packets().get(i)).withCompress(group.compress()));
    }
  }

  /** What was sent is out. */
  void onDrain() {
    sentBytes = 0;
  }

  void clear() {
    waiting.clear();
    waitingBytes = 0;
    sentBytes = 0;
    pongDue = false;
  }
}
