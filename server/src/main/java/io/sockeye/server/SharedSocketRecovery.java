package io.sockeye.server;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.Fields;
import io.sockeye.concurrent.Stages;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalSocket;
import io.sockeye.server.adapter.RecoveryStore;
import io.sockeye.server.adapter.RecoveryStore.Departure;
import io.sockeye.server.adapter.RecoveryStore.Restored;
import io.sockeye.server.adapter.SavedSession;
import io.sockeye.server.adapter.SavedSession.Place;
import io.sockeye.server.engine.RandomId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Recovery of a socket whose state the adapter keeps for all servers. Confined to the mailbox of
 * the socket's session, but for what says otherwise.
 *
 * <p>A socket that claims a session is settled once: the store puts it into its rooms, or it is
 * gone before. Then the session goes back to the store, for its client will try again.
 */
final class SharedSocketRecovery implements SocketRecovery {
  /** Whether a claim is decided. */
  private enum Claiming {
    OPEN,
    PLACED,
    GONE
  }

  private static final VarHandle CLAIMING =
      Fields.of(MethodHandles.lookup(), "claiming", Claiming.class);

  private static final VarHandle LAST = Fields.of(MethodHandles.lookup(), "last", String.class);

  private final RealSocket socket;
  private final SharedRecovery shared;

  /** What an earlier socket left behind, if this one wants it; null if it does not. */
  private final @Nullable SharedClaim claim;

  private final String id;
  private volatile String pid;

  /** Stands for who is connected; null if nobody knows. */
  private volatile @Nullable String principal;

  @SuppressWarnings("UnusedVariable") // by CLAIMING
  private volatile Claiming claiming = Claiming.OPEN;

  /** What the claim brought; null before it is placed. */
  private volatile @Nullable Restored restored;

  /** The store's position before the client was connected first; empty if nobody knows. */
  private volatile String from = "";

  /** The same before the socket was there; empty before it is connected. */
  private volatile String since = "";

  /** The last event that came to the socket; null if none did. By the thread that delivers. */
  private volatile @Nullable String last;

  /** Whether it was disconnected for good. */
  private volatile boolean over;

  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  /** Completes when the session is saved; with false if there is none to be saved. */
  private final CompletableFuture<Boolean> saved = new CompletableFuture<>();

  SharedSocketRecovery(RealSocket socket, SharedRecovery shared, @Nullable SharedClaim claim) {
    this.socket = socket;
    this.shared = shared;
    this.claim = claim;
    this.id = claim == null ? RandomId.next() : claim.found().id();
    this.pid =
        claim == null || shared.options().rotatePid() ? RandomId.next() : claim.found().pid();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public LocalSocket member() {
    return socket;
  }

  @Override
  public @Nullable Claim claim() {
    return claim;
  }

  @Override
  public void onAuthenticated(Object who) {
    principal = PrincipalMark.of(who);
  }

  // -- what is sent; any thread

  /** Sends an event to the socket by its room, so that it is kept. */
  void emit(SocketPacket.Event event, boolean compress) {
    if (!over) {
      BroadcastOptions room = BroadcastOptions.everybody().withRooms(Set.of(id));
      socket.namespace().adapter().broadcast(event, room.withCompress(compress));
    }
  }

  /** Does something when what was sent before is delivered. */
  void behind(Runnable task) {
    shared.store().behind(task);
  }

  @Override
  public void onDelivered(SocketPacket.Event event) {
    if (event.args() instanceof StampedArgs stamped) {
      // For each receiver of a broadcast; whoever asks for it comes later in the same order.
      LAST.setRelease(this, stamped.offset());
    }
  }

  @Override
  public void disconnect(boolean close) {
    behind(() -> socket.disconnectNow(close));
  }

  // -- coming

  @Override
  public void onAdmitted() {
    assert socket.mailbox().isCurrent();
    SharedClaim wanted = claim;
    if (wanted == null) {
      from = shared.store().position();
      since = from;
      socket.connect();
    } else if (!Objects.equals(principal, wanted.found().principal())) {
      SocketRecovery.startAfresh(socket, RecoveryFailure.OTHER_PRINCIPAL);
    } else {
      restore(wanted);
    }
  }

  private void restore(SharedClaim wanted) {
    long most = socket.server().engine().options().outbound().maxBytes();
    ConnectionStateRecovery options = shared.options();
    shared
        .store()
        .restore(
            new RecoveryStore.Claim(
                socket,
                wanted.found(),
                wanted.offset(),
                options.maxPackets(),
                Math.min(options.maxBytes(), most),
                placed -> onPlaced(wanted, placed)))
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                socket.mailbox().execute(() -> connect(wanted));
              } else {
                SocketRecovery.startAfresh(socket, SharedRecovery.failure(Stages.cause(failure)));
              }
            });
  }

  /** On the thread that delivers; what it delivers from now on follows. */
  private boolean onPlaced(SharedClaim wanted, Restored placed) {
    if (!CLAIMING.compareAndSet(this, Claiming.OPEN, Claiming.PLACED)) {
      giveBack(placed.session());
      return false;
    }
    String first = placed.session().place().from();
    from = first == null ? "" : first;
    since = placed.position();
    // If it missed something, its last event is one that it has not named; which does not matter.
    last = placed.missed().isEmpty() ? wanted.offset() : placed.position();
    restored = placed;
    return true;
  }

  private void connect(SharedClaim wanted) {
    Restored placed = restored;
    if (socket.isConnecting() && placed != null) {
      wanted.onTaken(placed.session());
      socket.connect();
    }
  }

  @Override
  public Map<String, Object> connectPayload() {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("sid", id);
    payload.put("pid", pid);
    return payload;
  }

  @Override
  public void connect(PacketGroup first) {
    shared.onConnected(pid, this);
    socket.session().send(first);
    Restored placed = restored;
    if (placed != null) {
      placed.missed().forEach(socket.session()::send);
      // It is sent, and need not be kept as long as the socket.
      restored = new Restored(placed.session(), List.of(), placed.position());
    }
  }

  // -- going

  @Override
  public void end(boolean wasConnected, DisconnectReason reason) {
    assert socket.mailbox().isCurrent();
    boolean mayReturn =
        Recovery.isRecoverable(reason) || reason == DisconnectReason.SERVER_SHUTTING_DOWN;
    if (wasConnected && mayReturn && !socket.isExpelled()) {
      socket.membership().keep();
      leaveBehind();
      return;
    }
    over = true;
    socket.membership().close();
    if (!wasConnected && !CLAIMING.compareAndSet(this, Claiming.OPEN, Claiming.GONE)) {
      var unused =
          shared.store().depart(socket, from, since, () -> last); // It may just be put there.
      Restored placed = restored;
      if (placed != null) {
        giveBack(placed.session());
      }
    }
    settle(false);
  }

  /** Nobody was told that the session was taken. */
  private void giveBack(SavedSession session) {
    var unused = shared.store().save(session, shared.options().maxDisconnectionDuration());
  }

  private void leaveBehind() {
    RealNamespace namespace = socket.namespace();
    namespace.server().namespaces().enterAgain(namespace); // Until it is saved.
    CompletionStage<Optional<Departure>> departed =
        shared.store().depart(socket, from, since, () -> last);
    departed
        .thenCombine(finished, (departure, done) -> departure)
        .thenCompose(
            departure ->
                departure.isEmpty() || socket.isExpelled()
                    ? CompletableFuture.completedStage(false)
                    : shared
                        .store()
                        .save(
                            session(departure.get().rooms(), departure.get().place()),
                            shared.options().maxDisconnectionDuration())
                        .thenApply(done -> true))
        .whenComplete(
            (done, failure) -> {
              settle(Boolean.TRUE.equals(done));
              namespace.server().namespaces().leave(namespace);
            });
  }

  private void settle(boolean isSaved) {
    shared.onGone(pid, this);
    saved.complete(isSaved);
  }

  private SavedSession session(Set<String> rooms, Place place) {
    return new SavedSession(
        id,
        pid,
        rooms,
        new LinkedHashMap<String, @Nullable Object>(socket.data().toMap()),
        principal,
        place);
  }

  @Override
  public void onFinished() {
    finished.complete(null);
  }

  // -- asked for by others; any thread

  /** What the socket leaves if its client is elsewhere already; empty if it is gone for good. */
  Optional<SavedSession> peek() {
    return over ? Optional.empty() : Optional.of(session(socket.rooms(), Place.UNKNOWN));
  }

  /** The client is back elsewhere; completes when the session is saved, with false if it is not. */
  CompletionStage<Boolean> release() {
    socket.mailbox().execute(socket.client()::onTakenOver);
    return saved;
  }

  /** The server stops. Completes when nothing is to be saved any more. */
  CompletionStage<Boolean> hurry() {
    finished.complete(null);
    return saved;
  }
}
