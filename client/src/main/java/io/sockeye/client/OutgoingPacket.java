package io.sockeye.client;

import io.sockeye.events.AckFuture;
import io.sockeye.events.EmitFlags;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import org.jspecify.annotations.Nullable;

/** An event on its way to the server, encoded when it was emitted. */
final class OutgoingPacket {
  private final SocketPacket.Event event;
  private final PacketGroup encoded;
  private final EmitFlags how;
  private final @Nullable AwaitedAnswer<?> awaited;

  /**
   * An event.
   *
   * @param awaited what the program waits for; null if it does not
   */
  OutgoingPacket(
      SocketPacket.Event event,
      PacketGroup encoded,
      EmitFlags how,
      @Nullable AwaitedAnswer<?> awaited) {
    this.event = event;
    this.encoded = encoded.withCompress(how.compress());
    this.how = how;
    this.awaited = awaited;
  }

  SocketPacket.Event event() {
    return event;
  }

  long ackId() {
    return event.ackId();
  }

  PacketGroup encoded() {
    return encoded;
  }

  EmitFlags how() {
    return how;
  }

  @Nullable AckFuture<?> answer() {
    return awaited == null ? null : awaited.answer();
  }

  /** A session took it. In the mailbox. */
  void onSent() {
    if (awaited != null) {
      awaited.onSent();
    }
  }
}
