package io.sockeye.server;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import org.jspecify.annotations.Nullable;

/**
 * Puts the packets of one client together from the messages of its session: one message, or several
 * where there are attachments, which must not take too long to come. Confined to the session's
 * mailbox.
 */
final class IncomingPackets {
  private final Client client;
  private final SocketDecoder decoder;

  /** Null while no attachments are missing. */
  private @Nullable AwaitedAttachments awaited;

  /** The bytes so far of the packet that is being read. */
  private long size;

  IncomingPackets(Client client) {
    RealServer server = client.server();
    this.client = client;
    this.decoder =
        server.codec().decoder(client.revision().decoderLimits(server.engine().options().limits()));
  }

  /** Takes a message, and gives the client the packet that is whole by it. */
  void add(EnginePacket message) {
    assert client.mailbox().isCurrent();
    size += message.frame().length();
    SocketPacket packet;
    try {
      packet = decoder.decode(message);
    } catch (ProtocolException e) {
      client.fail(String.valueOf(e.getMessage()));
      return;
    } catch (RuntimeException | StackOverflowError e) { // A parser that the application brought.
      client.onParserFailed(e);
      return;
    }
    if (packet == null) {
      awaitAttachments();
      return;
    }
    endWait();
    long whole = size;
    size = 0;
    client.onPacket(packet, whole);
  }

  private void awaitAttachments() {
    if (awaited == null) {
      awaited = new AwaitedAttachments(client);
    }
    awaited.hold(decoder.pendingBytes());
  }

  private void endWait() {
    if (awaited != null) {
      awaited.end();
      awaited = null;
    }
  }

  /** Nothing more comes. */
  void close() {
    assert client.mailbox().isCurrent();
    endWait();
  }
}
