package io.sockeye.server.cluster;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.protocol.socketio.ReservedEvents;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.adapter.LocalSocket;
import io.sockeye.server.adapter.SocketSnapshot;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Does on this server what others ask for, and answers them. Whoever may write to the broker can
 * ask, so nothing is taken for granted: what breaks a rule throws {@link RefusedException}.
 */
final class ForeignMessages {
  /** What came asks for what must not be. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message, null, false, false);
    }
  }

  private final LocalNode node;
  private final LocalAdapter local;
  private final Sender sender;
  private final int maxRequests;

  /** Null if the state of clients is not kept for all servers. */
  private final @Nullable ClusterRecovery recovery;

  /** How many questions of others to clients of this server are open. */
  private final AtomicInteger asked = new AtomicInteger();

  ForeignMessages(
      LocalNode node,
      LocalAdapter local,
      Sender sender,
      int maxRequests,
      @Nullable ClusterRecovery recovery) {
    this.node = node;
    this.local = local;
    this.sender = sender;
    this.maxRequests = maxRequests;
    this.recovery = recovery;
  }

  /**
   * Does what a message asks for.
   *
   * @param nodeId who sent it; null if that is not known
   * @param offset by which it is known to clients that miss it; null if they cannot ask for it
   * @return false if it is none of those that ask for something
   */
  boolean obey(@Nullable String nodeId, ClusterMessage message, @Nullable String offset) {
    if (message instanceof ClusterMessage.Broadcast broadcast) {
      deliver(nodeId, broadcast, offset);
    } else if (message instanceof ClusterMessage.SocketsJoin join) {
      var unused = local.addSockets(join.options(), join.rooms());
    } else if (message instanceof ClusterMessage.SocketsLeave leave) {
      var unused = local.delSockets(leave.options(), leave.rooms());
    } else if (message instanceof ClusterMessage.DisconnectSockets disconnect) {
      local.disconnectSockets(disconnect.options(), disconnect.close());
    } else if (message instanceof ClusterMessage.ServerSideEmit event) {
      Ack ack = ackOf(nodeId, event.requestId());
      if (recovery != null && event.event().equals(ClusterRecovery.EVENT)) {
        recovery.onAsked(event.args(), ack);
      } else {
        node.onServerSideEmit(event.event(), event.args(), ack);
      }
    } else if (message instanceof ClusterMessage.FetchSockets fetch) {
      sender.respondAnyway(
          asker(nodeId), new ClusterMessage.Sockets(fetch.requestId(), snapshots(fetch.options())));
    } else if (message instanceof ClusterMessage.FetchIds fetch) {
      sender.respondAnyway(
          askerOrNobody(nodeId), new ClusterMessage.Ids(fetch.requestId(), idsIn(fetch.rooms())));
    } else if (message instanceof ClusterMessage.FetchRooms fetch) {
      sender.respondAnyway(
          askerOrNobody(nodeId), new ClusterMessage.Rooms(fetch.requestId(), local.rooms()));
    } else {
      return false;
    }
    return true;
  }

  private void deliver(
      @Nullable String nodeId, ClusterMessage.Broadcast broadcast, @Nullable String offset) {
    SocketPacket.Event event = broadcast.event();
    if (!event.namespace().equals(node.namespace())) {
      throw new RefusedException("expected an event of this namespace, got another's");
    }
    if (ReservedEvents.contains(event.name())) {
      throw new RefusedException("expected an event, got the reserved name " + event.name());
    }
    String requestId = broadcast.requestId();
    if (requestId != null) {
      ask(asker(nodeId), requestId, event, broadcast.options());
    } else if (!local.hasAny(broadcast.options().rooms())) {
      return; // Most rooms are on few servers, and the bus may bring what is for all: write
      // nothing.
    } else if (offset != null) {
      local.broadcast(event, broadcast.options(), offset);
    } else {
      local.broadcast(event, broadcast.options());
    }
  }

  private void ask(
      String nodeId, String requestId, SocketPacket.Event event, BroadcastOptions options) {
    if (asked.getAndUpdate(n -> n < maxRequests ? n + 1 : n) >= maxRequests) {
      throw new RefusedException(
          "maxRequests: others wait for %d answers of clients already".formatted(maxRequests));
    }
    ClientAnswers answers = new ClientAnswers(sender, nodeId, requestId, asked::decrementAndGet);
    BroadcastOptions bounded =
        options.timeout().filter(time -> time.compareTo(MessageLimits.MAX_TIMEOUT) > 0).isPresent()
            ? options.withTimeout(MessageLimits.MAX_TIMEOUT)
            : options;
    try {
      local.broadcastWithAck(event, bounded, answers);
    } catch (IllegalArgumentException e) { // It cannot be written for clients; nobody was asked.
      asked.decrementAndGet();
      throw e;
    }
  }

  private static String asker(@Nullable String nodeId) {
    if (nodeId == null || nodeId.equals(ClusterMessage.EMITTER)) {
      throw new RefusedException("expected a question of a server, got one of nobody");
    }
    return nodeId;
  }

  /** Of old, servers did not say who they are; the answer to such a question goes to all. */
  private static String askerOrNobody(@Nullable String nodeId) {
    return nodeId == null ? ClusterMessage.EMITTER : nodeId;
  }

  private List<SocketSnapshot> snapshots(BroadcastOptions options) {
    return local.sockets(options).stream().map(this::snapshot).toList();
  }

  /** What one client sent must not hide the others. */
  private SocketSnapshot snapshot(LocalSocket socket) {
    try {
      return socket.snapshot();
    } catch (RuntimeException e) {
      return new SocketSnapshot(socket.id(), Map.of(), local.rooms(socket), Map.of());
    }
  }

  private Set<String> idsIn(Set<String> rooms) {
    Set<String> ids = new LinkedHashSet<>();
    local
        .sockets(BroadcastOptions.everybody().withRooms(rooms))
        .forEach(socket -> ids.add(socket.id()));
    return ids;
  }

  private Ack ackOf(@Nullable String nodeId, @Nullable String requestId) {
    return requestId == null ? new NoAnswer() : new Answer(sender, asker(nodeId), requestId);
  }

  /** How many questions of others to clients of this server are open. */
  int open() {
    return asked.get();
  }

  /** Nobody waits for an answer. */
  private static final class NoAnswer implements Ack {
    @Override
    public void send(@Nullable Object... values) {}

    @Override
    public boolean isRequested() {
      return false;
    }
  }

  /** Brings one value to the server that asked, once. */
  private static final class Answer implements Ack {
    private final Sender sender;
    private final String asker;
    private final String requestId;
    private final AtomicBoolean sent = new AtomicBoolean();

    Answer(Sender sender, String asker, String requestId) {
      this.sender = sender;
      this.asker = asker;
      this.requestId = requestId;
    }

    @Override
    public void send(@Nullable Object... values) {
      if (!sent.compareAndSet(false, true)) {
        return;
      }
      Args answer = ClientAnswers.first(Args.of(values));
      try {
        sender.respond(asker, new ClusterMessage.ServerSideAnswer(requestId, answer));
      } catch (IllegalArgumentException e) {
        sent.set(false); // One that throws has not counted.
        throw e;
      }
    }

    @Override
    public boolean isRequested() {
      return true;
    }
  }
}
