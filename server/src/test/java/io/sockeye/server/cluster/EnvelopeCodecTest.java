package io.sockeye.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.Args;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What our own servers tell each other in envelopes, and what becomes of it on the way. */
final class EnvelopeCodecTest {
  private static final BroadcastOptions EVERYBODY = BroadcastOptions.everybody();

  private final EnvelopeCodec codec =
      new EnvelopeCodec("953a966f131d31e2", "/", MessageFormats.create());
  private final EnvelopeCodec other =
      new EnvelopeCodec("0011223344556677", "/", MessageFormats.create());

  @Test
  void broadcastIsWrittenAsNodeWritesIt() {
    byte[] message = codec.encode(broadcast(1));

    assertThat(new String(message, StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"type":3,"data":{"packet":{"type":2,"data":["ev",1]},\
            "opts":{"rooms":[],"except":[],"flags":{}}},"uid":"953a966f131d31e2","nsp":"/"}""");
  }

  @Test
  void bytesMakeItMessagePack() throws ProtocolException {
    byte[] message = codec.encode(broadcast("text", new byte[] {1, 2, 3}));

    Envelope read = other.decode(message);

    assertThat(message[0]).isNotEqualTo((byte) '{');
    assertThat(read.nodeId()).isEqualTo("953a966f131d31e2");
    assertThat(((ClusterMessage.Broadcast) read.message()).event().args().toList())
        .containsExactly("text", new byte[] {1, 2, 3});
  }

  @Test
  void ownMessagesAreKnownByTheirEnd() {
    for (ClusterMessage message :
        new ClusterMessage[] {
          broadcast(1), broadcast((Object) new byte[3]), new ClusterMessage.Leave()
        }) {
      assertThat(codec.isOwn(codec.encode(message))).isTrue();
      assertThat(codec.isOwn(codec.encodeMsgpack(message))).isTrue();
      assertThat(other.isOwn(codec.encode(message))).isFalse();
      assertThat(other.isOwn(codec.encodeMsgpack(message))).isFalse();
    }
  }

  private static ClusterMessage broadcast(Object... args) {
    return new ClusterMessage.Broadcast(
        new SocketPacket.Event("/", "ev", Args.of(args)), EVERYBODY, null);
  }
}
