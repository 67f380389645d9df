package io.sockeye.server.cluster;

import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.BroadcastAcks;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.FetchedSockets;
import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.adapter.LocalSocket;
import io.sockeye.server.adapter.RecoveryStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The adapter of a server that is one of many: what is asked for is done here at once, and told to
 * the others over a {@link ClusterBus}; what the others tell is done here.
 *
 * <p>Clients of this server never wait for the broker: a broadcast reaches them before it is
 * published, and reaches them when it cannot be published; then the observer is told what was lost.
 * Only where they can be {@linkplain RecoveryBus brought what they missed} at any server they wait
 * for its {@linkplain OrderedDelivery place in the order} of the bus, and not for long. Messages of
 * one thread reach another server in the order in which they were asked for.
 *
 * <p>Questions (acks, {@link #fetchSockets}, {@link #serverSideEmitWithAck}) go to all servers that
 * the bus, or their heartbeats, say are there. A question ends when all have answered, when its
 * time is over, or when those that have not are gone; so it always ends, with what came and the
 * names of those who are missing. Who is gone at the time of the question, or leaves meanwhile, has
 * no sockets, and is not missing; the clients whose answers it had promised are.
 */
public final class ClusterAdapter implements Adapter {
  /**
   * The life of the adapter. Nothing is sent and nothing obeyed but while it is open.
   *
   * <pre>
   *     NEW --init--> OPEN --close--> CLOSED
   * </pre>
   */
  private enum State {
    NEW,
    OPEN,
    CLOSED
  }

  private final LocalNode node;
  private final ClusterBus bus;
  private final ClusterOptions options;
  private final LocalAdapter local;
  private final RoomInterest rooms;
  private final Sender sender;
  private final Peers peers;
  private final Requests requests;
  private final ForeignMessages foreign;

  /** Null unless the bus keeps events for clients that miss them. */
  private final @Nullable OrderedDelivery order;

  /** Null as that is. */
  private final @Nullable ClusterRecovery recovery;

  /** Null if the bus knows who is there. */
  private final @Nullable Heartbeats heartbeats;

  private final IncomingMessages incoming;

  private volatile State state = State.NEW;

  /** For a namespace of this server, with the options at their defaults. */
  public ClusterAdapter(LocalNode node, ClusterBus bus) {
    this(node, bus, ClusterOptions.defaults());
  }

  /**
   * For a namespace of this server.
   *
   * @param bus is opened and closed by this
   */
  public ClusterAdapter(LocalNode node, ClusterBus bus, ClusterOptions options) {
    this.node = node;
    this.bus = bus;
    this.options = options;
    this.rooms = new RoomInterest(bus, node.roomEvents(), node.timers(), options.requestsTimeout());
    this.local = new LocalAdapter(node, rooms);
    this.sender = new Sender(bus, node.clusterEvents(), node.timers());
    this.peers = new Peers(node.timers());
    this.requests = new Requests(node, peers, options.maxRequests());
    if (bus instanceof RecoveryBus keeping && node.keepsState()) {
      this.order = new OrderedDelivery(node, keeping, local);
      this.recovery = new ClusterRecovery(node, keeping, local, order, this::askHolder);
    } else {
      this.order = null;
      this.recovery = null;
    }
    this.foreign = new ForeignMessages(node, local, sender, options.maxRequests(), recovery);
    this.heartbeats =
        bus.countsNodes()
            ? null
            : new Heartbeats(sender, peers, node.timers(), options, requests::onGone);
    this.incoming =
        new IncomingMessages(node, bus.nodeId(), foreign, peers, requests, heartbeats, order);
  }

  // -- life

  @Override
  public void init() {
    state = State.OPEN;
    incoming.open();
    var unused =
        bus.open(incoming)
            .whenComplete(
                (nothing, failure) -> {
                  if (failure != null) {
                    node.clusterEvents().down(Sender.text(failure));
                  } else if (bus instanceof RecoveryBus keeping && order != null) {
                    var unusedStart = keeping.position().thenAccept(order::onStart);
                  } else if (heartbeats != null) {
                    heartbeats.start();
                  }
                });
  }

  private boolean isOpen() {
    return state == State.OPEN;
  }

  @Override
  public CompletionStage<Void> close() {
    boolean wasOpen = isOpen();
    if (heartbeats != null) {
      heartbeats.stop();
    }
    state = State.CLOSED;
    incoming.close();
    if (order != null) {
      order.close();
    }
    rooms.close();
    requests.close();
    return wasOpen ? bus.close() : CompletableFuture.completedStage(null);
  }

  // -- the sockets of this server

  @Override
  public void add(LocalSocket socket, Collection<String> first) {
    local.add(socket, first);
  }

  @Override
  public Set<String> remove(LocalSocket socket) {
    return local.remove(socket);
  }

  /**
   * Completes when what other servers send to these rooms arrives; or when {@code requestsTimeout}
   * is over, if the bus is away, and it arrives when that is back.
   */
  @Override
  public CompletionStage<Void> join(LocalSocket socket, Collection<String> more) {
    var unused = local.join(socket, more);
    return rooms.entered(more);
  }

  @Override
  public CompletionStage<Void> leave(LocalSocket socket, Collection<String> some) {
    return local.leave(socket, some);
  }

  @Override
  public Set<String> rooms(LocalSocket socket) {
    return local.rooms(socket);
  }

  @Override
  public List<LocalSocket> sockets(BroadcastOptions whom) {
    return local.sockets(whom);
  }

  // -- what is told

  @Override
  public void broadcast(SocketPacket.Event event, BroadcastOptions whom) {
    if (order != null && isMeantForOthers(whom) && !whom.asVolatile()) {
      order.broadcast(event, whom);
      return;
    }
    inOrder(event, () -> local.broadcast(event, whom));
    if (isMeantForOthers(whom)) {
      var unused = sender.publishAnyway(new ClusterMessage.Broadcast(event, whom, null));
    }
  }

  /**
   * Sends something to clients of this server behind what they get before.
   *
   * @throws IllegalArgumentException if an argument cannot be written
   */
  private void inOrder(SocketPacket.Event event, Runnable delivery) {
    if (order == null || !isOpen()) {
      delivery.run();
    } else {
      node.encode(event); // It is too late to tell the caller when it is its turn.
      order.behind(delivery);
    }
  }

  @Override
  public CompletionStage<Void> addSockets(BroadcastOptions whom, Collection<String> more) {
    ClusterMessage message = new ClusterMessage.SocketsJoin(whom, more);
    CompletionStage<Void> joined =
        inOrder(message, () -> local.addSockets(whom, more))
            .thenCompose(here -> rooms.entered(more));
    return alsoElsewhere(whom, joined, message);
  }

  @Override
  public CompletionStage<Void> delSockets(BroadcastOptions whom, Collection<String> some) {
    ClusterMessage message = new ClusterMessage.SocketsLeave(whom, some);
    return alsoElsewhere(whom, inOrder(message, () -> local.delSockets(whom, some)), message);
  }

  /** Does what sockets of this server are told to do, behind what they are sent before. */
  private CompletionStage<Void> inOrder(
      ClusterMessage message, Supplier<CompletionStage<Void>> task) {
    if (order == null || !isOpen()) {
      return task.get();
    }
    CompletableFuture<CompletionStage<Void>> done = new CompletableFuture<>();
    order.behind(() -> done.complete(task.get()), message);
    return done.thenCompose(result -> result);
  }

  /** Completes when both is done: what was asked for here, and telling it to the others. */
  private CompletionStage<Void> alsoElsewhere(
      BroadcastOptions whom, CompletionStage<Void> here, ClusterMessage message) {
    return isMeantForOthers(whom)
        ? sender.publishAnyway(message).thenCompose(published -> here)
        : here;
  }

  @Override
  public void disconnectSockets(BroadcastOptions whom, boolean close) {
    ClusterMessage message = new ClusterMessage.DisconnectSockets(whom, close);
    var unusedHere =
        inOrder(
            message,
            () -> {
              local.disconnectSockets(whom, close);
              return CompletableFuture.completedStage(null);
            });
    if (isMeantForOthers(whom)) {
      var unused = sender.publishAnyway(message);
    }
  }

  @Override
  public CompletionStage<Void> serverSideEmit(String event, Args args) {
    return isOpen()
        ? sender.publish(new ClusterMessage.ServerSideEmit(event, args, null))
        : CompletableFuture.completedStage(null);
  }

  private boolean isMeantForOthers(BroadcastOptions whom) {
    return !whom.local() && isOpen();
  }

  // -- what is asked

  @Override
  public void broadcastWithAck(
      SocketPacket.Event event, BroadcastOptions whom, BroadcastAcks acks) {
    if (!isMeantForOthers(whom)) {
      inOrder(event, () -> local.broadcastWithAck(event, whom, acks));
      return;
    }
    inOrder(event, () -> local.broadcastWithAck(event, whom, new SomeAcks(acks)));
    Request request = new AnswersRequest(Requests.newId(), acks);
    try {
      ask(request, new ClusterMessage.Broadcast(event, whom, request.id()), whom);
    } catch (IllegalArgumentException e) { // The clients of this server have it already.
      node.clusterEvents().lost(1, Sender.text(e));
      requests.fail(request, Sender.text(e));
    }
  }

  @Override
  public CompletionStage<FetchedSockets> fetchSockets(BroadcastOptions whom) {
    if (!isMeantForOthers(whom)) {
      return CompletableFuture.completedStage(FetchedSockets.NONE);
    }
    SocketsRequest request = new SocketsRequest(Requests.newId());
    ask(request, new ClusterMessage.FetchSockets(whom, request.id()), whom);
    return request.result();
  }

  @Override
  public CompletionStage<List<Args>> serverSideEmitWithAck(String event, Args args) {
    if (!isOpen()) {
      return CompletableFuture.completedStage(List.of());
    }
    ServerSideRequest request = new ServerSideRequest(Requests.newId());
    try {
      ask(
          request,
          new ClusterMessage.ServerSideEmit(event, args, request.id()),
          BroadcastOptions.everybody());
    } catch (IllegalArgumentException e) {
      requests.fail(request, Sender.text(e));
      throw e;
    }
    return request.result();
  }

  private void ask(Request request, ClusterMessage question, BroadcastOptions whom) {
    Duration timeout = whom.timeout().orElse(options.requestsTimeout());
    if (!requests.open(request, timeout)) {
      return;
    }
    if (heartbeats != null) {
      Set<String> everybody = peers.all();
      requests.expect(request, roll -> roll.expect(everybody));
    }
    CompletionStage<Void> sent = sender.publish(question);
    var unused =
        sent.whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                requests.fail(request, Sender.text(failure));
              }
            });
    if (heartbeats == null) {
      // Behind the question, which must not wait: what this thread sends next would overtake it.
      var unusedCount =
          bus.otherNodes().thenAccept(n -> requests.expect(request, roll -> roll.expect(n)));
    }
  }

  /** Asks who has the socket of a client. */
  private void askHolder(
      HolderRequest request, ClusterMessage.ServerSideEmit question, Duration timeout) {
    ask(request, question, BroadcastOptions.everybody().withTimeout(timeout));
  }

  @Override
  public Optional<RecoveryStore> recoveryStore() {
    return Optional.ofNullable(recovery);
  }

  @Override
  public CompletionStage<Integer> serverCount() {
    if (!isOpen()) {
      return CompletableFuture.completedStage(1);
    }
    return heartbeats == null
        ? bus.otherNodes().thenApply(others -> 1 + others)
        : CompletableFuture.completedStage(1 + peers.all().size());
  }

  /** How many answers of other servers are awaited, and by other servers from clients of this. */
  int openRequests() {
    return requests.size() + foreign.open();
  }

  /** Names those of this server; the others are still to come. */
  private record SomeAcks(BroadcastAcks all) implements BroadcastAcks {
    @Override
    public void onRecipients(Set<String> ids) {
      all.onRecipients(ids);
    }

    @Override
    public void onNoMoreRecipients() {}

    @Override
    public void onAnswer(String id, Args answer) {
      all.onAnswer(id, answer);
    }

    @Override
    public void onGone(String id) {
      all.onGone(id);
    }
  }
}
