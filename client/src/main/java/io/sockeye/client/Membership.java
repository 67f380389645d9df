package io.sockeye.client;

import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.SocketIoException;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket is between the program and the server. Confined to the manager's mailbox, but for
 * what programs read of it at the end of this class, on any thread.
 */
final class Membership {
  /**
   * What has been reached.
   *
   * <pre>
   *     AWAY --connect--> WAITING --session open--> JOINING --CONNECT--> JOINED
   *      ^                  ^ ^-----------------lost--+--------------------+
   *      +---- left, refused, expelled, hopeless -----+--------------------+
   * </pre>
   */
  private enum Phase {
    /** The program does not want it connected, or it cannot be. */
    AWAY,
    /** There is no session. */
    WAITING,
    /** There is a session, and the server has not let us in yet. */
    JOINING,
    /** It is connected. */
    JOINED
  }

  private final RealSocket socket;
  private final RealManager manager;
  private final SocketListeners listeners;
  private final OutgoingPackets outgoing;
  private final IncomingEvents incoming;
  private final RecoveryMemory memory;
  private final Joining joining;
  private final ConnectWaiters waiters;

  /** What the socket is in, or wants to be in; null without a session. */
  private @Nullable Connection connection;

  // Written in the mailbox, read anywhere.

  private volatile Phase phase = Phase.AWAY;
  private volatile SocketState state = new SocketState.Idle();

  /** Null while it is not connected. */
  private volatile @Nullable String id;

  private volatile boolean recovered;

  /** Empty while it is connected, and if nothing is known. */
  private volatile String disconnectDetail = "";

  /** Away. */
  @SuppressWarnings("this-escape") // its parts keep it for later
  Membership(RealSocket socket, @Nullable AuthProvider auth) {
    this.socket = socket;
    this.manager = socket.manager();
    this.listeners = socket.listeners();
    this.outgoing = socket.outgoing();
    this.incoming = socket.incoming();
    this.memory = socket.memory();
    this.joining = new Joining(socket, this, auth);
    this.waiters = new ConnectWaiters(socket);
  }

  // -- what the program asks for, in the mailbox

  /** It wants to be connected. */
  void enter() {
    assert manager.mailbox().isCurrent();
    if (phase == Phase.AWAY) {
      phase = Phase.WAITING;
      become(new SocketState.Connecting());
      manager.activate(this);
    }
  }

  /** It does not want to be connected any more. */
  void leave() {
    assert manager.mailbox().isCurrent();
    incoming.drop(); // What came since the program asked to leave, too.
    Connection present = connection;
    if (present != null && (phase == Phase.JOINED || joining.isSent())) {
      present.leave(socket.namespace());
    }
    if (phase != Phase.AWAY) {
      leave(DisconnectReason.IO_CLIENT_DISCONNECT);
    }
  }

  /** It wants to know what comes of it. */
  void await(CompletableFuture<Socket> future) {
    assert manager.mailbox().isCurrent();
    waiters.add(future);
    if (phase == Phase.JOINED) {
      waiters.succeed();
    } else if (phase == Phase.AWAY) {
      waiters.fail(whyAway());
    }
  }

  /** The end may have come between {@link #enter} and the question what came of it. */
  private ConnectFailure whyAway() {
    if (state instanceof SocketState.Refused refused) {
      return new ConnectFailure.Refused(refused.message(), refused.data().orElse(null));
    }
    return state instanceof SocketState.Failed failed
        ? failed.failure()
        : new ConnectFailure.Closed("nothing connects %s: call connect() first".formatted(socket));
  }

  // -- what the manager tells, in the mailbox

  /** There is a session. */
  void onOpened(Connection opened) {
    assert manager.mailbox().isCurrent();
    if (phase == Phase.WAITING) {
      phase = Phase.JOINING;
      connection = opened;
      incoming.restart();
      onTry();
      joining.begin(opened);
    }
  }

  /** An attempt begins. */
  void onTry() {
    if (!(state instanceof SocketState.Connecting)) {
      become(new SocketState.Connecting());
    }
  }

  /** It waits with the others, or for its auth. */
  void onTryAgain(SocketState.Reconnecting plan) {
    become(plan);
  }

  /** What waits for its time is tried now. */
  void hurry() {
    joining.hurry();
  }

  /**
   * The session is lost.
   *
   * @param next to wait for the next attempt, or the end
   * @return tells the program, for when all sockets know
   */
  Runnable onLost(SocketState next, DisconnectReason reason, @Nullable ConnectFailure failure) {
    assert manager.mailbox().isCurrent();
    boolean wasJoined = phase == Phase.JOINED;
    settle(next);
    if (wasJoined) {
      disconnectDetail = failure == null ? "" : failure.getMessage();
      return () -> {
        listeners.tellState(next);
        tellDisconnected(reason);
      };
    }
    ConnectFailure why =
        failure == null
            ? new ConnectFailure.Closed(
                "the connection ended (%s) before CONNECT for %s was answered"
                    .formatted(reason, socket.namespace()))
            : failure;
    return () -> {
      listeners.tellState(next);
      tellConnectError(why);
    };
  }

  /** The session could not be opened; as {@link #onLost}. */
  Runnable onFailed(SocketState next, ConnectFailure failure) {
    settle(next);
    return () -> {
      listeners.tellState(next);
      tellConnectError(failure);
    };
  }

  /** Comes to what is next without a session; the program is to be told. */
  private void settle(SocketState next) {
    phase = next instanceof SocketState.Reconnecting ? Phase.WAITING : Phase.AWAY;
    state = next;
    id = null;
    detach();
  }

  /** What it wanted of the server cannot be had. */
  void onHopeless(ConnectFailure failure) {
    end(new SocketState.Failed(failure));
    tellConnectError(failure);
    manager.deactivate(this);
  }

  /**
   * The question whether it may come in cannot be sent. Nothing but the auth makes it too large.
   */
  void onUnsendable(SocketIoException failure) {
    ConnectFailure why = new ConnectFailure.Auth(socket.namespace(), failure);
    manager.observer().joinFailed(socket, why);
    onHopeless(why);
  }

  void onDrain() {
    outgoing.onDrain();
  }

  // -- what the server tells, in the mailbox

  /** The server let it in. */
  void onJoined(Args payload) {
    assert manager.mailbox().isCurrent();
    Connection present = connection;
    if (phase != Phase.JOINING || present == null) {
      return;
    }
    String sid = ConnectAnswer.sid(payload);
    if (sid == null) {
      ConnectFailure failure = ConnectAnswer.oldServer();
      manager.observer().joinFailed(socket, failure);
      present.leave(socket.namespace());
      onHopeless(failure);
      return;
    }
    joining.succeed();
    recovered = memory.onConnect(sid, ConnectAnswer.pid(payload));
    id = sid;
    disconnectDetail = "";
    phase = Phase.JOINED;
    become(new SocketState.Connected(recovered));
    incoming.release(present);
    outgoing.onConnected(); // ahead of what connect listeners emit
    waiters.succeed();
    listeners.tellConnected();
  }

  /** The server does not let it in. */
  void onRefused(Args payload) {
    if (phase != Phase.JOINING) {
      return;
    }
    ConnectFailure.Refused failure = ConnectAnswer.refusal(payload);
    manager.observer().joinFailed(socket, failure);
    end(new SocketState.Refused(failure.getMessage(), failure.data()));
    tellConnectError(failure);
    manager.deactivate(this);
  }

  /** The server put it out; or did so before it knew that we had left and asked again. */
  void onExpelled() {
    if (phase == Phase.JOINED) {
      leave(DisconnectReason.IO_SERVER_DISCONNECT);
    }
  }

  void onEvent(SocketPacket.Event event, long size) {
    Connection present = connection;
    if (phase == Phase.JOINED && present != null) {
      incoming.add(present, event, size);
    } else if (phase == Phase.JOINING && present != null && !incoming.hold(event, size)) {
      manager
          .observer()
          .limitHit("maxQueuedEvents", "too many events before the answer to CONNECT");
      memory.forget(); // They are those that it missed, and would come again and again.
      present.giveUp(
          new ConnectFailure.Protocol(
              "expected the answer to CONNECT for %s, got more events than maxQueuedEvents"
                  .formatted(socket.namespace()),
              null));
    }
  }

  void onAck(SocketPacket.Ack ack) {
    if (phase == Phase.JOINED) {
      outgoing.onAck(ack);
    }
  }

  // -- ends, in the mailbox

  private void leave(DisconnectReason reason) {
    boolean wasJoined = phase == Phase.JOINED;
    memory.forget(); // The server does not keep what was left.
    end(new SocketState.Closed(reason));
    if (wasJoined) {
      disconnectDetail = "";
      tellDisconnected(reason);
    } else {
      waiters.fail(new ConnectFailure.Closed(reason.text() + " before the socket was connected"));
    }
    manager.deactivate(this);
  }

  /** It does not come back by itself. */
  private void end(SocketState last) {
    settle(last);
    listeners.tellState(last);
  }

  private void tellDisconnected(DisconnectReason reason) {
    outgoing.onDisconnected();
    listeners.tellDisconnected(reason);
  }

  private void detach() {
    joining.cancel();
    connection = null;
    incoming.restart();
  }

  /** The manager is closed: nothing is kept for later. */
  void close() {
    assert manager.mailbox().isCurrent();
    leave();
    outgoing.clear();
    waiters.fail(new ConnectFailure.Closed("the manager was closed"));
  }

  // -- what its parts use

  private void become(SocketState next) {
    state = next;
    listeners.tellState(next);
  }

  void tellConnectError(ConnectFailure failure) {
    waiters.fail(failure);
    listeners.tellConnectError(failure);
  }

  /** Sends a packet; or tells why not. In the mailbox. */
  Optional<Session.Refusal> send(PacketGroup packet) {
    Connection present = connection;
    return present == null ? Optional.of(RealManager.NO_CONNECTION) : present.send(packet);
  }

  /** Whether what is sent now goes out at once. In the mailbox. */
  boolean isWritable() {
    return connection != null && connection.isWritable();
  }

  /** What the socket is in, or wants to be in; null without a session. In the mailbox. */
  @Nullable Connection connection() {
    return connection;
  }

  // -- what it is, on any thread

  boolean isActive() {
    return phase != Phase.AWAY;
  }

  boolean isConnected() {
    return phase == Phase.JOINED;
  }

  SocketState state() {
    return state;
  }

  Optional<String> id() {
    return Optional.ofNullable(id);
  }

  boolean recovered() {
    return recovered;
  }

  Optional<String> disconnectDetail() {
    return disconnectDetail.isEmpty() ? Optional.empty() : Optional.of(disconnectDetail);
  }
}
