package io.sockeye.client;

import io.sockeye.Args;
import io.sockeye.SendResult;
import io.sockeye.SocketIoException;
import io.sockeye.events.AckFuture;
import io.sockeye.events.EmitFlags;
import io.sockeye.events.EventSink;
import io.sockeye.events.PendingAcks;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of an event from the program to the connection of one socket, and the answers that it
 * waits for. Events are encoded on the thread that emits them; then the mailbox puts them in order.
 *
 * <p>What cannot be sent at once waits in the buffer: for the connection, or while too much waits
 * in the session. With retries all events take the way through the {@link RetryQueue} instead.
 */
final class OutgoingPackets implements EventSink {
  private final RealSocket socket;
  private final RealManager manager;
  private final SendBuffer buffer;
  private final PendingAcks pendingAcks;
  private final AtomicLong nextAckId = new AtomicLong();

  /** Null without retries. */
  private final @Nullable RetryQueue retries;

  /** Those in the buffer that an answer is awaited of, by the id of that; in the mailbox. */
  private final Map<Long, OutgoingPacket> bufferedById = new HashMap<>();

  OutgoingPackets(RealSocket socket, SocketOptions options) {
    this.socket = socket;
    this.manager = socket.manager();
    this.buffer = new SendBuffer(options);
    this.pendingAcks = new PendingAcks(manager.timers(), options.maxPendingAcks());
    this.retries = options.retries() == 0 ? null : new RetryQueue(this, options, manager);
  }

  // -- on any thread

  @Override
  public SendResult emit(EmitFlags how, String event, Args args) {
    boolean asksAnyway = retries != null && !how.asVolatile();
    long id = asksAnyway ? nextAckId.getAndIncrement() : SocketPacket.NO_ID;
    start(packet(how, event, args, id, null));
    return how.asVolatile() && !socket.isConnected() ? SendResult.DROPPED : SendResult.SENT;
  }

  @Override
  public <T> CompletableFuture<T> emitWithAck(
      EmitFlags how, String event, Args args, Function<Args, T> binding) {
    AwaitedAnswer<T> asked =
        new AwaitedAnswer<>(socket, event, how.timeout(), manager.completers(), binding);
    OutgoingPacket packet = packet(how, event, args, nextAckId.getAndIncrement(), asked);
    CompletableFuture<T> answer = asked.answer().future();
    start(packet);
    heed(answer, packet);
    return answer;
  }

  /**
   * Sends an event, the answer to which comes to a callback on the lane.
   *
   * @throws IllegalArgumentException if the name is reserved or an argument cannot be written
   */
  void emitWithCallback(EmitFlags how, String event, Args args, AckCallback callback) {
    Objects.requireNonNull(callback, "callback");
    AwaitedAnswer<Args> asked =
        new AwaitedAnswer<>(socket, event, how.timeout(), socket.lane(), came -> came);
    OutgoingPacket packet = packet(how, event, args, nextAckId.getAndIncrement(), asked);
    // Before it is sent: a future that is done already would call back on this thread.
    var unused =
        asked
            .answer()
            .future()
            .whenComplete((came, failure) -> tell(callback, event, came, failure));
    start(packet);
  }

  private void tell(
      AckCallback callback, String event, @Nullable Args came, @Nullable Throwable failure) {
    try {
      if (came != null) {
        callback.onAnswer(came);
      } else if (failure instanceof SocketIoException why) {
        callback.onFailure(why);
      }
    } catch (Throwable e) {
      socket.onListenerFailed(event, e);
    }
  }

  /** The program may cancel the future, or set it a limit of its own. */
  private void heed(CompletionStage<?> answer, OutgoingPacket packet) {
    answer.whenComplete(
        (value, failure) -> {
          if (failure instanceof CancellationException || failure instanceof TimeoutException) {
            manager.mailbox().execute(() -> abandon(packet));
          }
        });
  }

  private OutgoingPacket packet(
      EmitFlags how, String event, Args args, long ackId, @Nullable AwaitedAnswer<?> asked) {
    SocketPacket.Event packet = new SocketPacket.Event(socket.namespace(), event, args, ackId);
    return new OutgoingPacket(packet, manager.codec().encode(packet), how, asked);
  }

  private void start(OutgoingPacket packet) {
    manager.mailbox().execute(() -> take(packet));
  }

  /** How many events wait. */
  int bufferedCount() {
    return buffer.size() + (retries == null ? 0 : retries.size());
  }

  // -- in the mailbox

  private void take(OutgoingPacket packet) {
    assert manager.mailbox().isCurrent();
    if (packet.how().asVolatile()) {
      takeVolatile(packet);
    } else if (retries != null) {
      retries.add(packet);
    } else if (!awaits(packet)) {
      return; // And its future says why.
    } else if (!buffer.isEmpty() || transmit(packet) == Outcome.NOT_NOW) {
      keep(packet);
    }
  }

  private void takeVolatile(OutgoingPacket packet) {
    AckFuture<?> answer = packet.answer();
    if (!socket.isConnected()) {
      if (answer != null) {
        answer.onGone();
      }
    } else if (awaits(packet) && buffer.isEmpty() && socket.membership().isWritable()) {
      transmit(packet);
    }
  }

  /** Begins to wait for the answer, if one is wanted; false if that is in vain. */
  private boolean awaits(OutgoingPacket packet) {
    AckFuture<?> answer = packet.answer();
    return answer == null
        || pendingAcks.await(
            packet.ackId(), packet.how().timeout(), new BufferWaiter(answer, packet));
  }

  /** Waits for an answer, and takes the event back that nobody waits for any more. */
  private final class BufferWaiter implements PendingAcks.Waiter {
    private final PendingAcks.Waiter waiter;
    private final OutgoingPacket packet;

    BufferWaiter(PendingAcks.Waiter waiter, OutgoingPacket packet) {
      this.waiter = waiter;
      this.packet = packet;
    }

    @Override
    public void onAnswer(Args answer) {
      waiter.onAnswer(answer);
    }

    @Override
    public void onTimeout() {
      manager.mailbox().execute(() -> takeBack(packet));
      waiter.onTimeout();
    }

    @Override
    public void onGone() {
      waiter.onGone();
    }

    @Override
    public void onRefused(int max) {
      waiter.onRefused(max);
    }
  }

  private void keep(OutgoingPacket packet) {
    if (packet.answer() != null) {
      bufferedById.put(packet.ackId(), packet);
    }
    for (OutgoingPacket dropped : buffer.add(packet, false)) {
      bufferedById.remove(dropped.ackId());
      dropForRoom(dropped, buffer);
    }
  }

  /** A buffer has no room for an event, or none any more. */
  void dropForRoom(OutgoingPacket packet, SendBuffer buffer) {
    String why = buffer.whyNoRoom(packet);
    manager.observer().limitHit("maxBufferedPackets", socket + ": " + why);
    drop(packet, new SocketIoException(why));
  }

  private void takeBack(OutgoingPacket packet) {
    buffer.remove(packet);
    bufferedById.remove(packet.ackId());
  }

  /** Nobody waits for the answer any more. With retries the event is sent all the same. */
  private void abandon(OutgoingPacket packet) {
    pendingAcks.abandon(packet.ackId());
    takeBack(packet);
  }

  /** An event is not sent; who waits for an answer is told why. */
  void drop(OutgoingPacket packet, SocketIoException why) {
    manager
        .observer()
        .packetDropped(socket, packet.event().name(), String.valueOf(why.getMessage()));
    AckFuture<?> answer = packet.answer();
    if (answer != null) {
      pendingAcks.remove(packet.ackId());
      answer.onFailed(why);
    }
  }

  /** What came of an attempt to send an event. */
  enum Outcome {
    /** The session has it. */
    SENT,
    /** The session never will take it, and who waits for an answer was told so. */
    DROPPED,
    /** It has to wait. */
    NOT_NOW
  }

  /** Hands an event to the session. */
  Outcome transmit(OutgoingPacket packet) {
    if (!socket.isConnected()) {
      return Outcome.NOT_NOW;
    }
    Optional<Session.Refusal> refusal = socket.membership().send(packet.encoded());
    if (refusal.isEmpty()) {
      packet.onSent();
      socket.tellOutgoing(packet.event());
      return Outcome.SENT;
    } else if (refusal.get().passes()) {
      return Outcome.NOT_NOW;
    }
    drop(packet, refusal.get().failure());
    return Outcome.DROPPED;
  }

  /** The socket is connected: what waits goes ahead of what is emitted from now on. */
  void onConnected() {
    flush();
    if (retries != null) {
      retries.onConnected();
    }
  }

  /** What was sent is out. */
  void onDrain() {
    if (socket.isConnected()) {
      flush();
      if (retries != null) {
        retries.onDrain();
      }
    }
  }

  private void flush() {
    for (OutgoingPacket first = buffer.first();
        first != null && transmit(first) != Outcome.NOT_NOW;
        first = buffer.first()) {
      takeBack(first);
    }
  }

  /** The connection is lost: what was sent is not answered any more. */
  void onDisconnected() {
    pendingAcks.end(id -> !bufferedById.containsKey(id));
    if (retries != null) {
      retries.onDisconnected();
    }
  }

  /** Nothing is to be sent any more. */
  void clear() {
    buffer.clear();
    bufferedById.clear();
    pendingAcks.end(id -> true);
    if (retries != null) {
      retries.clear();
    }
  }

  /** An answer came. */
  void onAck(SocketPacket.Ack ack) {
    if ((retries == null || !retries.onAck(ack.id(), ack.args()))
        && pendingAcks.onAnswer(ack.id(), ack.args()) == PendingAcks.Outcome.UNKNOWN) {
      manager.observer().badAck(socket, ack.id());
    }
  }

  /** Sends an answer of the program, if the connection is still that which the question came by. */
  void acknowledge(Connection connection, long ackId, @Nullable Object[] values) {
    PacketGroup encoded =
        manager.codec().encode(new SocketPacket.Ack(socket.namespace(), ackId, Args.of(values)));
    manager
        .mailbox()
        .execute(
            () -> {
              if (socket.isConnected() && socket.membership().connection() == connection) {
                connection.sendAck(
                    encoded,
                    failure ->
                        manager
                            .observer()
                            .packetDropped(socket, "ack", String.valueOf(failure.getMessage())));
              }
            });
  }
}
