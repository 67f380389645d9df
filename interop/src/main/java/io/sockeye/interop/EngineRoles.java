package io.sockeye.interop;

import io.sockeye.concurrent.Timers;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.server.engine.CloseReason;
import io.sockeye.server.engine.EngineObserver;
import io.sockeye.server.engine.EngineOptions;
import io.sockeye.server.engine.EngineServer;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.SessionReceiver;
import java.util.concurrent.ForkJoinPool;

/** What the roles that speak bare Engine.IO have in common. */
final class EngineRoles {
  private EngineRoles() {}

  /** What a role does with the messages of its sessions. Called inside the session's mailbox. */
  @FunctionalInterface
  interface Messages {
    void onMessage(EngineSession session, EnginePacket message);

    /** A session was opened. */
    default void onOpen(EngineSession session) {}

    /** A session ended. */
    default void onClose(EngineSession session) {}
  }

  /** Starts an engine without Socket.IO. */
  static NettyServer start(EngineOptions options, Messages messages, NettyOptions.Builder listen) {
    Timers timers = Timers.create("engine-timers");
    EngineServer engine =
        new EngineServer(options, timers, ForkJoinPool.commonPool(), EngineObserver.NONE);
    engine.onSession(
        session -> {
          session.receiver(new Receiver(session, messages));
          messages.onOpen(session);
        });
    return NettyServer.start(engine, listen.build());
  }

  /** Sends a text message. */
  static void send(EngineSession session, String text) {
    session.send(PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, text)));
  }

  /** Sends a message back as it came. */
  static void echo(EngineSession session, EnginePacket message) {
    session.send(PacketGroup.of(message));
  }

  private record Receiver(EngineSession session, Messages messages) implements SessionReceiver {
    @Override
    public void onMessage(EnginePacket message) {
      messages.onMessage(session, message);
    }

    @Override
    public void onClose(CloseReason reason, String detail) {
      messages.onClose(session);
    }
  }
}
