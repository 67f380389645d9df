package io.sockeye.client;

import io.sockeye.DisconnectReason;
import io.sockeye.SocketIoException;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.client.engine.TransportType;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.OpenPacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a manager needs of an Engine.IO session. All calls come, and all events go out, in the
 * manager's mailbox; no event comes before {@link Opener#open} has returned.
 */
interface Session {
  /** Opens sessions. */
  @FunctionalInterface
  interface Opener {
    /** Begins to open one, trying these transports in this order. */
    Session open(List<TransportType> transports, Events events);
  }

  /**
   * Why a message was not taken.
   *
   * @param passes whether it will be taken later, when what waits is out
   */
  record Refusal(boolean passes, SocketIoException failure) {}

  /** What happens to a session. */
  interface Events {
    /** The server has opened it. */
    void onOpen(OpenPacket handshake);

    /** A message came. */
    void onMessage(EnginePacket message);

    /** The server asked whether we are alive. */
    void onPing();

    /** What was sent is out. */
    void onDrain();

    /** It goes on by another transport. */
    void onUpgrade(TransportType to);

    /** It stays where it is. */
    void onUpgradeFailed(ConnectFailure why);

    /**
     * It ended: the last event, which comes once.
     *
     * @param failure what broke it, if anything; never null if it was never open
     */
    void onClose(DisconnectReason reason, @Nullable ConnectFailure failure);
  }

  /**
   * Sends a message behind those sent before.
   *
   * @return why it was not taken; empty if it was
   */
  Optional<Refusal> send(PacketGroup group);

  /** Whether what is sent now goes out at once. */
  boolean isWritable();

  /** How it travels at the moment. */
  TransportType transport();

  /** Reads no more, until told to. */
  void pauseReading();

  /** Goes on reading. */
  void resumeReading();

  /** Ends it behind what was sent. */
  void close();
}
