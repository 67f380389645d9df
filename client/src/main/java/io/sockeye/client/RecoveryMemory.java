package io.sockeye.client;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
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
 * application: of a volatile event, which has none. {@link OffsetGuess} tells them apart.
 */
final class RecoveryMemory {
  /** Servers' offsets have 17 characters, or 36; what is longer is a text of the program. */
  private static final int LONGEST_OFFSET = 64;

  /** What is longer would make each CONNECT long. */
  private static final int LONGEST_PID = 256;

  private final Timers timers;

  /** Null if the server does not keep states, and before it was connected to. */
  private @Nullable String pid;

  /** The id that the socket had last; null with the private id. */
  private @Nullable String sid;

  private OffsetGuess offsets = new OffsetGuess();

  RecoveryMemory(Timers timers) {
    this.timers = timers;
  }

  /**
   * The socket is connected.
   *
   * @param newPid null if the server gave none
   * @return whether the server found the state: then the socket has its private id again, or a new
   *     one for the id that it had
   */
  boolean onConnect(String newSid, @Nullable String newPid) {
    boolean recovered = newPid != null && pid != null && (newPid.equals(pid) || newSid.equals(sid));
    if (!recovered) {
      forget();
    }
    if (newPid != null && newPid.length() <= LONGEST_PID) {
      pid = newPid;
      sid = newSid;
    } else {
      forget();
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
    if (text != null && text.length() <= LONGEST_OFFSET) {
      offsets.onText(text, timers.currentTimeMillis());
    }
  }

  private static @Nullable String lastText(Args args) {
    try {
      return args.get(args.size() - 1, String.class);
    } catch (ArgumentException otherThanText) {
      return null;
    }
  }

  /** What a CONNECT says for the state to be found; empty if there is none. */
  Map<String, Object> claim() {
    Map<String, Object> claim = new LinkedHashMap<>();
    if (pid != null) {
      claim.put("pid", pid);
      String offset = offsets.latest();
      if (offset != null) {
        claim.put("offset", offset);
      }
    }
    return claim;
  }

  /** Nothing is left to come back to. */
  void forget() {
    pid = null;
    sid = null;
    offsets = new OffsetGuess();
  }
}
