package io.sockeye.client;

import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.SocketIoException;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One session as the sockets see it: it turns messages into packets, and hands each to the socket
 * of its namespace. Confined to the manager's mailbox.
 *
 * <p>A server closes the whole connection of a client that asks twice for a namespace, or leaves
 * one that it is not in yet. So what is asked is remembered until it is answered: who leaves
 * meanwhile leaves when the answer is there, and who comes back asks then.
 */
final class Connection implements Session.Events {
  /** A CONNECT that is not answered yet. */
  private static final class Asked {
    /** Whether the socket has left meanwhile. */
    boolean abandoned;

    /** What to ask next, if the socket has come back; or else null. */
    @Nullable PacketGroup next;
  }

  /** Packets that are no events, and have no room in the session. */
  private static final int MAX_HELD = 1_000;

  private final RealManager manager;
  private final Map<String, Asked> asked = new HashMap<>();

  /** Null until it is being opened. */
  private @Nullable SocketDecoder decoder;

  /** Null until it is being opened. */
  private @Nullable Session session;

  /** Null before it is open. Written in the mailbox, read anywhere. */
  private volatile @Nullable TransportType transport;

  /** When it was opened, by the clock of the timers. */
  private long openedNanos;

  /** What is no event and had no room in the session, oldest first. */
  private final Deque<PacketGroup> held = new ArrayDeque<>();

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
      asked.put(namespace, new Asked());
      sendSoon(connect);
    } else {
      before.next = connect;
    }
  }

  /** Leaves a namespace that was asked for. */
  void leave(String namespace) {
    Asked before = asked.get(namespace);
    if (before == null) {
      sendSoon(manager.codec().encode(new SocketPacket.Disconnect(namespace)));
    } else {
      before.abandoned = true;
      before.next = null;
    }
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
   * Sends a packet that is no event, now or as soon as there is room.
   *
   * @return why it never will be sent
   */
  Optional<Session.Refusal> sendSoon(PacketGroup packet) {
    Optional<Session.Refusal> refusal =
        held.isEmpty() ? send(packet) : Optional.of(RealManager.NO_CONNECTION);
    if (refusal.isPresent() && refusal.get().passes() && !ended && held.size() < MAX_HELD) {
      held.add(packet);
      return Optional.empty();
    }
    return refusal;
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
    RealSocket socket = manager.sockets().existing(namespace);
    if (packet instanceof SocketPacket.Connect connect) {
      if (isAnswer(namespace) && socket != null) {
        socket.onJoined(connect.payload());
      }
    } else if (packet instanceof SocketPacket.ConnectError error) {
      onConnectError(namespace, socket, error.payload());
    } else if (socket == null) {
      return; // What was sent before the server knew that we had left.
    } else if (packet instanceof SocketPacket.Event event) {
      socket.onEvent(event, size);
    } else if (packet instanceof SocketPacket.Ack ack) {
      socket.onAck(ack);
    } else if (packet instanceof SocketPacket.Disconnect) {
      asked.remove(namespace);
      socket.onExpelled();
    }
  }

  /** Whether a CONNECT is the answer that a socket waits for. */
  private boolean isAnswer(String namespace) {
    Asked before = asked.remove(namespace);
    if (before == null) {
      return false;
    }
    if (before.abandoned) {
      sendSoon(manager.codec().encode(new SocketPacket.Disconnect(namespace)));
      askAgain(namespace, before);
      return false;
    }
    return true;
  }

  private void onConnectError(String namespace, @Nullable RealSocket socket, Args payload) {
    Asked before = asked.remove(namespace);
    if (before != null && before.abandoned) {
      askAgain(namespace, before);
    } else if (before != null && socket != null) {
      socket.onRefused(payload);
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
    while (!held.isEmpty() && send(held.element()).filter(Session.Refusal::passes).isEmpty()) {
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
