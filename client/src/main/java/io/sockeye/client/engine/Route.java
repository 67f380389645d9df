package io.sockeye.client.engine;

import io.sockeye.concurrent.Uncaught;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transport, and who is told what happens to it, which changes while it lives: first whoever
 * opens it, then the session, at last nobody. Confined to the session's mailbox.
 *
 * <p>A transport works on a network that may be foreign code, so what it throws is a failure of the
 * transport as any other: it is told as such, and stops nothing of the session.
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

  TransportType type() {
    return transport.type();
  }

  boolean isWritable() {
    return transport.isWritable();
  }

  void open() {
    guard(transport::open);
  }

  /** The server has opened the session by this transport. */
  void opened(String sid) {
    transport.opened(sid);
  }

  void send(List<PacketGroup> groups) {
    guard(() -> transport.send(groups));
  }

  void pause(Runnable paused) {
    guard(() -> transport.pause(paused));
  }

  void resume() {
    guard(transport::resume);
  }

  void setReading(boolean reading) {
    guard(() -> transport.setReading(reading));
  }

  void close() {
    guard(transport::close);
  }

  private void guard(Runnable call) {
    try {
      call.run();
    } catch (Throwable thrown) {
      if (receiver == null || thrown instanceof Error) {
        Uncaught.report(
            thrown); // Nobody would hear of it, or it is more than a network that fails.
      }
      ClientTransport.Events last = receiver;
      abort();
      if (last != null) {
        last.onFailure(Failures.ofNetwork(thrown));
      }
    }
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
      Uncaught.run(transport::abort);
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
