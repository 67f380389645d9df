package io.sockeye.server.cluster;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.server.adapter.LocalNode;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The questions of this server that others have not answered yet; each ends, by answers or by time.
 * Thread-safe: all that happens to them happens in one mailbox, so that responses, alarms and
 * departures have one order, and whoever is told of an end is told under no lock.
 */
final class Requests {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ID_BITS = 64;
  private static final String CLOSED = "the adapter is closed";

  private final LocalNode node;
  private final Peers peers;
  private final int max;
  private final SerialExecutor mailbox;

  /** How many there are. */
  private final AtomicInteger count = new AtomicInteger();

  // In the mailbox only:

  /** By id. */
  private final Map<String, Request> open = new HashMap<>();

  private boolean closed;

  Requests(LocalNode node, Peers peers, int max) {
    this.node = node;
    this.peers = peers;
    this.max = max;
    this.mailbox = SerialExecutor.mailbox(node.executor());
  }

  /** An id for a request: 16 hexadecimal digits, as other servers have them. */
  static String newId() {
    return "%016x".formatted(new BigInteger(ID_BITS, RANDOM));
  }

  /**
   * A request is about to be sent; what answers it is taken from now on.
   *
   * @return false if there are too many: then it is over, and must not be sent
   */
  boolean open(Request request, Duration timeout) {
    if (count.getAndUpdate(n -> n < max ? n + 1 : n) >= max) {
      String failure =
          "maxRequests: %d answers of other servers are awaited already".formatted(max);
      mailbox.execute(() -> request.end(Set.of("all other servers"), failure));
      return false;
    }
    mailbox.execute(
        () -> {
          open.put(request.id(), request);
          if (closed) {
            end(request, request.roll().missing(peers.all()), CLOSED);
            return;
          }
          request.alarm(node.timers().schedule(timeout, () -> onTimeout(request)));
        });
    return true;
  }

  /** Those who are to answer are known. */
  void expect(Request request, Consumer<RollCall> servers) {
    change(request.id(), present -> servers.accept(present.roll()));
  }

  /** A response came; one to a request that is over is ignored. */
  void onResponse(@Nullable String nodeId, ClusterMessage.Response response) {
    change(response.requestId(), request -> request.take(nodeId, response));
  }

  private void change(String id, Consumer<Request> change) {
    mailbox.execute(
        () -> {
          Request request = open.get(id);
          if (request != null) {
            change.accept(request);
            endIfComplete(request);
          }
        });
  }

  /** A server is not there any more. */
  void onGone(String nodeId) {
    mailbox.execute(
        () -> {
          for (Request request : List.copyOf(open.values())) {
            request.leave(nodeId);
            endIfComplete(request);
          }
        });
  }

  private void endIfComplete(Request request) {
    if (request.isComplete()) {
      Set<String> everybody = request.roll().everybody();
      if (everybody != null) {
        peers.retain(everybody);
      }
      end(request, Set.of(), "");
    }
  }

  private void onTimeout(Request request) {
    mailbox.execute(
        () -> end(request, request.roll().missing(peers.all()), request.roll().failure()));
  }

  /** A request did not reach anybody. */
  void fail(Request request, String failure) {
    mailbox.execute(() -> end(request, Set.of("all other servers"), failure));
  }

  /** Nobody answers any more. */
  void close() {
    mailbox.execute(
        () -> {
          closed = true;
          for (Request request : List.copyOf(open.values())) {
            end(request, request.roll().missing(peers.all()), CLOSED);
          }
        });
  }

  private void end(Request request, Set<String> missing, String failure) {
    if (open.remove(request.id(), request)) {
      count.decrementAndGet();
      request.cancelAlarm();
      request.end(missing, failure);
    }
  }

  /** How many are not over. */
  int size() {
    return count.get();
  }
}
