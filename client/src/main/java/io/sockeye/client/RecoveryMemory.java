package io.sockeye.client;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.client.OffsetKind.Offset;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a socket has to remember for the server to find the state of its connection again: the
 * private id, and the offset of the last event that it got. Confined to the manager's mailbox.
 *
 * <p>An offset is a text at the end of an event's arguments, and so may be a text of the
 * application: of a volatile event, which has none. The JavaScript client takes the one for the
 * other, and is not recovered then. So once a text was seen that is an offset beyond doubt, only
 * those that can follow it are taken; until then any text is, as there.
 */
final class RecoveryMemory {
  private final Timers timers;

  /** Null if the server does not keep states, and before it was connected to. */
  private @Nullable String pid;

  /** Null if no event came that might have had one. */
  private @Nullable String offset;

  /** What the offset is; null if it is of no kind that is known. */
  private @Nullable Offset known;

  /** Another text that may be an offset; null if there is none, and when it is certain. */
  private @Nullable Offset doubted;

  /** Whether two came that fit together, so that what does not fit is none. */
  private boolean certain;

  RecoveryMemory(Timers timers) {
    this.timers = timers;
  }

  /**
   * The socket is connected.
   *
   * @param newPid null if the server gave none
   * @return whether the server found the state
   */
  boolean onConnect(@Nullable String newPid) {
    boolean recovered = newPid != null && newPid.equals(pid);
    if (!recovered) {
      forget();
      pid = newPid;
    }
    return recovered;
  }

  /** An event came. */
  void onEvent(SocketPacket.Event event) {
    Args args = event.args();
    if (pid == null || args.size() == 0 || event.ackId() != SocketPacket.NO_ID) {
      return; // What asks for an answer is not sent again, and has no offset.
    }
    String text = lastText(args);
    if (text != null) {
      learn(text);
    }
  }

  private static @Nullable String lastText(Args args) {
    try {
      return args.get(args.size() - 1, String.class);
    } catch (ArgumentException otherThanText) {
      return null;
    }
  }

  private void learn(String text) {
    long now = timers.currentTimeMillis();
    if (known == null) {
      known = OffsetKind.of(text, now).orElse(null);
      offset = text;
    } else if (isAgain(text, known) || isAgain(text, doubted)) {
      return; // No two events have the same offset, so this is none.
    } else if (!follow(known, text, now) && !certain && !follow(doubted, text, now)) {
      // One of the two is no offset. Who knows which? The next one tells.
      OffsetKind.of(text, now).ifPresent(this::prefer);
    }
  }

  private static boolean isAgain(String text, @Nullable Offset before) {
    return before != null && before.text().equals(text);
  }

  /** Takes a text that can be an offset of the same log as one before. */
  private boolean follow(@Nullable Offset before, String text, long now) {
    Offset next = before == null ? null : before.next(text, now).orElse(null);
    if (before == null || next == null) {
      return false;
    }
    certain = true;
    doubted = null;
    known = next.isBefore(before) ? before : next;
    offset = known.text();
    return true;
  }

  private void prefer(Offset other) {
    doubted = known;
    known = other;
    offset = other.text();
  }

  /** What a CONNECT says for the state to be found; empty if there is none. */
  Map<String, Object> claim() {
    Map<String, Object> claim = new LinkedHashMap<>();
    if (pid != null) {
      claim.put("pid", pid);
      if (offset != null) {
        claim.put("offset", offset);
      }
    }
    return claim;
  }

  /** Nothing is left to come back to. */
  void forget() {
    pid = null;
    offset = null;
    known = null;
    doubted = null;
    certain = false;
  }
}
