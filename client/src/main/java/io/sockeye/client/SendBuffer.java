package io.sockeye.client;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of a socket that wait for the connection, or for their turn, in order and bounded in
 * number and bytes. Confined to the manager's mailbox, but for the number.
 */
final class SendBuffer {
  private final SocketOptions options;
  private final Set<OutgoingPacket> packets = new LinkedHashSet<>();
  private long bytes;

  /** Written in the mailbox, read anywhere. */
  private volatile int size;

  SendBuffer(SocketOptions options) {
    this.options = options;
  }

  /**
   * Takes an event, if there is room or can be made.
   *
   * @param firstStays whether the oldest is under way, and cannot give way
   * @return those that are dropped for it, or it alone
   */
  List<OutgoingPacket> add(OutgoingPacket packet, boolean firstStays) {
    int packetBytes = packet.encoded().size();
    boolean fitsAtAll = fitsAtAll(packetBytes);
    List<OutgoingPacket> dropped = new ArrayList<>();
    if (fitsAtAll && options.whenFull() == SocketOptions.WhenFull.DROP_OLDEST) {
      makeRoom(packetBytes, firstStays, dropped);
    }
    if (!fitsAtAll || isFull(packetBytes)) {
      dropped.add(packet);
    } else {
      packets.add(packet);
      count(packetBytes);
    }
    return dropped;
  }

  private boolean fitsAtAll(int packetBytes) {
    return options.maxBufferedPackets() > 0 && packetBytes <= options.maxBufferedBytes();
  }

  /** Why an event is dropped. */
  String whyNoRoom(OutgoingPacket packet) {
    int packetBytes = packet.encoded().size();
    return packetBytes > options.maxBufferedBytes()
        ? "maxBufferedBytes: the event alone is too large, expected at most %d bytes, got %d"
            .formatted(options.maxBufferedBytes(), packetBytes)
        : "maxBufferedPackets (%d) or maxBufferedBytes (%d): too much waits for the connection"
            .formatted(options.maxBufferedPackets(), options.maxBufferedBytes());
  }

  private boolean isFull(int moreBytes) {
    return packets.size() >= options.maxBufferedPackets()
        || bytes + moreBytes > options.maxBufferedBytes();
  }

  private void makeRoom(int moreBytes, boolean firstStays, List<OutgoingPacket> dropped) {
    Iterator<OutgoingPacket> oldest = packets.iterator();
    if (firstStays && oldest.hasNext()) {
      oldest.next();
    }
    while (isFull(moreBytes) && oldest.hasNext()) {
      OutgoingPacket packet = oldest.next();
      oldest.remove();
      count(-packet.encoded().size());
      dropped.add(packet);
    }
  }

  /** The oldest; null if there is none. */
  @Nullable OutgoingPacket first() {
    return packets.isEmpty() ? null : packets.iterator().next();
  }

  /** Takes one out; false if it is not there any more. */
  boolean remove(OutgoingPacket packet) {
    if (!packets.remove(packet)) {
      return false;
    }
    count(-packet.encoded().size());
    return true;
  }

  boolean contains(OutgoingPacket packet) {
    return packets.contains(packet);
  }

  /** Takes all out. */
  List<OutgoingPacket> clear() {
    List<OutgoingPacket> all = List.copyOf(packets);
    packets.clear();
    count(-bytes);
    return all;
  }

  boolean isEmpty() {
    return packets.isEmpty();
  }

  /** How many there are. Any thread. */
  int size() {
    return size;
  }

  private void count(long moreBytes) {
    bytes += moreBytes;
    size = packets.size();
  }
}
