package io.sockeye.protocol.socketio;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import org.jspecify.annotations.Nullable;

/**
 * Turns the messages of one connection into Socket.IO packets. Confined to that connection's
 * mailbox; of no use after it has thrown.
 */
public interface SocketDecoder {
  /**
   * Takes one message.
   *
   * @return the packet that it completes, or null while attachments are missing
   * @throws ProtocolException if the message breaks the protocol or a limit
   */
  @Nullable SocketPacket decode(EnginePacket message) throws ProtocolException;

  /** Whether a packet waits for attachments. */
  boolean isReassembling();

  /** The bytes that are held for a packet that waits for attachments; 0 if there is none. */
  long pendingBytes();
}
