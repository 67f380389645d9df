package io.sockeye.server.engine;

import io.sockeye.SendResult;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.Map;

/**
 * One client's Engine.IO session, whatever connections it uses.
 *
 * <p>Packets arrive in the order of {@link #send}, also across the upgrade to another transport.
 * Methods may be called from any thread unless they say otherwise, and do not block.
 */
public interface EngineSession {
  /** The session id: a secret that is known to the client and this server only. */
  String id();

  /** The protocol version that the client speaks. */
  EngineVersion version();

  /** The request that opened the session. */
  HttpRequest request();

  /** The query of the request that opened the session. */
  Map<String, String> query();

  /** The transport in use; may be out of date as soon as it is read outside the mailbox. */
  TransportType transport();

  /** Where everything happens that happens to this session. */
  SerialExecutor mailbox();

  /**
   * Sets who takes what the session brings. Once, inside the mailbox, when the session is opened.
   *
   * @throws IllegalStateException if it was set before
   */
  void receiver(SessionReceiver receiver);

  /**
   * Sends a packet and its attachments. What is sent by one thread, or inside the mailbox, arrives
   * in that order. Dropped if the session is not open; a session for which more than {@link
   * EngineOptions.Builder#maxOutboundBytes} wait is closed instead ("transport error").
   *
   * @return what became of it, as far as it is known at once
   * @throws IllegalArgumentException if it is larger than {@link
   *     EngineOptions.Builder#maxOutboundBytes}
   */
  SendResult send(PacketGroup group);

  /**
   * The same for a packet that the {@link SlowConsumerPolicy} may drop, if it would rather keep the
   * session.
   */
  SendResult sendDroppable(PacketGroup group);

  /**
   * Sends if the session {@linkplain #isWritable is writable}; otherwise drops the packet, or
   * another one, as the {@link SlowConsumerPolicy} says.
   */
  SendResult sendVolatile(PacketGroup group);

  /**
   * Whether a volatile message would be sent: the session is open, its transport can write, and
   * less than {@link EngineOptions.Builder#outboundHighWaterMark} is waiting. May be out of date as
   * soon as it is read outside the mailbox.
   */
  boolean isWritable();

  /**
   * Bytes that were sent and wait for the client to take them, as far as this side can tell; inside
   * the mailbox without what others are just sending. May be out of date as soon as it is read
   * outside the mailbox. 0 once it is closed.
   */
  long pendingBytes();

  /** Closes the session after what was sent ("forced close"). */
  void close();

  /** Closes the session at once, whatever waits to be sent ("forced close"). */
  void discard();

  /**
   * Closes the session because the server stops ("forced close"): a poll that waits is answered
   * with what was sent and a close packet, a WebSocket is closed with code 1001 after what was
   * sent.
   */
  void shutDown();

  /**
   * Whether {@link #shutDown} would reach the client with nothing before it: no bytes wait, and by
   * long polling a request of the client does. True once it is closed. May be out of date as soon
   * as it is read outside the mailbox.
   */
  boolean isFlushed();

  /**
   * Closes the session because of what its client did. Inside the mailbox only.
   *
   * @param detail what was expected and what came
   */
  void fail(CloseReason reason, String detail);

  /** Lets no more packets of the client come: WebSocket stops reading, a POST waits. */
  void pauseReading();

  /** Undoes {@link #pauseReading}. */
  void resumeReading();
}
