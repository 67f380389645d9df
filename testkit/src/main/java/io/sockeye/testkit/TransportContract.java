package io.sockeye.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.testkit.WireClient.Frame;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every binding promises to the engine: the requests and answers of {@link HttpContract},
 * whose peers may go away ({@link PeerGoneContract}), the messages of {@link WebSocketContract},
 * and how a WebSocket ends, here. A binding is proven by a subclass that starts it.
 *
 * <p>Each test talks to the binding by raw bytes over a socket of its own. A binding should be
 * started with a short time limit for the closing handshake.
 */
public abstract class TransportContract extends WebSocketContract {
  // What the peer must not do

  protected static Stream<Arguments> violations() {
    return Stream.of(
        violation("unmasked frame", 1002, bytes(0x81, 1, 'x')),
        violation("reserved bit", 1002, bytes(0xc1, 0x80, 0, 0, 0, 0)),
        violation("unknown data opcode", 1002, bytes(0x83, 0x80, 0, 0, 0, 0)),
        violation("unknown control opcode", 1002, bytes(0x8b, 0x80, 0, 0, 0, 0)),
        violation("continuation of nothing", 1002, bytes(0x80, 0x80, 0, 0, 0, 0)),
        violation(
            "new message in a message",
            1002,
            bytes(0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0)),
        violation("fragmented ping", 1002, bytes(0x09, 0x80, 0, 0, 0, 0)),
        violation("ping of 126 bytes", 1002, bytes(0x89, 0xfe, 0, 126, 0, 0, 0, 0)),
        violation(
            "length of 64 bits, negative",
            1002,
            bytes(0x82, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
        violation("close code 999", 1002, WireClient.encode(true, 8, bytes(3, 231))),
        violation("close code 1005", 1002, WireClient.encode(true, 8, bytes(3, 237))),
        violation("close code 1006", 1002, WireClient.encode(true, 8, bytes(3, 238))),
        violation("close frame of one byte", 1002, WireClient.encode(true, 8, bytes(3))),
        violation("close reason not UTF-8", 1007, WireClient.encode(true, 8, bytes(3, 232, 0xff))),
        violation("overlong UTF-8", 1007, WireClient.encode(true, 1, bytes(0xc0, 0xaf))),
        violation("surrogate in UTF-8", 1007, WireClient.encode(true, 1, bytes(0xed, 0xa0, 0x80))),
        violation("cut UTF-8", 1007, WireClient.encode(true, 1, bytes('x', 0xe2, 0x82))),
        violation(
            "message too long", 1009, WireClient.encode(true, 2, new byte[MAX_MESSAGE_BYTES + 1])));
  }

  private static Arguments violation(String name, int closeCode, byte[] frame) {
    return Arguments.of(name, closeCode, frame);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("violations")
  protected void brokenFrameClosesTheConnection(String name, int closeCode, byte[] frame) {
    Opened open = webSocket();

    open.client().send(frame);
    Frame close = open.client().closeFrame();

    assertThat(close.closeCode()).as(name).isEqualTo(closeCode);
    assertThat(close.payload()).as("the code and an empty reason").hasSize(2);
    assertThat(open.client().rest()).isEmpty();
    assertThat(open.receiver().next()).isEqualTo("error");
    assertThat(open.receiver().next()).startsWith("close ");
  }

  @Test
  protected void messageTooLongInFragmentsClosesTheConnection() {
    Opened open = webSocket();

    open.client().frame(false, WireClient.BINARY, new byte[MAX_MESSAGE_BYTES]);
    open.client().frame(true, WireClient.CONTINUATION, new byte[1]);

    assertThat(open.client().closeFrame().closeCode()).isEqualTo(1009);
    assertThat(open.receiver().next()).isEqualTo("error");
  }

  @Test
  protected void endlessEmptyFragmentsCloseTheConnection() {
    Opened open = webSocket();

    open.client().frame(false, WireClient.TEXT, bytes());
    for (int i = 0; i < 1024; i++) {
      open.client().frame(false, WireClient.CONTINUATION, bytes());
    }

    assertThat(open.client().closeFrame().closeCode()).isIn(1002, 1008, 1009);
    assertThat(open.receiver().next()).isEqualTo("error");
  }

  // Closing

  @Test
  protected void closeOfThePeerIsAnsweredAndTold() {
    Opened open = webSocket();

    open.client().frame(WireClient.CLOSE, bytes(0x0f, 0xa0, 'b', 'y', 'e'));

    assertThat(open.client().frame().closeCode()).isEqualTo(4000);
    assertThat(open.client().rest()).isEmpty();
    assertThat(open.receiver().next()).isEqualTo("close 4000 bye");
  }

  @Test
  protected void closeOfThePeerWithoutCodeIsToldAs1005() {
    Opened open = webSocket();

    open.client().frame(WireClient.CLOSE, bytes());

    assertThat(open.client().frame().payload()).isEmpty();
    assertThat(open.receiver().next()).isEqualTo("close 1005");
  }

  @Test
  protected void closeComesAfterWhatWasSentBefore() {
    Opened open = webSocket();

    open.link().send(message("last"), true);
    open.link().close(1001, "grüß");
    open.link().send(message("too late"), true);

    assertThat(open.client().frame().text()).isEqualTo("4last");
    Frame close = open.client().frame();
    assertThat(close.closeCode()).isEqualTo(1001);
    assertThat(new String(close.payload(), 2, close.payload().length - 2, UTF_8)).isEqualTo("grüß");
    open.client().frame(WireClient.CLOSE, bytes(3, 233));
    assertThat(open.client().rest()).isEmpty();
    assertThat(open.receiver().next()).isEqualTo("close 1001");
  }

  @Test
  protected void closeWithoutCodeIsAnEmptyFrame() {
    Opened open = webSocket();

    open.link().close(0, "");

    Frame close = open.client().frame();
    assertThat(close.opcode()).isEqualTo(WireClient.CLOSE);
    assertThat(close.payload()).isEmpty();
  }

  @Test
  protected void closeThatThePeerIgnoresEndsInBoundedTime() {
    Opened open = webSocket();

    open.link().close(1000, "");

    assertThat(open.client().closeFrame().closeCode()).isEqualTo(1000);
    assertThat(open.client().rest()).isEmpty();
    assertThat(open.receiver().next()).isEqualTo("close 1006");
  }

  @Test
  protected void closeOfAPeerThatDoesNotReadEndsInBoundedTime() {
    Opened open = webSocket();
    for (int i = 0; i < 30; i++) {
      open.link().send(message("x".repeat(1_000_000)), true);
    }

    open.link().close(1000, "");

    assertThat(open.receiver().nextButWritable()).isEqualTo("close 1006");
  }

  @Test
  protected void abortEndsTheConnectionAtOnce() {
    Opened open = webSocket();

    open.link().abort();

    assertThat(open.client().rest()).isEmpty();
    assertThat(open.receiver().next()).isEqualTo("close 1006");
  }

  @Test
  protected void lossOfThePeerIsToldOnce() {
    Opened finished = webSocket();
    Opened reset = webSocket();

    finished.client().close();
    reset.client().reset();

    assertThat(finished.receiver().next()).isEqualTo("close 1006");
    assertThat(reset.receiver().next()).isIn("error", "close 1006");
    finished.link().send(message("to nobody"), true);
    finished.link().close(1000, "");
    finished.link().resumeReading();
    throughoutAWhile(() -> finished.receiver().untaken().isEmpty());
  }

  @Test
  protected void halfCloseOfThePeerEndsTheConnection() {
    Opened open = webSocket();

    open.client().endOutput();

    assertThat(open.receiver().next()).isEqualTo("close 1006");
    assertThat(open.client().rest()).isEmpty();
  }
}
