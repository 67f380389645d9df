package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EngineVersion;

/**
 * Watches whether a session's client is alive. Who asks and who answers depends on the revision.
 * Confined to the session's mailbox.
 */
sealed interface Heartbeat permits ClientHeartbeat, ServerHeartbeat {
  /** What the heartbeat asks of its session; called inside the mailbox. */
  interface Owner {
    /** Runs a task inside the mailbox; called by the timer. */
    void execute(Runnable task);

    void sendPing();

    void sendPong();

    /** Whether what the client sent could not be read, because the server reads nothing from it. */
    boolean isReadingPaused();

    void onPingTimeout();
  }

  /** What to make of a ping or a pong. */
  enum Reaction {
    /** It is part of the heartbeat. */
    TAKEN,
    /** The client sends more of them than any honest client would. */
    FLOOD,
    /** In this revision the server sends those, not the client. */
    WRONG_DIRECTION
  }

  static Heartbeat of(EngineVersion version, Timers timers, EngineOptions options, Owner owner) {
    return switch (version) {
      case V3 -> new ClientHeartbeat(timers, options, owner);
      case V4 -> new ServerHeartbeat(timers, options, owner);
    };
  }

  void start();

  void stop();

  Reaction onPing();

  Reaction onPong();

  /** Another packet came. */
  void onOtherPacket();

  /** The session changed over to another transport; a ping or pong may be on its way on either. */
  void onUpgrade();

  /** Whether the client is overdue though no alarm has come yet. */
  boolean isOverdue();
}
