package io.sockeye.client.engine;

import io.sockeye.protocol.engineio.EnginePacket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transport, and who is told what happens to it, which changes while it lives: first whoever
 * opens it, then the session, at last nobody. Confined to the session's mailbox.
 */
final class Route implements ClientTransport.Events {
  private final ClientTransport transport;

  /** Null once the transport has ended, or nobody is interested any more. */
  private ClientTransport.@Nullable Events receiver;

  /** Makes a transport that is not open yet. */
  Route(
      TransportFactory factory,
      TransportType type,
      Optional<String> sid,
      ClientTransport.Events receiver) {
    this.receiver = receiver;
    this.transport = factory.create(type, sid, this);
  }

  ClientTransport transport() {
    return transport;
  }

  /** From now on somebody else is told. */
  void handOver(ClientTransport.Events next) {
    if (receiver != null) {
      receiver = next;
    }
  }

  /** Ends the transport at once if it has not ended yet; nobody is told anything any more. */
  void abort() {
    if (receiver != null) {
      receiver = null;
      transport.abort();
    }
  }

  @Override
  public void onReady() {
    if (receiver != null) {
      receiver.onReady();
    }
  }

  @Override
  public void onPacket(EnginePacket packet) {
    if (receiver != null) {
      receiver.onPacket(packet);
    }
  }

  @Override
  public void onDrain() {
    if (receiver != null) {
      receiver.onDrain();
    }
  }

  @Override
  public void onClose(String detail) {
    ClientTransport.Events last = receiver;
    receiver = null;
    if (last != null) {
      last.onClose(detail);
    }
  }

  @Override
  public void onFailure(ConnectFailure failure) {
    ClientTransport.Events last = receiver;
    receiver = null;
    if (last != null) {
      last.onFailure(failure);
    }
  }
}
