package io.sockeye.server.cluster;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.concurrent.Stages;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.adapter.LocalSocket;
import io.sockeye.server.adapter.RecoveryStore;
import io.sockeye.server.adapter.SavedSession;
import io.sockeye.server.adapter.SavedSession.Place;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection state of clients, kept by a {@link RecoveryBus}. A client whose server has not
 * noticed yet that it lost it is asked for among the other servers; those of another make do not
 * answer, so that costs {@link #HOLDER_PATIENCE} where there are some.
 */
final class ClusterRecovery implements RecoveryStore {
  /** How long a client that comes back waits for what it left, at most; and then for the rest. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How long other servers may take to say that they have a socket. */
  static final Duration HOLDER_PATIENCE = Duration.ofMillis(700);

  /** How many may be restored at once; each holds what it has missed. */
  static final int MAX_RESTORATIONS = 1_000;

  /** The event by which the servers ask each other. */
  static final String EVENT = "sockeye:session";

  private static final Holder NOBODY =
      new Holder() {
        @Override
        public Optional<SavedSession> peek(String pid) {
          return Optional.empty();
        }

        @Override
        public CompletionStage<Boolean> release(String pid) {
          return CompletableFuture.completedStage(false);
        }
      };

  /** Asks the other servers. */
  @FunctionalInterface
  interface Question {
    void ask(HolderRequest request, ClusterMessage.ServerSideEmit question, Duration timeout);
  }

  private final LocalNode node;
  private final RecoveryBus bus;
  private final LocalAdapter local;
  private final OrderedDelivery order;
  private final Question question;
  private final SessionCodec codec;
  private final AtomicInteger restorations = new AtomicInteger();
  private volatile Holder holder = NOBODY;

  ClusterRecovery(
      LocalNode node,
      RecoveryBus bus,
      LocalAdapter local,
      OrderedDelivery order,
      Question question) {
    this.node = node;
    this.codec = new SessionCodec(MessageFormats.of(node));
    this.bus = bus;
    this.local = local;
    this.order = order;
    this.question = question;
  }

  @Override
  public void holder(Holder known) {
    holder = known;
  }

  @Override
  public String position() {
    return order.progress().position();
  }

  @Override
  public void behind(Runnable task) {
    order.behind(task);
  }

  // -- coming back

  @Override
  public CompletionStage<Optional<SavedSession>> find(String pid) {
    Optional<SavedSession> here = holder.peek(pid);
    if (here.isPresent()) {
      return CompletableFuture.completedStage(here);
    }
    return inTime(
        orElse(
                bus.find(pid),
                // Whoever has it may have saved it before he was asked.
                () -> orElse(askOthers(pid, false), () -> bus.find(pid)))
            .thenApply(text -> text.flatMap(this::read)));
  }

  private static CompletionStage<Optional<String>> orElse(
      CompletionStage<Optional<String>> first,
      Supplier<CompletionStage<Optional<String>>> otherwise) {
    return first.thenCompose(
        text -> text.isPresent() ? CompletableFuture.completedStage(text) : otherwise.get());
  }

  private Optional<SavedSession> read(String text) {
    try {
      return Optional.of(codec.read(text));
    } catch (ProtocolException e) {
      node.clusterEvents().refused(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public CompletionStage<Void> restore(Claim claim) {
    if (restorations.getAndUpdate(n -> n < MAX_RESTORATIONS ? n + 1 : n) >= MAX_RESTORATIONS) {
      return CompletableFuture.failedFuture(
          new NotRestoredException(NotRestoredException.Cause.AWAY));
    }
    CompletionStage<Void> restored =
        take(claim.session().pid()).thenCompose(taken -> restore(claim, taken));
    return inTime(restored.whenComplete((done, failure) -> restorations.decrementAndGet()));
  }

  private CompletionStage<Void> restore(Claim claim, Optional<SavedSession> taken) {
    SavedSession found = claim.session();
    SavedSession session =
        taken
            .filter(one -> one.id().equals(found.id()))
            .filter(one -> Objects.equals(one.principal(), found.principal()))
            .orElseThrow(() -> new NotRestoredException(NotRestoredException.Cause.NO_SESSION));
    return new Restoration(node, bus, local, order, claim, session).run();
  }

  /** Takes a session, which may have to be saved first. */
  private CompletionStage<Optional<SavedSession>> take(String pid) {
    return orElse(bus.take(pid), () -> release(pid).thenCompose(released -> bus.take(pid)))
        .thenApply(text -> text.flatMap(this::read));
  }

  private CompletionStage<Boolean> release(String pid) {
    return holder
        .release(pid)
        .thenCompose(
            here ->
                here
                    ? CompletableFuture.completedStage(true)
                    : askOthers(pid, true).thenApply(Optional::isPresent));
  }

  /** What does not end in time, or fails in a way that is not known, is a store that is away. */
  private <T> CompletionStage<T> inTime(CompletionStage<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Timers.Alarm alarm =
        node.timers()
            .schedule(
                PATIENCE,
                () ->
                    result.completeExceptionally(
                        new NotRestoredException(NotRestoredException.Cause.AWAY)));
    work.whenComplete(
        (value, failure) -> {
          alarm.cancel();
          if (failure == null) {
            result.complete(value);
          } else if (Stages.cause(failure) instanceof NotRestoredException known) {
            result.completeExceptionally(known);
          } else {
            result.completeExceptionally(new NotRestoredException(NotRestoredException.Cause.AWAY));
          }
        });
    return result;
  }

  // -- leaving

  @Override
  public CompletionStage<Optional<Departure>> depart(
      LocalSocket socket, String from, String since, Supplier<@Nullable String> last) {
    CompletableFuture<Optional<Departure>> departed = new CompletableFuture<>();
    bus.position()
        .whenComplete(
            (at, failure) ->
                order.execute(
                    () -> {
                      Set<String> rooms = local.remove(socket);
                      departed.complete(
                          failure != null || order.progress().isUncertain()
                              ? Optional.empty()
                              : departure(rooms, from, since, last.get(), at));
                    }));
    return departed;
  }

  private Optional<Departure> departure(
      Set<String> rooms, String from, String since, @Nullable String last, String at) {
    String floor = order.progress().floor();
    if (floor != null && !since.isEmpty() && bus.compare(since, floor) >= 0) {
      floor = null; // That was before it came.
    }
    if (floor != null && (last == null || bus.compare(last, floor) < 0)) {
      return Optional.empty(); // Its client may have heard something that nobody knows by a name.
    }
    return Optional.of(
        new Departure(rooms, new Place(from.isEmpty() ? null : from, last, at, floor)));
  }

  @Override
  public CompletionStage<Void> save(SavedSession session, Duration time) {
    String text;
    try {
      text = codec.write(session);
    } catch (IllegalArgumentException e) {
      node.clusterEvents().lost(1, "the state of a client: " + Sender.text(e));
      return CompletableFuture.failedFuture(e);
    }
    return bus.save(session.pid(), text, time)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                node.clusterEvents().lost(1, "the state of a client: " + Sender.text(failure));
              }
            });
  }

  // -- what servers ask each other

  private CompletionStage<Optional<String>> askOthers(String pid, boolean toRelease) {
    HolderRequest request = new HolderRequest(Requests.newId());
    question.ask(
        request,
        new ClusterMessage.ServerSideEmit(EVENT, Args.of(pid, toRelease), request.id()),
        toRelease ? PATIENCE : HOLDER_PATIENCE);
    return request.result().thenApply(answer -> answer.map(args -> String.valueOf(args.get(0))));
  }

  /** Another server asks; answers with a text if the socket is here, else with null. */
  void onAsked(Args args, Ack answer) {
    String pid = args.size() > 0 && args.get(0) instanceof String text ? text : "";
    if (args.size() > 1 && Boolean.TRUE.equals(args.get(1))) {
      holder
          .release(pid)
          .whenComplete(
              (released, failure) -> answer.send(Boolean.TRUE.equals(released) ? "saved" : null));
    } else {
      answer.send(holder.peek(pid).map(this::written).orElse(null));
    }
  }

  private @Nullable String written(SavedSession session) {
    try {
      return codec.write(session);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
