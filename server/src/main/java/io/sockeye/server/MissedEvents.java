package io.sockeye.server;

import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a client that comes back has missed: the events that were sent to its socket after the last
 * that it got, as long as they are kept, and not more than may wait for a client at once. Not
 * thread-safe: the positions are those of a {@link ConnectionState}, which goes on writing them.
 */
final class MissedEvents {
  private final PacketLog log;
  private final SentPositions sent;
  private final long maxBytes;

  /** The last event that the client got; null if it got none. */
  private final @Nullable String offset;

  MissedEvents(Recovery recovery, SentPositions sent, @Nullable String offset) {
    this.log = recovery.log();
    this.sent = sent;
    this.maxBytes = recovery.server().engine().options().outbound().maxBytes();
    this.offset = offset;
  }

  /** Why they are not to be had, as things are now; null if they are. */
  @Nullable RecoveryFailure objection() {
    return visit(log::sizeOf);
  }

  /**
   * Collects them, oldest first.
   *
   * @return why not all of them are to be had; null if they are
   */
  @Nullable RecoveryFailure collectInto(List<PacketGroup> packets) {
    return visit(
        position -> {
          PacketGroup packet = log.get(position);
          if (packet == null) {
            return -1;
          }
          packets.add(packet);
          return packet.size();
        });
  }

  /**
   * Visits their positions.
   *
   * @param sizes takes the next position and gives the size of its event, negative if it is gone
   */
  private @Nullable RecoveryFailure visit(LongUnaryOperator sizes) {
    long[] bytes = new long[1];
    boolean[] lacking = new boolean[1];
    SentPositions.Visitor visitor =
        position -> {
          long size = sizes.applyAsLong(position);
          bytes[0] += size;
          lacking[0] = size < 0 || bytes[0] > maxBytes;
          return !lacking[0];
        };
    long position = offset == null ? 0 : log.position(offset);
    boolean known =
        offset == null
            ? sent.visitAll(visitor)
            : position >= 0 && sent.visitAfter(position, visitor);
    if (!known) {
      return RecoveryFailure.UNKNOWN_OFFSET;
    }
    return lacking[0] ? RecoveryFailure.MISSED_TOO_MUCH : null;
  }
}
