package io.sockeye.server.adapter;

import io.sockeye.protocol.engineio.PacketGroup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what clients leave behind, and the events that they miss, where every server of a cluster
 * finds them. An adapter that has one delivers in one order what can be sent again: the same on all
 * servers, each event with an offset by which it is known ({@link LocalNode#stamp(
 * io.sockeye.protocol.socketio.SocketPacket.Event, BroadcastOptions, String)}).
 *
 * <p>Thread-safe. No method blocks, and each stage completes in bounded time, whether the store is
 * there or not.
 */
public interface RecoveryStore {
  /** A client cannot be given what it left. */
  final class NotRestoredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Cause {
      /** Nothing was left under that private id, or somebody else was faster. */
      NO_SESSION,
      /** It is not known what came after the last event that the client heard. */
      NO_OFFSET,
      /** It missed more than is allowed. */
      TOO_MUCH,
      /** The store is away, or slow. */
      AWAY
    }

    private final Cause why;

    /** For this cause. */
    public NotRestoredException(Cause why) {
      super(why.toString(), null, false, false);
      this.why = why;
    }

    /** Why not. */
    public Cause why() {
      return why;
    }
  }

  /**
   * A socket to be put where an earlier one of its client was.
   *
   * @param socket the socket
   * @param session what {@link #find} found
   * @param offset the last event that the client heard; null if it heard none
   * @param maxPackets how many events it may have missed
   * @param maxBytes how many bytes they may have
   * @param placed is told what was missed just before the socket is in its rooms: what is delivered
   *     to it from then on follows. False if the socket is gone: then it is put nowhere
   */
  record Claim(
      LocalSocket socket,
      SavedSession session,
      @Nullable String offset,
      int maxPackets,
      long maxBytes,
      Predicate<Restored> placed) {}

  /**
   * What a client gets back.
   *
   * @param session as it was taken, with the rooms that the socket is in now
   * @param missed what was sent there meanwhile, in order
   * @param position up to which offset that reaches
   */
  record Restored(SavedSession session, List<PacketGroup> missed, String position) {}

  /**
   * What a socket leaves.
   *
   * @param rooms the rooms that it was in
   * @param place where it was
   */
  record Departure(Set<String> rooms, SavedSession.Place place) {}

  /** What this server knows of clients that have left nothing in the store yet. */
  interface Holder {
    /** The session of a client whose socket is on this server. */
    Optional<SavedSession> peek(String pid);

    /**
     * Its client is back elsewhere: the connection is closed, and the session saved.
     *
     * @return completes when it is saved, with false if there is none
     */
    CompletionStage<Boolean> release(String pid);
  }

  /** Says who knows of the sockets of this server; before all else. */
  void holder(Holder holder);

  /** Up to which offset everything was delivered on this server, at least. */
  String position();

  /**
   * Does something when all that was sent before has been delivered on this server: at once, if
   * nothing waits for its offset.
   */
  void behind(Runnable task);

  /**
   * Finds what a client left, in the store or at a server that has not noticed yet; it stays there.
   * Fails with {@link NotRestoredException} if the store is away.
   */
  CompletionStage<Optional<SavedSession>> find(String pid);

  /**
   * Takes what was found out of the store, which nobody can do twice, and puts the new socket into
   * its rooms. Fails with {@link NotRestoredException}; then the session is gone, unless the store
   * was away.
   *
   * @return completes when {@link Claim#placed} was told and the socket is in its rooms
   */
  CompletionStage<Void> restore(Claim claim);

  /**
   * Takes a socket out of its rooms. What is delivered to it before that is still accounted for.
   *
   * @param from the position before its client was connected first; empty if nobody knows
   * @param since the position before it came to this server
   * @param last gives the last event that was delivered to it; asked in the right moment
   * @return empty if nobody can tell what it will miss, for the store is or was away
   */
  CompletionStage<Optional<Departure>> depart(
      LocalSocket socket, String from, String since, Supplier<@Nullable String> last);

  /** Keeps a session for a time. Fails if it is too large, or the store is away. */
  CompletionStage<Void> save(SavedSession session, Duration time);
}
