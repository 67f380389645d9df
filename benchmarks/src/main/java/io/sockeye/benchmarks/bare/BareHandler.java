package io.sockeye.benchmarks.bare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the load tool's frames apart by their first bytes, and answers with as little work as can
 * be.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What cannot be written, the load tool misses.
final class BareHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final ByteBuf OPEN =
      fixed(
          "0{\"sid\":\"00000000000000000000\",\"upgrades\":[],\"pingInterval\":25000,"
              + "\"pingTimeout\":20000,\"maxPayload\":1000000}");
  private static final ByteBuf CONNECTED = fixed("40{\"sid\":\"00000000000000000000\"}");
  private static final ByteBuf PING = fixed("2");
  private static final int PING_SECONDS = 25;

  private static final byte[] CONNECT = ascii("40");
  private static final byte[] EVENT = ascii("42");
  private static final byte[] ECHO = ascii("42[\"echo\"");
  private static final byte[] BINARY = ascii("451-[\"bin\"");
  private static final byte[] BROADCAST = ascii("42[\"bcast\"");
  private static final byte[] JOIN = ascii("42[\"join\",\"");
  private static final byte[] ROOM = ascii("42[\"room\",{\"room\":\"");
  private static final byte[] PAYLOAD = ascii("\",\"payload\":");
  private static final byte[] ROOM_ANSWER = ascii("42[\"room\",");
  private static final byte[] ACK = ascii("[\"ack\",");

  private final Members members;

  /** Null until the handshake is done. */
  private @Nullable Future<?> heartbeat;

  BareHandler(Members members) {
    this.members = members;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof HandshakeComplete) {
      ctx.writeAndFlush(text(OPEN.duplicate()));
      heartbeat =
          ctx.executor()
              .scheduleAtFixedRate(
                  () -> ctx.writeAndFlush(text(PING.duplicate())),
                  PING_SECONDS,
                  PING_SECONDS,
                  TimeUnit.SECONDS);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    members.remove(ctx.channel());
    if (heartbeat != null) {
      heartbeat.cancel(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    ByteBuf content = frame.content();
    if (frame instanceof BinaryWebSocketFrame
        || startsWith(content, ECHO)
        || startsWith(content, BINARY)) {
      ctx.write(frame.retain());
    } else if (startsWith(content, BROADCAST)) {
      toAll(members.all(), content);
    } else if (startsWith(content, ROOM)) {
      toRoom(ctx, content);
    } else if (startsWith(content, JOIN)) {
      int start = content.readerIndex() + JOIN.length;
      int length = content.bytesBefore(start, content.writerIndex() - start, (byte) '"');
      members.join(ctx.channel(), content.toString(start, length, US_ASCII));
    } else if (startsWith(content, CONNECT)) {
      members.add(ctx.channel());
      ctx.write(text(CONNECTED.duplicate()));
    } else if (startsWith(content, EVENT)) {
      acknowledge(ctx, content);
    }
    // Pongs and farewells ask for nothing.
  }

  /** {@code 42ID["ack",X} becomes {@code 43ID[X}. */
  private static void acknowledge(ChannelHandlerContext ctx, ByteBuf content) {
    int from = content.readerIndex();
    int bracket = content.indexOf(from, content.writerIndex(), (byte) '[');
    if (bracket < 0 || !startsWith(content, bracket, ACK)) {
      throw new IllegalArgumentException("did not expect " + content.toString(US_ASCII));
    }
    int argument = bracket + ACK.length;
    ByteBuf answer = ctx.alloc().buffer(content.readableBytes());
    answer.writeByte('4').writeByte('3').writeBytes(content, from + 2, bracket + 1 - from - 2);
    answer.writeBytes(content, argument, content.writerIndex() - argument);
    ctx.write(text(answer));
  }

  private void toRoom(ChannelHandlerContext ctx, ByteBuf content) {
    int name = content.readerIndex() + ROOM.length;
    int length = content.bytesBefore(name, content.writerIndex() - name, (byte) '"');
    int payload = name + length + PAYLOAD.length;
    // The payload, the brace and the bracket; the brace is left out.
    int payloadLength = content.writerIndex() - 2 - payload;
    ByteBuf answer = ctx.alloc().buffer(ROOM_ANSWER.length + payloadLength + 1);
    answer.writeBytes(ROOM_ANSWER).writeBytes(content, payload, payloadLength).writeByte(']');
    toAll(members.room(content.toString(name, length, US_ASCII)), answer);
    answer.release();
  }

  private static void toAll(List<Channel> channels, ByteBuf content) {
    for (int i = 0; i < channels.size(); i++) {
      channels.get(i).writeAndFlush(text(content.retainedDuplicate()));
    }
  }

  private static boolean startsWith(ByteBuf content, byte[] start) {
    return startsWith(content, content.readerIndex(), start);
  }

  private static boolean startsWith(ByteBuf content, int from, byte[] start) {
    if (content.writerIndex() - from < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if (content.getByte(from + i) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static TextWebSocketFrame text(ByteBuf content) {
    return new TextWebSocketFrame(content);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static ByteBuf fixed(String text) {
    byte[] bytes = ascii(text);
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
  }
}
