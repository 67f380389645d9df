package io.sockeye.server;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Stages;
import io.sockeye.concurrent.Timers;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Leads one CONNECT to its namespace where that takes the program's code: the rules of parents, one
 * after the other, and the listeners for new namespaces. All of that runs on the client's lane for
 * it; the outcome comes back to the client's mailbox, once.
 *
 * <p>It fails closed: whatever is thrown, and what is not decided in time, refuses the client.
 */
final class NamespaceLookup {
  static final String INVALID = "Invalid namespace";
  static final String TOO_MANY = "Too many namespaces";

  private final Client client;
  private final RealServer server;
  private final String name;
  private final RealHandshake handshake;
  private final SerialExecutor lane;
  private final Timers.Alarm alarm;

  /** Parents that have not been asked yet; on the lane. */
  private Iterator<RealParentNamespace> candidates = Collections.emptyIterator();

  /** Whether nobody waits for the outcome any more; written in the mailbox. */
  private volatile boolean settled;

  private NamespaceLookup(Client client, String name, RealHandshake handshake) {
    this.client = client;
    this.server = client.server();
    this.name = name;
    this.handshake = handshake;
    this.lane = client.joining().lookupLane();
    this.alarm =
        server
            .timers()
            .schedule(
                server.options().authTimeout(), () -> client.mailbox().execute(this::onTimeout));
  }

  /** Begins to look; inside the client's mailbox, which is told later. */
  static NamespaceLookup begin(Client client, String name, RealHandshake handshake) {
    assert client.mailbox().isCurrent();
    NamespaceLookup lookup = new NamespaceLookup(client, name, handshake);
    lookup.lane.execute(lookup::search);
    return lookup;
  }

  String name() {
    return name;
  }

  RealHandshake handshake() {
    return handshake;
  }

  // -- on the lane

  private void search() {
    RealNamespace present = server.namespaces().find(name);
    if (present != null && !present.judgesClients() && present.occupancy().enter()) {
      arrive(present);
      return;
    }
    // A client that its parent refuses must not get in by another that would take the name.
    candidates =
        present == null
            ? server.namespaces().parents().iterator()
            : present.parent().stream().iterator();
    next();
  }

  /** Goes on with the next parent. */
  private void next() {
    try {
      while (candidates.hasNext() && !settled) {
        RealParentNamespace parent = candidates.next();
        Object verdict = parent.rule().judge(name, handshake);
        if (verdict instanceof CompletionStage<?> stage) {
          stage.whenComplete(
              (value, failure) -> lane.execute(() -> resume(parent, value, failure)));
          return;
        }
        if (Boolean.TRUE.equals(verdict)) {
          enter(parent);
          return;
        }
      }
      settle(null, INVALID);
    } catch (Throwable failure) {
      fail(failure);
    }
  }

  private void resume(
      RealParentNamespace parent, @Nullable Object verdict, @Nullable Throwable failure) {
    if (failure != null) {
      fail(Stages.cause(failure));
    } else if (Boolean.TRUE.equals(verdict)) {
      try {
        enter(parent);
      } catch (Throwable thrown) {
        fail(thrown);
      }
    } else {
      next();
    }
  }

  private void enter(RealParentNamespace parent) {
    RealNamespace namespace = server.namespaces().enter(name, parent);
    if (namespace == null) {
      settle(null, TOO_MANY);
    } else if (namespace.parent().filter(other -> other != parent).isPresent()) {
      server.namespaces().leave(namespace); // Another parent was faster, which has not been asked.
      settle(null, INVALID);
    } else {
      arrive(namespace);
    }
  }

  private void fail(Throwable failure) {
    server.observer().lookupFailed(client.session(), name, failure);
    settle(null, INVALID);
  }

  /** The namespace was entered; if it is not open yet, that is awaited. */
  private void arrive(RealNamespace namespace) {
    namespace
        .opened()
        .whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                settle(namespace, "");
              } else {
                server.namespaces().leave(namespace);
                settle(null, INVALID);
              }
            });
  }

  private void settle(@Nullable RealNamespace entered, String refusal) {
    client.mailbox().execute(() -> onSettled(entered, refusal));
  }

  // -- in the mailbox

  private void onSettled(@Nullable RealNamespace entered, String refusal) {
    if (!settled) {
      abandon();
      client.joining().onLookedUp(this, entered, refusal);
    } else if (entered != null) {
      server.namespaces().leave(entered);
    }
  }

  private void onTimeout() {
    if (!settled) {
      abandon();
      server.observer().limitHit("authTimeout", name);
      client.joining().onLookupTimeout(this);
    }
  }

  /** Nobody waits for the outcome any more. */
  void abandon() {
    assert client.mailbox().isCurrent();
    settled = true;
    alarm.cancel();
  }
}
