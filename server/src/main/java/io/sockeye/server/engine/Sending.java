package io.sockeye.server.engine;

import io.sockeye.SendResult;
import io.sockeye.protocol.engineio.PacketGroup;

/**
 * A message on its way into a session's mailbox. Where the mailbox is idle, as it nearly always is,
 * the message is sent before the sender goes on, who can be told what became of it; where another
 * thread is at it, the message will be sent, and the sender does not wait to hear more.
 */
final class Sending implements Runnable {
  /** How a message is sent; bytes, for the object to be as small as the lambda that it replaces. */
  static final byte MUST_GO = 0, DROPPABLE = 1, VOLATILE = 2;

  private static final SendResult[] RESULTS = SendResult.values();

  private final Outbound outbound;
  private final PacketGroup group;
  private final byte how;

  /**
   * An index of the results. A thread that ran this sees what it wrote; another one may see the
   * first, that it was sent.
   */
  private byte result;

  Sending(Outbound outbound, PacketGroup group, byte how) {
    this.outbound = outbound;
    this.group = group;
    this.how = how;
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // an index of our own array
  public void run() {
    SendResult known =
        how == VOLATILE ? outbound.sendVolatile(group) : outbound.send(group, how == DROPPABLE);
    result = (byte) known.ordinal();
  }

  SendResult result() {
    return RESULTS[result];
  }
}
