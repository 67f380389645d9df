package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.SendResult;
import io.sockeye.concurrent.Fields;
import io.sockeye.events.AckFuture;
import io.sockeye.events.Answer;
import io.sockeye.events.EmitFlags;
import io.sockeye.events.EventSink;
import io.sockeye.events.PendingAcks;
import io.sockeye.log.LogText;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastAcks;
import io.sockeye.server.adapter.BroadcastOptions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of a packet from the program to the session of one socket, and the answers that it waits
 * for. Called from any thread.
 *
 * <p>What is emitted before the socket is connected is held back. What is emitted after its end is
 * dropped, unless the client may come back: then its {@link ConnectionState} puts all of it in
 * order, and keeps it.
 */
final class OutgoingPackets implements EventSink, Answer.Sender {
  private static final VarHandle DRAIN =
      Fields.of(MethodHandles.lookup(), "drain", AwaitedDrain.class);

  private final RealSocket socket;
  private final RealNamespace namespace;
  private final PendingAcks pendingAcks;
  private final EarlyPackets early = new EarlyPackets();

  /** What outlives the socket; null unless it may come back, and that is kept here. */
  private final @Nullable ConnectionState recoverable;

  /** Null unless the socket may come back to any server. */
  private final @Nullable SharedSocketRecovery shared;

  /** Whether the socket was ever connected: before, what may come back is not its own. */
  private volatile boolean released;

  /** Null while nobody waits for that. */
  private volatile @Nullable AwaitedDrain drain;

  OutgoingPackets(RealSocket socket, @Nullable SocketRecovery recovery) {
    RealServer server = socket.server();
    this.socket = socket;
    this.namespace = socket.namespace();
    this.recoverable = recovery instanceof LocalSocketRecovery local ? local.state() : null;
    this.shared = recovery instanceof SharedSocketRecovery other ? other : null;
    this.pendingAcks = new PendingAcks(server.timers(), server.options().maxPendingAcks());
  }

  /** The socket is connected: what was held back goes ahead of what is emitted from now on. */
  void release() {
    released = true;
    early.release();
  }

  /** What is held back is sent to nobody. */
  void drop() {
    early.drop();
  }

  /** Nobody answers any more. */
  void endWaits() {
    pendingAcks.close();
  }

  /** What those who wait now wait for; begins if nobody did. */
  AwaitedDrain awaitedDrain() {
    AwaitedDrain present = drain;
    if (present != null) {
      return present.shared();
    }
    AwaitedDrain begun = new AwaitedDrain(socket);
    return DRAIN.compareAndSet(this, null, begun) ? begun : awaitedDrain();
  }

  /** The client may have taken what waited for it, or never will. */
  void onDrained() {
    assert socket.mailbox().isCurrent();
    AwaitedDrain awaited = drain;
    if (awaited != null && awaited.isOver()) {
      drain = null; // First: who is told may have to wait again.
      awaited.end();
    }
  }

  PendingAcks.Outcome onAnswer(SocketPacket.Ack ack) {
    return pendingAcks.onAnswer(ack.id(), ack.args());
  }

  @Override
  public SendResult emit(EmitFlags how, String event, Args args) {
    SocketPacket.Event packet = namespace.event(event, args, SocketPacket.NO_ID);
    if (shared != null && !how.asVolatile()) {
      emitToRoom(shared, packet, how);
      return expected(false);
    }
    if (recoverable != null) {
      packet = namespace.stamp(packet, how.asVolatile(), how.compress());
    }
    PacketGroup encoded = namespace.encode(packet).withCompress(how.compress());
    return transmit(packet, encoded, how.asVolatile());
  }

  /** It is kept for the client under its offset, as all that is sent to rooms. */
  private void emitToRoom(SharedSocketRecovery recovery, SocketPacket.Event event, EmitFlags how) {
    if (!released) {
      namespace.encode(event); // It would be too late to tell the caller when it is sent.
    }
    holdOrRun(() -> recovery.emit(event, how.compress()));
  }

  /** What will become of it when it is its turn, as far as that is known. */
  private SendResult expected(boolean asVolatile) {
    if (socket.isDisconnected()) {
      return SendResult.CLOSED;
    }
    return asVolatile && !socket.isWritable() ? SendResult.DROPPED : SendResult.SENT;
  }

  @Override
  public <T> CompletableFuture<T> emitWithAck(
      EmitFlags how, String event, Args args, Function<Args, T> binding) {
    SocketPacket.Event packet = namespace.event(event, args, namespace.nextAckId());
    PacketGroup encoded = namespace.encode(packet).withCompress(how.compress());
    AckFuture<T> answer =
        new AckFuture<>(socket.server()::runHandler, binding, new Asked(event, how.timeout()));
    if (pendingAcks.await(packet.ackId(), how.timeout(), answer)) {
      transmit(packet, encoded, how.asVolatile());
    }
    return answer.future();
  }

  /** What a client was asked. */
  private final class Asked implements AckFuture.Question {
    private final String event;
    private final Duration timeout;

    Asked(String event, Duration timeout) {
      this.event = event;
      this.timeout = timeout;
    }

    @Override
    public String late() {
      return "no answer to %s within %d ms from %s"
          .formatted(LogText.quoted(event), timeout.toMillis(), socket);
    }

    @Override
    public String gone() {
      return "no answer to %s can come from %s".formatted(LogText.quoted(event), socket);
    }

    @Override
    public void tooMany(int max) {
      socket.observer().limitHit("maxPendingAcks", max + " answers are awaited from a socket");
    }
  }

  /** Begins to wait for the answer to a broadcast; false if that was in vain. */
  boolean awaitAnswer(SocketPacket.Event event, BroadcastOptions options, BroadcastAcks acks) {
    PendingAcks.Waiter waiter = new BroadcastAnswers.Waiter(socket, acks);
    return pendingAcks.await(
        event.ackId(), options.timeout().orElse(socket.server().options().ackTimeout()), waiter);
  }

  /**
   * What is emitted too early waits; what is emitted too late may reach the client if it returns.
   */
  SendResult transmit(SocketPacket.Event event, PacketGroup encoded, boolean asVolatile) {
    if (asVolatile && socket.isConnecting()) {
      return SendResult.DROPPED;
    }
    if (!asVolatile && early.isHolding() && early.hold(() -> write(event, encoded, false))) {
      return SendResult.SENT;
    }
    return write(event, encoded, asVolatile);
  }

  /** An event of a broadcast, in its turn. A socket that comes back may still be connecting. */
  void deliver(SocketPacket.Event event, PacketGroup encoded, boolean asVolatile) {
    if (shared == null) {
      var unused = transmit(event, encoded, asVolatile);
      return;
    }
    if (asVolatile) {
      if (!socket.isConnecting()) {
        deliverNow(event, encoded, true);
      }
      return;
    }
    try {
      holdOrRun(() -> deliverNow(event, encoded, false));
    } catch (IllegalStateException tooMany) { // It comes back again, and has missed them then.
      socket.mailbox().execute(socket.client()::closeConnection);
    }
  }

  private void holdOrRun(Runnable send) {
    if (!early.isHolding() || !early.hold(send)) {
      send.run();
    }
  }

  private void deliverNow(SocketPacket.Event event, PacketGroup encoded, boolean asVolatile) {
    if (socket.isDisconnected()) {
      return;
    }
    tellOutgoing(event);
    if (asVolatile) {
      var unused = socket.session().sendVolatile(encoded);
    } else {
      socket.session().send(encoded); // What was dropped would be a hole for who comes back.
    }
  }

  private SendResult write(SocketPacket.Event event, PacketGroup encoded, boolean asVolatile) {
    if (shared != null) {
      shared.behind(() -> deliverNow(event, encoded, asVolatile));
      return expected(asVolatile);
    }
    if (!socket.isDisconnected()) {
      tellOutgoing(event);
    } else if (recoverable == null || !released) {
      return SendResult.CLOSED;
    }
    if (recoverable != null) {
      return recoverable.send(socket, event, encoded, asVolatile);
    } else if (asVolatile) {
      return socket.session().sendVolatile(encoded);
    } else {
      return socket.session().sendDroppable(encoded);
    }
  }

  /** Tells those who listen to what is sent. */
  void tellOutgoing(SocketPacket.Event event) {
    if (socket.heard().hearsOutgoing()) {
      Args args = StampedArgs.withoutOffset(event.args());
      socket.lane().execute(() -> socket.heard().tellAnyOutgoing(socket, event.name(), args));
    }
  }

  /** Does something behind all that was sent so far. */
  private void afterSent(Runnable task) {
    if (recoverable != null) {
      recoverable.run(socket, task);
    } else if (shared != null) {
      shared.behind(task);
    } else {
      task.run();
    }
  }

  /** Sends an answer of the program. */
  @Override
  public void acknowledge(long ackId, @Nullable Object[] values) {
    PacketGroup encoded =
        namespace.encode(new SocketPacket.Ack(namespace.name(), ackId, Args.of(values)));
    if (!socket.isDisconnected()) {
      afterSent(() -> socket.session().send(encoded));
    }
  }
}
