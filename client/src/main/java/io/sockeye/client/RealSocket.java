package io.sockeye.client;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.concurrent.Fatal;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.events.EmitFlags;
import io.sockeye.events.Recipient;
import io.sockeye.events.SendingSource;
import io.sockeye.protocol.socketio.SocketPacket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A socket of a manager.
 *
 * <p>It stands between two queues. What happens to it happens in the mailbox of its manager, which
 * never waits; what the program does about it happens on its lane, which may, in the same order. So
 * a listener that blocks holds up its own socket only.
 *
 * <p>What the program asks for comes from any thread and goes through the mailbox, which puts it in
 * order: {@link Membership} answers it there.
 */
final class RealSocket implements ListeningSocket, SendingSource, Recipient {
  private final RealManager manager;
  private final String namespace;
  private final SerialExecutor lane;
  private final SocketListeners listeners;
  private final EmitFlags flags;
  private final OutgoingPackets outgoing;
  private final IncomingEvents incoming;
  private final RecoveryMemory memory;
  private final Membership membership;

  @SuppressWarnings("this-escape") // its parts keep it for later
  RealSocket(RealManager manager, String namespace, SocketOptions options) {
    this.manager = manager;
    this.namespace = namespace;
    this.lane = manager.newLane();
    this.listeners = new SocketListeners(lane, this);
    this.flags = new EmitFlags(false, true, options.ackTimeout());
    this.memory = new RecoveryMemory(manager.timers());
    this.outgoing = new OutgoingPackets(this, options);
    this.incoming = new IncomingEvents(this, options);
    this.membership = new Membership(this, options.auth().orElse(null));
  }

  // -- what the program asks for, on any thread

  @Override
  public Socket connect() {
    manager.mailbox().execute(membership::enter);
    return this;
  }

  @Override
  public Socket disconnect() {
    incoming.drop();
    manager.mailbox().execute(membership::leave);
    return this;
  }

  @Override
  public CompletableFuture<Socket> connected() {
    CompletableFuture<Socket> future = new CompletableFuture<>();
    manager.mailbox().execute(() -> membership.await(future));
    return future;
  }

  @Override
  public void emitWithAck(String event, AckCallback callback, @Nullable Object... args) {
    outgoing.emitWithCallback(flags, event, Args.of(args), callback);
  }

  @Override
  public void emitWithAck(
      String event, Duration timeout, AckCallback callback, @Nullable Object... args) {
    outgoing.emitWithCallback(flags.withTimeout(timeout), event, Args.of(args), callback);
  }

  // -- what its parts use

  /** Tells those who listen to what is sent. */
  void tellOutgoing(SocketPacket.Event event) {
    if (listeners.hearsOutgoing()) {
      lane.execute(() -> listeners.tellAnyOutgoing(this, event.name(), event.args()));
    }
  }

  @Override
  public void onArgumentsRefused(String event, ArgumentException cause) {
    manager.observer().eventRefused(this, event, cause);
  }

  @Override
  public void onListenerFailed(String event, Throwable failure) {
    manager.observer().listenerFailed(this, event, failure);
    Fatal.rethrow(failure);
  }

  Membership membership() {
    return membership;
  }

  SerialExecutor lane() {
    return lane;
  }

  IncomingEvents incoming() {
    return incoming;
  }

  RecoveryMemory memory() {
    return memory;
  }

  // -- what it is

  @Override
  public OutgoingPackets outgoing() {
    return outgoing;
  }

  @Override
  public EmitFlags flags() {
    return flags;
  }

  @Override
  public SocketListeners listeners() {
    return listeners;
  }

  @Override
  public String namespace() {
    return namespace;
  }

  @Override
  public RealManager manager() {
    return manager;
  }

  @Override
  public Optional<String> id() {
    return membership.id();
  }

  @Override
  public boolean isConnected() {
    return membership.isConnected();
  }

  @Override
  public boolean isActive() {
    return membership.isActive();
  }

  @Override
  public boolean recovered() {
    return membership.recovered();
  }

  @Override
  public SocketState state() {
    return membership.state();
  }

  @Override
  public int bufferedCount() {
    return outgoing.bufferedCount();
  }

  @Override
  public Optional<String> disconnectDetail() {
    return membership.disconnectDetail();
  }

  @Override
  public String toString() {
    return "Socket[" + namespace + id().map(id -> " " + id).orElse("") + "]";
  }
}
