package io.sockeye.client;

import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.SocketIoException;
import io.sockeye.client.engine.ClientSession;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.client.engine.TransportType;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.OpenPacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session as the sockets see it: it turns messages into packets, and hands each to the socket
 * of its namespace. Confined to the manager's mailbox.
 *
 * <p>A server closes the whole connection of a client that asks twice for a namespace, or leaves
 * one that it is not in yet. So what is asked is remembered until it is answered: who leaves
 * meanwhile leaves when the answer is there, and who comes back asks then.
 */
final class Connection implements ClientSession.Events {
  /** A CONNECT that is not answered yet. */
  private static final class Asked {
    /** Whether the namespace was left before: what comes until the answer is of that time. */
    final boolean again;

    Asked(boolean again) {
      this.again = again;
    }

    /** Whether the socket has left meanwhile. */
    boolean abandoned;

    /** What to ask next, if the socket has come back; or else null. */
    @Nullable PacketGroup next;
  }

  /**
   * What is no event and had no room in the session.
   *
   * @param refused is told if it never will be sent
   */
  private record Held(PacketGroup packet, Consumer<SocketIoException> refused) {}

  /** While so much is held, answers are not. */
  private static final int MAX_HELD = 1_000;

  private final RealManager manager;
  private final Map<String, Asked> asked = new HashMap<>();

  /** The namespaces that were left. */
  private final Set<String> left = new HashSet<>();

  /** Null until it is being opened. */
  private @Nullable SocketDecoder decoder;

  /** Null until it is being opened. */
  private @Nullable Session session;

  /** Null before it is open. Written in the mailbox, read anywhere. */
  private volatile @Nullable TransportType transport;

  /** When it was opened, by the clock of the timers. */
  private long openedNanos;

  /**
   * Oldest first. Of CONNECT and DISCONNECT there are no more than one each for a namespace, as
   * there is no other until the server has answered; answers are counted.
   */
  private final Deque<Held> held = new ArrayDeque<>();

  /** The bytes so far of the packet that is arriving. */
  private long packetSize;

  /** How many sockets do not want it to be read. */
  private int pauses;

  /** Whether the sockets are told nothing any more. */
  private boolean ended;

  Connection(RealManager manager) {
    this.manager = manager;
  }

  /** Begins to open it. */
  void open(Session.Opener opener, List<TransportType> transports) {
    assert manager.mailbox().isCurrent();
    try {
      decoder = manager.codec().decoder(manager.sessionOptions().limits());
      session = opener.open(transports, this);
    } catch (Throwable failure) { // Of a parser, or as no thread or file can be had.
      ended = true;
      manager.onLost(
          this,
          DisconnectReason.TRANSPORT_ERROR,
          new ConnectFailure.Closed("no connection could be begun: " + failure, failure));
    }
  }

  // -- what sockets ask for

  /** Asks for a namespace. */
  void join(String namespace, PacketGroup connect) {
    Asked before = asked.get(namespace);
    if (before == null) {
      asked.put(namespace, new Asked(left.contains(namespace)));
      sendSoon(new Held(connect, failure -> onUnsendable(namespace, failure)));
    } else {
      before.next = connect;
    }
  }

  private void onUnsendable(String namespace, SocketIoException failure) {
    Asked before = asked.remove(namespace);
    Membership member = manager.sockets().existing(namespace);
    if (before != null && before.abandoned) {
      askAgain(namespace, before);
    } else if (before != null && member != null) {
      member.onUnsendable(failure);
    }
  }

  /** Leaves a namespace that was asked for. */
  void leave(String namespace) {
    left.add(namespace);
    Asked before = asked.get(namespace);
    if (before == null) {
      sayDisconnect(namespace);
    } else {
      before.abandoned = true;
      before.next = null;
    }
  }

  private void sayDisconnect(String namespace) {
    PacketGroup disconnect;
    try {
      disconnect = manager.codec().encode(new SocketPacket.Disconnect(namespace));
    } catch (RuntimeException | StackOverflowError e) { // A parser that the application brought.
      fail("the parser failed: " + e);
      return;
    }
    sendSoon(new Held(disconnect, failure -> fail(String.valueOf(failure.getMessage()))));
  }

  /** Sends a packet; or tells why not. */
  Optional<Session.Refusal> send(PacketGroup packet) {
    assert manager.mailbox().isCurrent();
    Session present = session;
    return ended || present == null
        ? Optional.of(new Session.Refusal(true, new SocketIoException("the connection has ended")))
        : present.send(packet);
  }

  /**
   * Sends an answer, now or as soon as there is room.
   *
   * @param refused is told if it never will be sent
   */
  void sendAck(PacketGroup packet, Consumer<SocketIoException> refused) {
    if (held.size() < MAX_HELD) {
      sendSoon(new Held(packet, refused));
    } else {
      refused.accept(new SocketIoException("too many answers wait for room in the session"));
    }
  }

  /** Sends what is no event, now or as soon as there is room. */
  private void sendSoon(Held packet) {
    if (ended) {
      return;
    }
    if (!held.isEmpty() || !trySend(packet)) {
      held.add(packet);
    }
  }

  /** Sends it, or says that it never will be sent; false if there is no room yet. */
  private boolean trySend(Held packet) {
    Optional<Session.Refusal> refusal = send(packet.packet());
    if (refusal.isPresent() && refusal.get().passes()) {
      return false;
    }
    refusal.ifPresent(why -> packet.refused().accept(why.failure()));
    return true;
  }

  /** Whether what is sent now goes out at once. */
  boolean isWritable() {
    return !ended && session != null && session.isWritable();
  }

  /** How it travels; empty before it does. Any thread. */
  Optional<TransportType> transport() {
    return Optional.ofNullable(transport);
  }

  /** A socket wants it not to be read. */
  void pauseReading() {
    pauses++;
    if (pauses == 1 && session != null) {
      session.pauseReading();
    }
  }

  /** That socket is content. */
  void resumeReading() {
    pauses--;
    if (pauses == 0 && session != null) {
      session.resumeReading();
    }
  }

  /** Since when it is open. */
  long openedNanos() {
    return openedNanos;
  }

  /** Ends it behind what was sent. The sockets are told nothing any more. */
  void close() {
    assert manager.mailbox().isCurrent();
    ended = true;
    if (session != null) {
      session.close();
    }
  }

  // -- what the session tells

  @Override
  public void onOpen(OpenPacket handshake) {
    if (!ended && session != null) {
      transport = session.transport();
      openedNanos = manager.timers().nanoTime();
      manager.onOpened(this);
    }
  }

  @Override
  public void onMessage(EnginePacket message) {
    assert manager.mailbox().isCurrent();
    SocketDecoder present = decoder;
    if (ended || present == null) {
      return;
    }
    packetSize += message.frame().length();
    SocketPacket packet;
    try {
      packet = present.decode(message);
    } catch (ProtocolException e) {
      fail(String.valueOf(e.getMessage()));
      return;
    } catch (RuntimeException | StackOverflowError e) { // A parser that the application brought.
      fail("the parser failed: " + e);
      return;
    }
    if (packet != null) {
      long size = packetSize;
      packetSize = 0;
      onPacket(packet, size);
    }
  }

  private void onPacket(SocketPacket packet, long size) {
    String namespace = packet.namespace();
    Membership member = manager.sockets().existing(namespace);
    if (packet instanceof SocketPacket.Connect connect) {
      if (isAnswer(namespace) && member != null) {
        member.onJoined(connect.payload());
      }
    } else if (packet instanceof SocketPacket.ConnectError error) {
      onConnectError(namespace, member, error.payload());
    } else if (member == null) {
      return; // What was sent before the server knew that we had left.
    } else if (packet instanceof SocketPacket.Event event) {
      Asked unanswered = asked.get(namespace);
      if (unanswered == null || !unanswered.again) {
        member.onEvent(event, size);
      }
    } else if (packet instanceof SocketPacket.Ack ack) {
      member.onAck(ack);
    } else if (packet instanceof SocketPacket.Disconnect) {
      member.onExpelled();
    }
  }

  /** Whether a CONNECT is the answer that a socket waits for. */
  private boolean isAnswer(String namespace) {
    Asked before = asked.remove(namespace);
    if (before == null) {
      return false;
    }
    if (before.abandoned) {
      sayDisconnect(namespace);
      askAgain(namespace, before);
      return false;
    }
    return true;
  }

  private void onConnectError(String namespace, @Nullable Membership member, Args payload) {
    Asked before = asked.remove(namespace);
    if (before != null && before.abandoned) {
      askAgain(namespace, before);
    } else if (before != null && member != null) {
      member.onRefused(payload);
    }
  }

  private void askAgain(String namespace, Asked before) {
    if (before.next != null) {
      join(namespace, before.next);
    }
  }

  private void fail(String detail) {
    manager.observer().protocolViolated(manager, detail);
    close();
    manager.onLost(this, DisconnectReason.PARSE_ERROR, new ConnectFailure.Protocol(detail, null));
  }

  /** It is of no use any more, as no answer comes. */
  void giveUp(ConnectFailure why) {
    if (!ended) {
      close();
      manager.onLost(this, DisconnectReason.FORCED_CLOSE, why);
    }
  }

  @Override
  public void onPing() {
    if (!ended) {
      manager.onPing();
    }
  }

  @Override
  public void onDrain() {
    while (!ended && !held.isEmpty() && trySend(held.element())) {
      held.remove();
    }
    if (!ended) {
      manager.onDrain();
    }
  }

  @Override
  public void onUpgrade(TransportType to) {
    if (!ended) {
      transport = to;
      manager.onUpgraded(to);
    }
  }

  @Override
  public void onUpgradeFailed(ConnectFailure why) {
    if (!ended) {
      manager.onUpgradeFailed(why);
    }
  }

  @Override
  public void onClose(DisconnectReason reason, @Nullable ConnectFailure failure) {
    assert manager.mailbox().isCurrent();
    if (!ended) {
      ended = true;
      manager.onLost(this, reason, failure);
    }
  }
}
