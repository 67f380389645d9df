package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.WireFrames;
import io.sockeye.server.engine.PerMessageDeflate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a link does when there is no memory for a frame. */
final class OutOfMemoryTest {
  private static final NettyLink.Writer NOBODY =
      new NettyLink.Writer() {
        @Override
        public void onWritable() {}

        @Override
        public void onCloseRequested() {}

        @Override
        public void onCloseFrameSent(ChannelFuture written) {}

        @Override
        public void setPaused(boolean paused) {}
      };

  private final MeagreAllocator memory = new MeagreAllocator();

  private static WireFrames message(String text) {
    EnginePacket packet = EnginePacket.text(EnginePacket.Type.MESSAGE, text);
    return PacketGroup.of(packet).frames(EngineVersion.V4);
  }

  private static WireFrames noise(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    EnginePacket head = EnginePacket.text(EnginePacket.Type.MESSAGE, "noise");
    return PacketGroup.of(head, List.of(bytes)).frames(EngineVersion.V4);
  }

  @Test
  void connectionEndsWithTheFrameForWhichThereIsNoMemory() {
    EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    channel.config().setAllocator(memory);
    ChannelHandlerContext context = channel.pipeline().firstContext();
    NettyLink link = new NettyLink(context, NOBODY, null, 64 * 1024);
    link.send(message("lost"), false);
    link.send(message("after it"), false);

    memory.empty(true);
    assertThatCode(link::drain).doesNotThrowAnyException();
    memory.empty(false);
    channel.runPendingTasks();

    assertThat(channel.isOpen()).isFalse();
    assertThat((ByteBuf) channel.readOutbound()).isNull();
    assertThat(memory.unreleased()).isZero();
  }

  @Test
  void nothingFollowsThatFrameHoweverLongTheConnectionTakesToEnd() {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void close(ChannelHandlerContext context, ChannelPromise promise) {}
            },
            new ChannelInboundHandlerAdapter());
    channel.config().setAllocator(memory);
    NettyLink link = new NettyLink(channel.pipeline().lastContext(), NOBODY, null, 64 * 1024);
    link.send(message("lost"), false);
    link.send(message("after it"), false);

    memory.empty(true);
    link.drain();
    memory.empty(false);
    link.send(message("later"), false);
    link.drain();
    channel.runPendingTasks();

    assertThat(channel.isOpen()).isTrue();
    assertThat((ByteBuf) channel.readOutbound()).isNull();
    channel.unsafe().closeForcibly();
  }

  @Test
  void compressedMessageIsReleasedWhenThereIsNoRoomForItsFrame() {
    MessageDeflater deflater = new MessageDeflater(PerMessageDeflate.defaults(), true);
    PreparedFrames frames = PreparedFrames.of(noise(10_000));
    frames.addRecipient();

    assertThatThrownBy(() -> frames.compressible().buffer(memory, deflater))
        .isInstanceOf(IndexOutOfBoundsException.class);

    assertThat(memory.unreleased()).isZero();
    deflater.end();
  }
}
