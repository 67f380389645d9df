package io.sockeye.server;

import io.sockeye.SendResult;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastAcks;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalSocket;
import io.sockeye.server.adapter.SocketSnapshot;
import io.sockeye.server.engine.RandomId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

  /** The socket that was connected last: the holder, or a moment before it is. */
  private volatile @Nullable RealSocket latest;

  /** The socket that has the connection, or had it last; null while the state is NEW. */
  private @Nullable RealSocket holder;

  /** The socket that wants to take over; null if none does. */
  private @Nullable RealSocket claimant;

  /** What the client of the latest claimant has missed; null before the first. */
  private @Nullable MissedEvents claimed;

  /** Whether this will be told when the listeners of the holder are done. */
  private boolean awaitsListeners;

  /** What the claimant missed so far; null unless the state is RETURNING. */
  private @Nullable List<PacketGroup> backlog;

  private volatile @Nullable String pid;

  /** Null unless the client is away, and still waited for. */
  private Timers.@Nullable Alarm expiry;

  /** How often the client was away, so that a late alarm is known for what it is. */
  private int absences;

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
    return Optional.ofNullable(latest).filter(RealSocket::isConnected);
  }

  /** The socket that was connected last, or is; null if none was yet. */
  @Nullable RealSocket lastSocket() {
    return latest;
  }

  @Override
  public boolean isConnected() {
    return socket().isPresent();
  }

  @Override
  public SocketSnapshot snapshot() {
    RealSocket socket = latest;
    return socket == null
        ? new SocketSnapshot(id, Map.of(), Set.of(), Map.of())
        : socket.snapshot();
  }

  // -- what is sent

  @Override
  public void deliver(SocketPacket.Event event, PacketGroup encoded, BroadcastOptions options) {
    order.execute(
        () -> {
          RealSocket to = holder;
          if (phase == Phase.LIVE && to != null) {
            to.outgoing().tellOutgoing(event);
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
          if (phase != Phase.LIVE || to == null) {
            acks.onGone(id);
          } else if (to.outgoing().awaitAnswer(event, options, acks)) {
            to.outgoing().tellOutgoing(event);
            write(event, encoded, options.asVolatile()); // Here, or what follows would overtake it.
          }
        });
  }

  /**
   * Sends what the program emitted to a socket that is or was the holder, or keeps it until the
   * client is back; what cannot be kept is for that socket alone.
   *
   * @return what will become of it as far as it is known at once
   */
  SendResult send(
      RealSocket socket, SocketPacket.Event event, PacketGroup encoded, boolean asVolatile) {
    SendResult expected = expected(socket, event, asVolatile);
    order.execute(
        () -> {
          if (holder == socket || event.args() instanceof StampedArgs) {
            write(event, encoded, asVolatile);
          }
        });
    return expected;
  }

  /** What will become of an event, if nothing happens to the connection at this moment. */
  private SendResult expected(RealSocket socket, SocketPacket.Event event, boolean asVolatile) {
    boolean kept = event.args() instanceof StampedArgs && phase != Phase.OVER;
    if (!kept && !socket.isConnected()) {
      return SendResult.CLOSED;
    }
    return asVolatile && !socket.isWritable() ? SendResult.DROPPED : SendResult.SENT;
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
  void disconnect(RealSocket socket, boolean close) {
    order.execute(() -> end(socket, close));
  }

  /** Disconnects whichever socket it is by then. */
  @Override
  public void disconnect(boolean close) {
    order.execute(
        () -> {
          RealSocket socket = holder;
          if (socket != null) {
            end(socket, close);
          }
        });
  }

  private void end(RealSocket socket, boolean close) {
    if (holder == socket && phase == Phase.AWAY) {
      end();
    }
    socket.disconnectNow(close);
  }

  private void write(SocketPacket.Event event, PacketGroup encoded, boolean asVolatile) {
    assert order.isCurrent();
    RealSocket to = holder;
    if (phase == Phase.LIVE && to != null) {
      if (asVolatile) {
        to.session().sendVolatile(encoded);
      } else {
        to.session().sendDroppable(encoded);
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
    latest = socket;
    order.execute(
        () -> {
          assert phase == Phase.NEW || phase == Phase.RETURNING : phase;
          RealSocket former = holder;
          List<PacketGroup> missed = backlog == null ? List.of() : backlog;
          cancelExpiry();
          backlog = null;
          claimant = null;
          holder = socket;
          phase = Phase.LIVE;
          recovery.onBack(this);
          socket.session().send(first);
          missed.forEach(socket.session()::send);
          if (former != null && former.isExpelled()) {
            socket.disconnectNow(false); // That came when this one was already on its way.
          }
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
          if (socket.isExpelled()) {
            end(); // The connection was faster than the disconnection.
            return;
          }
          phase = Phase.AWAY;
          int absence = ++absences;
          expiry =
              recovery
                  .timers()
                  .schedule(
                      recovery.options().maxDisconnectionDuration(),
                      () -> order.execute(() -> onExpired(absence)));
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

  private void onExpired(int absence) {
    if (absence == absences) {
      giveUpWaiting();
    }
  }

  /** The client is not waited for any more, if it is away. Any thread. */
  void abandon() {
    order.execute(this::giveUpWaiting);
  }

  /** Whoever is about to take over may still do so; if he does not, that is the end. */
  private void giveUpWaiting() {
    if (phase == Phase.AWAY || phase == Phase.RETURNING) {
      cancelExpiry();
      if (claimant == null) {
        end();
      }
    }
  }

  private void cancelExpiry() {
    if (expiry != null) {
      expiry.cancel();
      expiry = null;
    }
  }

  private void end() {
    if (phase == Phase.OVER) {
      return;
    }
    phase = Phase.OVER;
    cancelExpiry();
    RealSocket waiting = claimant;
    if (waiting != null) {
      claimant = null;
      LocalSocketRecovery.of(waiting).onClaimFailed(RecoveryFailure.UNKNOWN_SESSION);
    }
    recovery.onEnd(this, pid);
  }

  /**
   * A socket that was let in wants to take over; it is told whether it may by {@link
   * LocalSocketRecovery#onClaimed} or {@link LocalSocketRecovery#onClaimFailed}. The listeners of
   * the socket before it hear of the disconnection, and finish, before that.
   *
   * @param byPid the private id that its client named
   * @param offset the last event that its client got; null if it got none
   */
  void claim(RealSocket socket, String byPid, @Nullable String offset) {
    order.execute(
        () -> {
          MissedEvents missed = new MissedEvents(recovery, sent, offset);
          RecoveryFailure failure = objection(byPid, missed);
          if (failure != null) {
            LocalSocketRecovery.of(socket)
                .onClaimFailed(failure); // Whoever has the connection keeps it.
            return;
          }
          RealSocket former = Objects.requireNonNull(holder, "holder");
          claimant = socket;
          claimed = missed;
          LocalSocketRecovery.of(former).onTakenOver();
          if (!awaitsListeners) {
            awaitsListeners = true;
            CompletionStage<Void> finished = LocalSocketRecovery.of(former).finished();
            finished.thenRun(() -> order.execute(this::decide));
          }
        });
  }

  private @Nullable RecoveryFailure objection(String byPid, MissedEvents missed) {
    if (holder == null || phase == Phase.OVER || !byPid.equals(pid)) {
      return RecoveryFailure.UNKNOWN_SESSION;
    }
    return claimant != null ? RecoveryFailure.CLAIMED_BY_ANOTHER : missed.objection();
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
    if (phase == Phase.AWAY && (expiry == null || (holder != null && holder.isExpelled()))) {
      end(); // It was due meanwhile.
    }
  }

  /** The listeners of the holder are done. */
  private void decide() {
    awaitsListeners = false;
    RealSocket socket = claimant;
    RealSocket former = holder;
    MissedEvents wanted = claimed;
    if (socket == null || former == null || wanted == null) {
      return;
    }
    assert phase == Phase.AWAY : phase;
    List<PacketGroup> missed = new ArrayList<>();
    RecoveryFailure failure = wanted.collectInto(missed);
    if (failure != null) {
      release();
      LocalSocketRecovery.of(socket).onClaimFailed(failure);
      return;
    }
    phase = Phase.RETURNING;
    backlog = missed;
    LocalSocketRecovery.of(socket).onClaimed(former);
  }

  @Override
  public String toString() {
    return "ConnectionState[" + id + ", " + phase + "]";
  }
}
