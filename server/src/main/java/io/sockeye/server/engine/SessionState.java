package io.sockeye.server.engine;

/**
 * Where a session stands: its life and its upgrade. Confined to the session's mailbox; does no I/O.
 *
 * <p>Each method is an event. One that fits moves the state and answers true; one that does not fit
 * changes nothing and answers false, and the session decides what that means.
 */
final class SessionState {
  /**
   * The life of a session.
   *
   * <pre>
   * OPENING --open--> OPEN --beginClosing--> CLOSING --close--> CLOSED
   *    \________________\___________close________________________/
   * </pre>
   */
  enum Life {
    OPENING,
    OPEN,
    CLOSING,
    CLOSED
  }

  /**
   * The upgrade from long polling to WebSocket; there is at most one that succeeds.
   *
   * <pre>
   * NONE --admitCandidate--> CANDIDATE --probe--> PROBED --commit--> DONE
   *   ^________abandon___________/__________________/
   * </pre>
   */
  enum Upgrade {
    NONE,
    CANDIDATE,
    PROBED,
    DONE
  }

  /** Written in the mailbox, read anywhere. */
  private volatile Life life = Life.OPENING;

  private Upgrade upgrade = Upgrade.NONE;

  boolean open() {
    if (life != Life.OPENING) {
      return false;
    }
    life = Life.OPEN;
    return true;
  }

  boolean beginClosing() {
    if (life != Life.OPEN) {
      return false;
    }
    life = Life.CLOSING;
    return true;
  }

  boolean close() {
    if (life == Life.CLOSED) {
      return false;
    }
    life = Life.CLOSED;
    return true;
  }

  boolean isOpen() {
    return life == Life.OPEN;
  }

  boolean isClosing() {
    return life == Life.CLOSING;
  }

  boolean isClosed() {
    return life == Life.CLOSED;
  }

  /** A second connection was opened for this session. */
  boolean admitCandidate() {
    if (upgrade != Upgrade.NONE || life == Life.CLOSED) {
      return false;
    }
    upgrade = Upgrade.CANDIDATE;
    return true;
  }

  /** The candidate sent its probe; it may do so again. */
  boolean probe() {
    if (upgrade != Upgrade.CANDIDATE && upgrade != Upgrade.PROBED) {
      return false;
    }
    upgrade = Upgrade.PROBED;
    return true;
  }

  /** The candidate asks to become the transport. */
  boolean commit() {
    if (upgrade != Upgrade.PROBED) {
      return false;
    }
    upgrade = Upgrade.DONE;
    return true;
  }

  /** The candidate is gone; another may come. */
  boolean abandon() {
    if (upgrade != Upgrade.CANDIDATE && upgrade != Upgrade.PROBED) {
      return false;
    }
    upgrade = Upgrade.NONE;
    return true;
  }

  /** Whether the client is about to change over, so that no poll should be kept waiting. */
  boolean isProbed() {
    return upgrade == Upgrade.PROBED;
  }

  @Override
  public String toString() {
    return life + "/" + upgrade;
  }
}
