package io.sockeye.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.json.JacksonJson;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reassembly, limits, messages for the log, and arguments that are bound when asked for. */
final class JsonSocketDecoderTest {
  private record Move(int x, int y) {}

  private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";

  private final SocketCodec codec = new JsonSocketCodec(JacksonJson.create());
  private final SocketDecoder decoder = codec.decoder(Limits.defaults());

  // What the log says.

  @Test
  void refusalSaysWhatWasExpectedAndWhatCame() throws ProtocolException {
    decoder.decode(
        text(
            "53-[\"b\","
                + "1,".repeat(3)
                + placeholder(0)
                + ","
                + placeholder(1)
                + ","
                + placeholder(2)
                + "]"));
    decoder.decode(EnginePacket.binary(new byte[1]));

    assertRefused("2[\"a\"]", "expected attachment 2 of 3, got text");
  }

  @Test
  void refusalsOfHeads() {
    assertRefused("", "expected a Socket.IO packet, got an empty message");
    assertRefused("7", "expected a packet type from 0 to 6, got byte 55");
    assertRefused("511-[]", "expected at most 10 attachments, got more");
    assertRefused("5[]", "expected a number of attachments from 1 on and a hyphen");
    assertRefused("21234567890123456[\"a\"]", "expected an ack id of at most 15 digits, got more");
    assertRefused(
        "0/" + "n".repeat(256), "expected a namespace of at most 256 characters, got a longer one");
  }

  @Test
  void refusalsOfPayloads() {
    assertRefused("0[]", "expected an object as payload of packet type 0, got ARRAY");
    assertRefused("1{}", "expected a DISCONNECT without payload, got one");
    assertRefused("2[]", "expected an event with a name, got an empty array");
    assertRefused("2[null]", "expected a string or a number as event name, got neither");
    assertRefused("2[\"disconnect\"]", "expected an event, got the reserved name disconnect");
    assertRefused("2{}", "expected a JSON array, got OBJECT");
    assertRefused(
        "2[\"a\"",
        "expected a comma or the end of the array at position 4 of the JSON text, got the end");
    assertRefused("51-[\"a\"]", "expected a placeholder for each of 1 attachments, got 0");
  }

  @Test
  void bytesOutOfTheBlueAreRefused() {
    assertThatThrownBy(() -> decoder.decode(EnginePacket.binary(new byte[1])))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("expected a packet, got an attachment that belongs to none");
  }

  @Test
  void onlyMessagesAreForThisFloor() {
    assertThatThrownBy(() -> decoder.decode(EnginePacket.of(EnginePacket.Type.PING)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Reassembly.

  @Test
  void pendingBytesAreThoseOfThePacketAndItsAttachments() throws ProtocolException {
    String head = "52-[\"b\"," + placeholder(0) + "," + placeholder(1) + "]";

    assertThat(decoder.decode(text(head))).isNull();
    assertThat(decoder.isReassembling()).isTrue();
    assertThat(decoder.pendingBytes()).isEqualTo(head.length());

    assertThat(decoder.decode(EnginePacket.binary(new byte[1_000]))).isNull();
    assertThat(decoder.pendingBytes()).isEqualTo(head.length() + 1_000);

    assertThat(decoder.decode(EnginePacket.binary(new byte[1_000]))).isNotNull();
    assertThat(decoder.isReassembling()).isFalse();
    assertThat(decoder.pendingBytes()).isZero();
  }

  @Test
  void budgetOfReassemblyIsChecked() throws ProtocolException {
    SocketDecoder tight = codec.decoder(Limits.defaults().withMaxReassemblyBytes(100));
    tight.decode(text("52-[\"b\"," + placeholder(0) + "," + placeholder(1) + "]"));

    assertThatThrownBy(() -> tight.decode(EnginePacket.binary(new byte[50])))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("expected a packet of at most 100 bytes with its attachments, got more");
    assertThat(tight.pendingBytes()).isLessThanOrEqualTo(100);
  }

  @Test
  void budgetOfReassemblyIsCheckedBeforeAnythingIsKept() {
    SocketDecoder tight = codec.decoder(Limits.defaults().withMaxReassemblyBytes(20));

    assertThatThrownBy(() -> tight.decode(text("51-[\"b\"," + placeholder(0) + "]")))
        .isInstanceOf(ProtocolException.class);
    assertThat(tight.isReassembling()).isFalse();
  }

  /** P06. */
  @Test
  void packetOfNoAttachmentsKeepsNothing() {
    assertThatThrownBy(() -> decoder.decode(text("50-[\"b\"]")))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> decoder.decode(EnginePacket.binary(new byte[64 * 1024])))
        .isInstanceOf(ProtocolException.class);
    assertThat(decoder.pendingBytes()).isZero();
  }

  @Test
  void limitsAreTheGivenOnes() throws ProtocolException {
    SocketDecoder wide = codec.decoder(Limits.defaults().withMaxAttachments(1_000));
    StringBuilder head = new StringBuilder("51000-[\"b\"");
    for (int i = 0; i < 1_000; i++) {
      head.append(',').append(placeholder(i));
    }

    assertThat(wide.decode(text(head.append(']').toString()))).isNull();
    for (int i = 0; i < 999; i++) {
      assertThat(wide.decode(EnginePacket.binary(new byte[0]))).isNull();
    }
    assertThat(wide.decode(EnginePacket.binary(new byte[0]))).isNotNull();

    SocketDecoder none = codec.decoder(Limits.defaults().withMaxAttachments(0));
    assertThatThrownBy(() -> none.decode(text("51-[\"b\"," + placeholder(0) + "]")))
        .isInstanceOf(ProtocolException.class);
  }

  // Cost.

  /** V1, V4, V5, V6: a megabyte of each is refused in no time and for little memory. */
  @Test
  @Timeout(20)
  void hostileMessagesCostLittle() {
    List<String> hostile =
        List.of(
            "5" + "9".repeat(1_000_000),
            "5" + "0".repeat(1_000_000) + "1-[\"b\"," + placeholder(0) + "]",
            "2" + "1".repeat(1_000_000),
            "0/" + "n".repeat(1_000_000),
            "2[\"" + "e".repeat(1_000_000) + "\"]",
            "2[\"" + "\\u0065".repeat(160_000) + "\"]",
            "2[\"a\"," + "[".repeat(1_000_000),
            "2[\"a\"," + "1".repeat(1_000_000) + "]",
            "0{\"" + "n".repeat(1_000_000) + "\":1}",
            "51-[\"a\"," + "{\"_placeholder\":true,\"num\":0},".repeat(30_000) + "1]");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    for (String text : hostile) {
      EnginePacket message = text(text);
      for (int i = 0; i < 20; i++) {
        long start = System.nanoTime();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertThatThrownBy(() -> decoder.decode(message)).isInstanceOf(ProtocolException.class);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated).isLessThan(4_000_000);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void eventOfManyArgumentsIsLinear() throws ProtocolException {
    Args args = event("2[\"a\"" + ",1".repeat(400_000) + "]").args();

    assertThat(args.size()).isEqualTo(400_000);
    assertThat(args.get(399_999)).isEqualTo(1);
  }

  // Arguments.

  @Test
  void argumentsAreBoundWhenAskedForAndAsWhatIsAskedFor() throws ProtocolException {
    Args args = event("2[\"move\",{\"x\":1,\"y\":2},[1,2],\"three\",null]").args();

    assertThat(args.size()).isEqualTo(4);
    assertThat(args.get(0, Move.class)).isEqualTo(new Move(1, 2));
    assertThat(args.get(1, new TypeRef<List<Long>>() {})).isEqualTo(List.of(1L, 2L));
    assertThat(args.get(2, String.class)).isEqualTo("three");
    assertThat(args.get(3, Move.class)).isNull();
    assertThat(args.get(3)).isNull();
    assertThat(args.toList()).hasSize(4).element(2).isEqualTo("three");
    assertThatThrownBy(() -> args.toList().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void indexBeyondTheArgumentsReadsAsUndefined() throws ProtocolException {
    Args args = event("2[\"a\",1]").args();

    assertThat(args.get(1)).isNull();
    assertThat(args.get(7, String.class)).isNull();
    assertThatThrownBy(() -> args.get(1, int.class))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("argument 1: expected int, got 1 arguments");
    assertThatThrownBy(() -> args.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void mismatchNamesTheArgument() throws ProtocolException {
    Args args = event("2[\"a\",1,{\"x\":\"one\",\"y\":2}]").args();

    assertThatThrownBy(() -> args.get(0, String.class))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("argument 0: expected java.lang.String, got a number");
    assertThatThrownBy(() -> args.get(1, Move.class))
        .hasMessage(
            "argument 1: expected "
                + Move.class.getName()
                + ", got an object that does not fit at x");
  }

  @Test
  void wrongArgumentHarmsNeitherTheOthersNorTheDecoder() throws ProtocolException {
    Args args = event("2[\"a\",{\"deep\":[]},2]").args();

    assertThatThrownBy(() -> args.get(0, Move[].class)).isInstanceOf(ArgumentException.class);
    assertThat(args.get(1, int.class)).isEqualTo(2);
    assertThat(decoder.decode(text("2[\"next\"]"))).isNotNull();
  }

  private void assertRefused(String text, String message) {
    assertThatThrownBy(() -> decoder.decode(text(text)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }

  private SocketPacket.Event event(String text) throws ProtocolException {
    return (SocketPacket.Event) decoder.decode(text(text));
  }

  private static String placeholder(int number) {
    return PLACEHOLDER.replace("0", Integer.toString(number));
  }

  private static EnginePacket text(String data) {
    return EnginePacket.ofFrame(Slice.of(("4" + data).getBytes(StandardCharsets.UTF_8)));
  }
}
