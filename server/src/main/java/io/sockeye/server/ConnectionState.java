package io.sockeye.server;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastAcks;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalSocket;
import io.sockeye.server.engine.RandomId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What outlives a socket that loses its connection: its id, its rooms, its data, and what was sent
 * to it. The adapter knows this in place of the socket, so that what is broadcast while the client
 * is away finds its rooms as they were.
 *
 * <p>One serial executor puts everything in order: what is sent, by whomever, and the changes of
 * hands. So the positions that are remembered are in the order of the wire, and what is sent while
 * hands change is either in the backlog or behind it.
 *
 * <pre>
 *     NEW --connected--> LIVE --lost--> AWAY --claimed--> RETURNING --connected--> LIVE
 *                         |              |  <--gave up--/
 *                         | left         | too late
 *                         +----> OVER <--+
 * </pre>
 *
 * <p>A socket that is claimed while it is still LIVE, because nobody has noticed yet that its
 * connection is dead, loses it at once and is AWAY.
 */
final class ConnectionState implements LocalSocket {
  private enum Phase {
    NEW,
    LIVE,
    AWAY,
    RETURNING,
    OVER
  }

  private final Recovery recovery;
  private final String id = RandomId.next();

  /** Every change and every packet is a task of this; whoever finds it idle runs it. */
  private final SerialExecutor order;

  // The rest is touched by its tasks only; volatile is what others may read.

  private volatile Phase phase = Phase.NEW;
  private final SentPositions sent;

  /** The socket that has the connection, or had it last. */
  private volatile @Nullable RealSocket holder;

  /** The socket that wants to take over. */
  private @Nullable RealSocket claimant;

  /** What the claimant missed so far. */
  private @Nullable List<PacketGroup> backlog;

  private volatile @Nullable String pid;
  private Timers.@Nullable Alarm expiry;

  ConnectionState(Recovery recovery) {
    this.recovery = recovery;
    this.order = SerialExecutor.mailbox(recovery.server().threads());
    this.sent = new SentPositions(recovery.log().end());
  }

  @Override
  public String id() {
    return id;
  }

  /** The socket that is connected, if one is. */
  Optional<RealSocket> socket() {
    return Optional.ofNullable(holder).filter(RealSocket::isConnected);
  }

  /** The socket that was connected last, or is; null if none was yet. */
  @Nullable RealSocket lastSocket() {
    return holder;
  }

  @Override
  public boolean isConnected() {
    return socket().isPresent();
  }

  // -- what is sent

  @Override
  public void deliver(SocketPacket.Event event, PacketGroup encoded, BroadcastOptions options) {
    order.execute(
        () -> {
          RealSocket to = holder;
          if (phase == Phase.LIVE && to != null) {
            to.tellOutgoing(event);
          }
          write(event, encoded, options.asVolatile());
        });
  }

  @Override
  public void deliver(
      SocketPacket.Event event, PacketGroup encoded, BroadcastOptions options, BroadcastAcks acks) {
    order.execute(
        () -> {
          RealSocket to = holder;
          if (to == null) {
            acks.onGone(id);
          } else {
            to.deliver(event, encoded, options, acks);
          }
        });
  }

  /** Sends what the program emitted to a socket, or keeps it until the client is back. */
  void send(SocketPacket.Event event, PacketGroup encoded, boolean asVolatile) {
    order.execute(() -> write(event, encoded, asVolatile));
  }

  /** Does something for a socket, after what was sent to it before; not if it is away by then. */
  void run(RealSocket socket, Runnable task) {
    order.execute(
        () -> {
          if (phase == Phase.LIVE && holder == socket) {
            task.run();
          }
        });
  }

  /** Disconnects a socket, after what was sent to it before; one that is away cannot come back. */
  void disconnect(RealSocket socket, Runnable leave) {
    order.execute(
        () -> {
          if (phase == Phase.NEW || (phase == Phase.LIVE && holder == socket)) {
            leave.run();
          } else if (holder == socket) {
            end();
          } else if (claimant == socket || phase != Phase.OVER) {
            leave.run(); // It is about to take over, or was refused.
          }
        });
  }

  private void write(SocketPacket.Event event, PacketGroup encoded, boolean asVolatile) {
    assert order.isCurrent();
    RealSocket to = holder;
    if (phase == Phase.LIVE && to != null) {
      if (asVolatile) {
        to.session().sendVolatile(encoded);
      } else {
        to.session().send(encoded);
      }
    }
    if (event.args() instanceof StampedArgs stamped && phase != Phase.OVER) {
      sent.add(stamped.position(), recovery.log()::start);
      if (backlog != null) {
        backlog.add(encoded);
      }
    }
  }

  // -- changes of hands

  /**
   * A socket is connected. In its mailbox; what is emitted to it from now on follows.
   *
   * @param first what it gets first
   */
  void connect(RealSocket socket, PacketGroup first) {
    order.execute(
        () -> {
          List<PacketGroup> missed = backlog == null ? List.of() : backlog;
          if (expiry != null) {
            expiry.cancel();
            expiry = null;
          }
          backlog = null;
          claimant = null;
          if (phase == Phase.OVER) {
            socket.disconnect(); // The program did that to the one before, at the last moment.
          }
          holder = socket;
          phase = Phase.LIVE;
          recovery.onBack(this);
          socket.session().send(first);
          missed.forEach(socket.session()::send);
        });
  }

  /** The private id for the CONNECT packet; rotated if that is wanted. In the socket's mailbox. */
  String issuePid() {
    String former = pid;
    String issued = former == null || recovery.options().rotatePid() ? RandomId.next() : former;
    pid = issued;
    recovery.onPid(this, former, issued);
    return issued;
  }

  /** A socket has lost its connection, and may come back. In its mailbox. */
  void lose(RealSocket socket) {
    order.execute(
        () -> {
          if (holder != socket || phase != Phase.LIVE) {
            return;
          }
          phase = Phase.AWAY;
          expiry =
              recovery
                  .timers()
                  .schedule(recovery.options().maxDisconnectionDuration(), this::expire);
          recovery.onAway(this);
        });
  }

  /** A socket will not come back, or was never connected. In its mailbox. */
  void leave(RealSocket socket) {
    order.execute(
        () -> {
          if (phase == Phase.NEW || holder == socket) {
            end();
          }
        });
  }

  /** Nobody is waited for any more. Any thread. */
  void expire() {
    order.execute(
        () -> {
          expiry = null;
          if (phase == Phase.AWAY && claimant == null) {
            end();
          }
        });
  }

  private void end() {
    if (phase == Phase.OVER) {
      return;
    }
    phase = Phase.OVER;
    if (expiry != null) {
      expiry.cancel();
      expiry = null;
    }
    RealSocket waiting = claimant;
    if (waiting != null) {
      claimant = null;
      waiting.onClaimFailed(RecoveryFailure.UNKNOWN_SESSION);
    }
    recovery.onEnd(this, pid);
  }

  /**
   * A socket that was let in wants to take over; it is told whether it may by {@link
   * RealSocket#onClaimed} or {@link RealSocket#onClaimFailed}. The listeners of the socket before
   * it hear of the disconnection, and finish, before that.
   */
  void claim(RealSocket socket, @Nullable String offset) {
    order.execute(
        () -> {
          RealSocket former = holder;
          if (former == null || phase == Phase.OVER) {
            socket.onClaimFailed(RecoveryFailure.UNKNOWN_SESSION);
            return;
          }
          RecoveryFailure failure =
              claimant != null
                  ? RecoveryFailure.CLAIMED_BY_ANOTHER
                  : judge(socket, former, offset, new ArrayList<>());
          if (failure != null) {
            socket.onClaimFailed(failure); // Whoever has the connection keeps it.
            return;
          }
          claimant = socket;
          former.onTakenOver();
          CompletionStage<Void> finished = former.finished();
          finished.thenRun(() -> order.execute(() -> decide(socket, offset)));
        });
  }

  /** The socket that claimed this is gone, or waits no longer. */
  void giveUp(RealSocket socket) {
    order.execute(
        () -> {
          if (claimant == socket) {
            release();
          }
        });
  }

  private void release() {
    claimant = null;
    backlog = null;
    if (phase == Phase.RETURNING) {
      phase = Phase.AWAY;
    }
    if (phase == Phase.AWAY && expiry == null) {
      end(); // It was due meanwhile.
    }
  }

  private void decide(RealSocket socket, @Nullable String offset) {
    RealSocket former = holder;
    if (claimant != socket || former == null) {
      return;
    }
    if (phase != Phase.AWAY) {
      claimant = null; // It did not lose its connection, it left.
      socket.onClaimFailed(RecoveryFailure.UNKNOWN_SESSION);
      return;
    }
    List<PacketGroup> missed = new ArrayList<>();
    RecoveryFailure failure = judge(socket, former, offset, missed);
    if (failure != null) {
      release();
      socket.onClaimFailed(failure);
      return;
    }
    phase = Phase.RETURNING;
    backlog = missed;
    socket.onClaimed(former);
  }

  private @Nullable RecoveryFailure judge(
      RealSocket socket, RealSocket former, @Nullable String offset, List<PacketGroup> missed) {
    if (!recovery.options().skipMiddlewares()
        && !Objects.equals(socket.principal(), former.principal())) {
      return RecoveryFailure.OTHER_PRINCIPAL;
    }
    PacketLog log = recovery.log();
    long most = recovery.server().engine().options().maxOutboundBytes();
    long[] bytes = new long[1];
    boolean[] lacking = new boolean[1];
    SentPositions.Visitor collector =
        position -> {
          PacketGroup packet = log.get(position);
          if (packet != null) {
            missed.add(packet);
            bytes[0] += packet.size();
          }
          lacking[0] = packet == null || bytes[0] > most;
          return !lacking[0];
        };
    long position = offset == null ? 0 : log.position(offset);
    boolean known =
        offset == null
            ? sent.visitAll(collector)
            : position >= 0 && sent.visitAfter(position, collector);
    if (!known) {
      return RecoveryFailure.UNKNOWN_OFFSET;
    }
    return lacking[0] ? RecoveryFailure.MISSED_TOO_MUCH : null;
  }

  @Override
  public void disconnect(boolean close) {
    RealSocket socket = holder;
    if (socket != null) {
      socket.disconnect(close);
    }
  }

  @Override
  public String toString() {
    return "ConnectionState[" + id + ", " + phase + "]";
  }
}
