package io.sockeye.server.cluster;

import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.adapter.RecoveryStore;
import io.sockeye.server.adapter.RecoveryStore.NotRestoredException;
import io.sockeye.server.adapter.SavedSession;
import io.sockeye.server.adapter.SavedSession.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Puts one socket where an earlier one of its client was, with neither a hole nor an overlap
 * between what it missed and what comes.
 *
 * <p>What the bus brings is recorded from before the first page is read. So whatever was delivered
 * here before is in the pages, for it was kept before they were read; and what comes after the last
 * page is in the record. When this server has delivered all that the pages have, the socket is put
 * into its rooms, in one task of the order of deliveries: what comes is what it has not missed.
 */
final class Restoration implements OrderedDelivery.Recorder {
  /** More than a stream has in usual sizes; who would read for longer has missed too much. */
  static final int MAX_PAGES = 2_000;

  /** How much may come while the pages are read. */
  static final int MAX_RECORDED = 20_000;

  private record Recorded(@Nullable String offset, ClusterMessage message) {}

  private final RecoveryBus bus;
  private final LocalAdapter local;
  private final OrderedDelivery order;
  private final RecoveryStore.Claim claim;
  private final SavedSession session;
  private final Replay replay;
  private final String start;

  /** Up to where the pages are read. */
  private String read;

  /** The last event in them that this server delivers, too; null if there is none. */
  private @Nullable String lastEvent;

  private int pages;

  /** What came meanwhile; confined to the order. */
  private final List<Recorded> recorded = new ArrayList<>();

  private boolean overflown;

  /**
   * For a session that was taken.
   *
   * @throws NotRestoredException if it cannot be known what its client has missed
   */
  Restoration(
      LocalNode node,
      RecoveryBus bus,
      LocalAdapter local,
      OrderedDelivery order,
      RecoveryStore.Claim claim,
      SavedSession session) {
    this.bus = bus;
    this.local = local;
    this.order = order;
    this.claim = claim;
    this.session = session;
    this.replay = new Replay(node, claim, session.rooms());
    this.start = start(bus, session.place(), claim.offset());
    this.read = start;
  }

  /** Behind which offset the client has not got what was sent to it. */
  private static String start(RecoveryBus bus, Place place, @Nullable String offset) {
    if (offset != null && !bus.isOffset(offset)) { // A text of the application, mostly.
      throw new NotRestoredException(NotRestoredException.Cause.NO_OFFSET);
    }
    String from = place.from();
    // Clients go on naming what they heard in an earlier life.
    boolean heardSome = offset != null && (from == null || bus.compare(offset, from) >= 0);
    String heard = heardSome ? offset : from;
    boolean heardAll = Objects.equals(heardSome ? offset : null, place.last());
    String start = heardAll && place.at() != null ? place.at() : heard;
    boolean inDoubt =
        place.floor() != null && (heard == null || bus.compare(heard, place.floor()) < 0);
    if (start == null || inDoubt) {
      throw new NotRestoredException(NotRestoredException.Cause.NO_OFFSET);
    }
    return start;
  }

  /** Completes when the socket is in its rooms. */
  CompletionStage<Void> run() {
    CompletableFuture<Void> recording = new CompletableFuture<>();
    order.execute(
        () -> {
          order.add(this);
          recording.complete(null);
        });
    CompletionStage<Void> all =
        recording
            .thenCompose(begun -> nextPage())
            .thenCompose(end -> bus.hasAllAfter(start))
            .thenCompose(this::settle);
    return all.whenComplete((done, failure) -> order.execute(() -> order.remove(this)));
  }

  @Override
  public void onMessage(@Nullable String offset, ClusterMessage message) {
    if (recorded.size() >= MAX_RECORDED) {
      overflown = true;
    } else {
      recorded.add(new Recorded(offset, message));
    }
  }

  private CompletionStage<Void> nextPage() {
    if (++pages > MAX_PAGES) {
      throw new NotRestoredException(NotRestoredException.Cause.TOO_MUCH);
    }
    return bus.read(read)
        .thenCompose(
            page -> {
              for (RecoveryBus.Kept kept : page.messages()) {
                read = kept.offset();
                ClusterMessage message = kept.message();
                if (message != null) {
                  take(kept.offset(), message);
                }
              }
              return page.isLast() ? CompletableFuture.completedStage(null) : nextPage();
            });
  }

  private void take(String offset, ClusterMessage message) {
    if (message instanceof ClusterMessage.Broadcast broadcast) {
      // A volatile one of this server does not come back to it, so it cannot be awaited.
      lastEvent = broadcast.options().asVolatile() ? lastEvent : offset;
      replay.broadcast(offset, broadcast);
    } else {
      replay.obey(message);
    }
  }

  /** All pages are read: the rest is done in the order of deliveries. */
  private CompletionStage<Void> settle(boolean hasAll) {
    if (!hasAll) {
      throw new NotRestoredException(NotRestoredException.Cause.NO_OFFSET);
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    order.execute(() -> order.progress().whenDelivered(lastEvent, () -> place(done)));
    return done;
  }

  private void place(CompletableFuture<Void> done) {
    try {
      place();
      done.complete(null);
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  private void place() {
    order.remove(this);
    if (overflown) {
      throw new NotRestoredException(NotRestoredException.Cause.TOO_MUCH);
    }
    String position = read;
    for (Recorded each : recorded) {
      String offset = each.offset();
      if (offset == null) {
        replay.obey(each.message()); // Done twice is as good as once.
      } else if (bus.compare(offset, read) > 0) {
        take(offset, each.message());
        position = offset;
      }
    }
    var restored =
        new RecoveryStore.Restored(session.withRooms(replay.rooms()), replay.missed(), position);
    if (claim.placed().test(restored)) {
      local.add(claim.socket(), replay.rooms());
    }
  }
}
