package io.sockeye.client.engine;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;

/** How many bytes packets have on the wire, without making their wire forms. */
final class WireSizes {
  private WireSizes() {}

  /** One packet, in the body of a request or the message of a WebSocket. */
  static long of(EnginePacket packet, boolean base64) {
    int length = packet.frame().length();
    // Base64 makes four characters of three bytes or less, and has a mark before them.
    return packet.isBinary() && base64 ? 1 + (length + 2L) / 3 * 4 : length;
  }

  /** The largest packet of a group. */
  static long largest(PacketGroup group, boolean base64) {
    long largest = 0;
    for (EnginePacket packet : group.packets()) {
      largest = Math.max(largest, of(packet, base64));
    }
    return largest;
  }

  /** A group in the body of a request, with separators between its packets. */
  static long payload(PacketGroup group) {
    long size = group.packets().size() - 1L;
    for (EnginePacket packet : group.packets()) {
      size += of(packet, true);
    }
    return size;
  }
}
