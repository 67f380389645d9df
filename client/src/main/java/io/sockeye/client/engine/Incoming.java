package io.sockeye.client.engine;

import io.sockeye.protocol.engineio.EnginePacket;
import java.net.URI;

/**
 * What an open session does with the packets that its transport tells, whichever that is at the
 * moment; what else a transport tells is the session's affair. Confined to the session's mailbox.
 */
final class Incoming implements ClientTransport.Events {
  /** The session, as far as it is not about packets. */
  interface Owner {
    /** What was sent is out. */
    void onDrained();

    /** The transport ended in order, by the server's wish or ours. */
    void onTransportClosed(String detail);

    /** The transport broke, or cannot be relied on. */
    void onTransportFailed(ConnectFailure failure);
  }

  private final URI server;
  private final ClientHeartbeat heartbeat;
  private final Carrier carrier;
  private final ClientSession.Events events;
  private final Owner owner;

  Incoming(
      URI server,
      ClientHeartbeat heartbeat,
      Carrier carrier,
      ClientSession.Events events,
      Owner owner) {
    this.server = server;
    this.heartbeat = heartbeat;
    this.carrier = carrier;
    this.events = events;
    this.owner = owner;
  }

  /** It was so before the session had it. */
  @Override
  public void onReady() {}

  @Override
  public void onPacket(EnginePacket packet) {
    heartbeat.onPacket();
    switch (packet.type()) {
      case MESSAGE -> events.onMessage(packet);
      case PING -> {
        carrier.sendPong();
        events.onPing();
      }
      case CLOSE -> owner.onTransportClosed("the server ended the session");
      case OPEN, UPGRADE -> owner.onTransportFailed(unexpected(packet));
      case PONG, NOOP -> {
        // A noop is there to make a poll come back. A pong answers nothing, as a client of this
        // revision asks nothing; but it is a sign of life, and harms nobody.
      }
    }
  }

  private ConnectFailure unexpected(EnginePacket packet) {
    return new ConnectFailure.Protocol(
        "%s: expected messages and pings in an open session, got %s".formatted(server, packet),
        null);
  }

  @Override
  public void onDrain() {
    owner.onDrained();
  }

  @Override
  public void onClose(String detail) {
    owner.onTransportClosed(detail);
  }

  @Override
  public void onFailure(ConnectFailure failure) {
    owner.onTransportFailed(failure);
  }
}
