package io.sockeye.server.engine;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All sessions of a server by id; shared between all threads on purpose.
 *
 * <p>A reader may still find a session that is just being closed: the session answers for itself,
 * inside its mailbox. The count includes places that are reserved for handshakes under way, so that
 * it never passes its bound.
 */
final class SessionTable {
  private final ConcurrentHashMap<String, RealSession> sessions = new ConcurrentHashMap<>();

  /** The ids that were claimed, of sessions and of those to come. */
  private final Set<String> claimed = ConcurrentHashMap.newKeySet();

  private final ConnectionsPerAddress addresses;
  private final AtomicInteger places = new AtomicInteger();
  private final int most;
  private volatile boolean closed;

  /**
   * An empty table.
   *
   * @param most how many sessions there may be
   * @param mostPerAddress how many of one address; 0 for as many as there may be
   */
  SessionTable(int most, int mostPerAddress) {
    this.most = most;
    this.addresses = new ConnectionsPerAddress(mostPerAddress);
  }

  /** What became of the wish for a place. */
  enum Place {
    TAKEN,
    /** All are taken, or the server stops. */
    NONE_LEFT,
    /** The address has as many as it may have. */
    NONE_LEFT_FOR_ADDRESS
  }

  /** Takes a place for the session that the handshake asks for. */
  Place reserve(HttpRequest handshake) {
    if (closed) {
      return Place.NONE_LEFT;
    }
    if (places.incrementAndGet() > most) {
      places.decrementAndGet();
      return Place.NONE_LEFT;
    }
    if (!addresses.enter(handshake)) {
      places.decrementAndGet();
      return Place.NONE_LEFT_FOR_ADDRESS;
    }
    return Place.TAKEN;
  }

  /** Gives back a place for which no session will come. */
  void giveBack(HttpRequest handshake) {
    addresses.leave(handshake);
    places.decrementAndGet();
  }

  /**
   * Takes an id for the session that has a place; false if another session has it. To be asked of
   * each id if any of them can come twice.
   */
  boolean claim(String id) {
    return claimed.add(id);
  }

  /** Puts a session into its reserved place. */
  void add(RealSession session) {
    if (sessions.putIfAbsent(session.id(), session) != null) {
      throw new IllegalStateException("two sessions have the same id");
    }
  }

  /**
   * Gives back the place of a session, and its id if that was claimed, and takes it out if it was
   * {@linkplain #add added}. Once for each session for which a place was reserved.
   */
  void remove(RealSession session) {
    sessions.remove(session.id(), session);
    claimed.remove(session.id());
    giveBack(session.request());
  }

  /** Lets no more sessions come. One that is added all the same must close itself. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  @Nullable RealSession find(String id) {
    return sessions.get(id);
  }

  int size() {
    return sessions.size();
  }

  /** The sessions that are there now; a live view. */
  Collection<RealSession> all() {
    return sessions.values();
  }
}
