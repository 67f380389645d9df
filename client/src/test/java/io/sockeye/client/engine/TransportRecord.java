package io.sockeye.client.engine;

import io.sockeye.protocol.engineio.EnginePacket;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a transport tells, in words; opens the session when the packet OPEN comes. */
final class TransportRecord implements ClientTransport.Events {
  final List<String> events = new ArrayList<>();

  /** The last failure; null if there was none. */
  ConnectFailure failure;

  /** Null until the test sets it. */
  ClientTransport transport;

  @Override
  public void onReady() {
    events.add("ready");
  }

  @Override
  public void onPacket(EnginePacket packet) {
    events.add((packet.isBinary() ? "binary " : "") + packet.frame().utf8());
    if (packet.type() == EnginePacket.Type.OPEN) {
      transport.opened(packet.data().utf8());
    }
  }

  @Override
  public void onDrain() {
    events.add("drain");
  }

  @Override
  public void onClose(String detail) {
    events.add("closed: " + detail);
  }

  @Override
  public void onFailure(ConnectFailure why) {
    failure = why;
    events.add("failed: " + why.getClass().getSimpleName());
  }
}
