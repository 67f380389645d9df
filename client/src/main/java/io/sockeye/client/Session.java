package io.sockeye.client;

import io.sockeye.SocketIoException;
import io.sockeye.client.engine.ClientSession;
import io.sockeye.client.engine.TransportType;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;
import java.util.Optional;

/**
 * What a manager needs of an Engine.IO session. All calls come, and all events go out, in the
 * manager's mailbox; no event comes before {@link Opener#open} has returned.
 */
interface Session {
  /** Opens sessions. */
  @FunctionalInterface
  interface Opener {
    /** Begins to open one, trying these transports in this order. */
    Session open(List<TransportType> transports, ClientSession.Events events);
  }

  /**
   * Why a message was not taken.
   *
   * @param passes whether it will be taken later, when what waits is out
   */
  record Refusal(boolean passes, SocketIoException failure) {}

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
