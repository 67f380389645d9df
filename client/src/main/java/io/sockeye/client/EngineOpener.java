package io.sockeye.client;

import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.ClientSession;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.client.engine.Network;
import io.sockeye.client.engine.TransportType;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.OpenPacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens real sessions. A session holds the shared threads and the shared network from its first
 * attempt to its end, however it comes, unless the program brought a network of its own.
 */
final class EngineOpener implements Session.Opener {
  private final RealManager manager;

  EngineOpener(RealManager manager) {
    this.manager = manager;
  }

  @Override
  public Session open(List<TransportType> transports, ClientSession.Events events) {
    ClientRuntime runtime = ClientRuntime.hold();
    try {
      Network network = manager.options().network().orElseGet(runtime::network);
      return new EngineSession(
          ClientSession.open(
              manager.server(),
              manager.sessionOptions(),
              transports,
              network,
              manager.timers(),
              manager.mailbox(),
              new Holder(runtime, events)));
    } catch (Throwable failure) {
      runtime.release();
      throw failure;
    }
  }

  /** A session as the manager sees it. */
  private record EngineSession(ClientSession session) implements Session {
    @Override
    public Optional<Refusal> send(PacketGroup group) {
      return session.send(group).map(failure -> new Refusal(failure.passes(), failure));
    }

    @Override
    public boolean isWritable() {
      return session.isWritable();
    }

    @Override
    public TransportType transport() {
      return session.transport();
    }

    @Override
    public void pauseReading() {
      session.pauseReading();
    }

    @Override
    public void resumeReading() {
      session.resumeReading();
    }

    @Override
    public void close() {
      session.close();
    }
  }

  /** Passes on what a session tells, and lets go of what it held at its end. */
  private record Holder(ClientRuntime runtime, ClientSession.Events events)
      implements ClientSession.Events {
    @Override
    public void onOpen(OpenPacket handshake) {
      events.onOpen(handshake);
    }

    @Override
    public void onMessage(EnginePacket message) {
      events.onMessage(message);
    }

    @Override
    public void onPing() {
      events.onPing();
    }

    @Override
    public void onDrain() {
      events.onDrain();
    }

    @Override
    public void onUpgrade(TransportType to) {
      events.onUpgrade(to);
    }

    @Override
    public void onUpgradeFailed(ConnectFailure why) {
      events.onUpgradeFailed(why);
    }

    @Override
    public void onClose(DisconnectReason reason, @Nullable ConnectFailure failure) {
      try {
        events.onClose(reason, failure);
      } finally {
        runtime.release();
      }
    }
  }
}
