package io.sockeye.client.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.protocol.Slice;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSockets of the JDK against servers that write by the byte. */
@Timeout(30)
final class JdkWebSocketTest {
  private static final int MAX = 100_000;

  @AutoClose
  private final JdkNetwork network =
      JdkNetwork.builder().proxySelector(HttpClient.Builder.NO_PROXY).build();

  private final WebSocketRecord events = new WebSocketRecord();
  private final BlockingQueue<RawPeer.Frame> received = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  private static RawServer accepting(RawServer.Conversation conversation) {
    return RawServer.start(
        peer -> {
          peer.acceptWebSocket("");
          conversation.with(peer);
        });
  }

  /**
   * One that speaks when it was spoken to, which is after the handshake: of more than a buffer that
   * comes in one read with the answer to it, the JDK may lose what is in the further buffers.
   */
  private static RawServer answering(RawServer.Conversation conversation) {
    return accepting(
        peer -> {
          peer.message();
          conversation.with(peer);
        });
  }

  /** Notes each message until the connection ends. */
  private void listen(RawPeer peer) throws java.io.IOException {
    try {
      while (true) {
        received.add(peer.message());
      }
    } finally {
      ended.countDown();
    }
  }

  private WebSocketChannel open(RawServer server) throws Exception {
    return open(server.uri("ws:/"), List.of()).get(10, TimeUnit.SECONDS);
  }

  /** Opens a connection, speaks first, and asks for one message. */
  private void listenTo(RawServer server) throws Exception {
    WebSocketChannel channel = open(server);
    channel.send(false, slice("go"));
    channel.request(1);
  }

  private CompletableFuture<WebSocketChannel> open(URI uri, List<String> protocols) {
    Map<String, List<String>> headers = Map.of("X-Some", List.of("a"));
    return network.openWebSocket(
        new WebSocketCall(uri, headers, protocols, Duration.ZERO, MAX), events);
  }

  private RawPeer.Frame received() throws InterruptedException {
    RawPeer.Frame frame = received.poll(10, TimeUnit.SECONDS);
    assertThat(frame).isNotNull();
    return frame;
  }

  private static Slice slice(String text) {
    return Slice.of(text.getBytes(UTF_8));
  }

  @Test
  void handshakeHasFieldsAndSubprotocols() throws Exception {
    BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    try (RawServer server =
        RawServer.start(
            peer -> {
              requests.add(peer.acceptWebSocket("Sec-WebSocket-Protocol: b\r\n"));
              peer.awaitEnd();
            })) {
      open(server.uri("ws:/path?a=b"), List.of("a", "b")).get();

      assertThat(requests.take())
          .startsWith("GET /path?a=b HTTP/1.1\r\n")
          .contains("X-Some: a\r\n", "Sec-WebSocket-Protocol: a, b\r\n");
    }
  }

  // ---- sending

  @Test
  void messagesArriveInOrderWhateverTheirKind() throws Exception {
    try (RawServer server = accepting(this::listen)) {
      WebSocketChannel channel = open(server);
      for (int i = 0; i < 500; i++) {
        channel.send(i % 3 == 0, slice("é" + i));
      }

      for (int i = 0; i < 500; i++) {
        RawPeer.Frame frame = received();
        assertThat(frame.text()).isEqualTo("é" + i);
        assertThat(frame.opcode()).isEqualTo(i % 3 == 0 ? RawPeer.BINARY : RawPeer.TEXT);
      }
      await().until(() -> channel.queuedBytes() == 0 && events.written() > 0);
    }
  }

  @Test
  void partOfAnArrayIsSent() throws Exception {
    try (RawServer server = accepting(this::listen)) {
      WebSocketChannel channel = open(server);
      channel.send(true, slice("abcdef").part(1, 3));
      channel.send(false, slice("abcdef").part(2, 2));

      assertThat(received().text()).isEqualTo("bcd");
      assertThat(received().text()).isEqualTo("cd");
    }
  }

  @Test
  void whatAPeerDoesNotReadIsCountedAndLeavesInOrderOnceItDoes() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    try (RawServer server =
        accepting(
            peer -> {
              RawPeer.await(read);
              listen(peer);
            })) {
      WebSocketChannel channel = open(server);
      byte[] large = new byte[1 << 20];
      for (int i = 0; i < 20; i++) {
        channel.send(true, Slice.of(large));
      }
      channel.send(false, slice("last"));
      assertThat(channel.queuedBytes()).isGreaterThan(5L << 20);
      read.countDown();

      for (int i = 0; i < 20; i++) {
        assertThat(received().payload()).hasSize(large.length);
      }
      assertThat(received().text()).isEqualTo("last");
      await().until(() -> channel.queuedBytes() == 0 && events.written() > 0);
    }
  }

  // ---- receiving

  @Test
  void messagesComeOnlyAsFarAsTheyAreAskedFor() throws Exception {
    try (RawServer server =
        accepting(
            peer -> {
              for (int i = 0; i < 5; i++) {
                peer.text("m" + i);
              }
              peer.awaitEnd();
            })) {
      WebSocketChannel channel = open(server);
      channel.request(2);
      assertThat(events.next()).isEqualTo("text m0");
      assertThat(events.next()).isEqualTo("text m1");
      assertThat(events.isEmpty()).isTrue();
      channel.request(3);

      assertThat(events.next()).isEqualTo("text m2");
      assertThat(events.next()).isEqualTo("text m3");
      assertThat(events.next()).isEqualTo("text m4");
    }
  }

  @Test
  void fragmentsWithPingsBetweenThemMakeOneMessage() throws Exception {
    try (RawServer server =
        accepting(
            peer -> {
              byte[] euro = "€".getBytes(UTF_8);
              peer.frame(false, RawPeer.TEXT, new byte[] {'a', euro[0]});
              peer.frame(true, RawPeer.PING, new byte[] {'p'});
              peer.frame(false, RawPeer.CONTINUATION, new byte[] {euro[1]});
              peer.frame(false, RawPeer.CONTINUATION, new byte[0]);
              peer.frame(true, RawPeer.CONTINUATION, new byte[] {euro[2], 'b'});
              peer.frame(true, RawPeer.BINARY, new byte[] {1, 2});
              listen(peer);
            })) {
      WebSocketChannel channel = open(server);
      channel.request(1);
      assertThat(events.next()).isEqualTo("text a€b");
      channel.request(1);
      assertThat(events.next()).isEqualTo("binary \u0001\u0002");

      RawPeer.Frame pong = received();
      assertThat(pong.opcode()).isEqualTo(RawPeer.PONG);
      assertThat(pong.text()).isEqualTo("p");
    }
  }

  @Test
  void messageThatComesByteByByteIsOne() throws Exception {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    RawPeer.header(frame, true, RawPeer.TEXT, 3000);
    frame.writeBytes("é".repeat(1500).getBytes(UTF_8));
    try (RawServer server =
        accepting(
            peer -> {
              peer.socket().setTcpNoDelay(true);
              for (byte b : frame.toByteArray()) {
                peer.write(new byte[] {b});
              }
              peer.awaitEnd();
            })) {
      open(server).request(1);

      assertThat(events.next()).isEqualTo("text " + "é".repeat(1500));
    }
  }

  @Test
  void messageOfTheLimitIsTaken() throws Exception {
    try (RawServer server =
        answering(
            peer -> {
              peer.frame(true, RawPeer.BINARY, new byte[MAX]);
              peer.awaitEnd();
            })) {
      listenTo(server);

      assertThat((String) events.next()).hasSize("binary ".length() + MAX);
    }
  }

  @Test
  void messageBeyondTheLimitEndsTheConnection() throws Exception {
    try (RawServer server =
        answering(
            peer -> {
              peer.frame(false, RawPeer.TEXT, "x".repeat(MAX).getBytes(UTF_8));
              peer.frame(false, RawPeer.CONTINUATION, new byte[] {'x'});
              listen(peer);
            })) {
      listenTo(server);

      assertThat(events.next())
          .isInstanceOfSatisfying(
              ConnectFailure.Protocol.class,
              failure ->
                  assertThat(failure).hasMessageContaining("message of more than 100000 bytes"));
      assertThat(received().closeCode()).isEqualTo(1008);
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void fragmentsWithoutBytesAndEndEndTheConnection() throws Exception {
    try (RawServer server =
        answering(
            peer -> {
              peer.frame(false, RawPeer.BINARY, new byte[0]);
              while (true) {
                peer.frame(false, RawPeer.CONTINUATION, new byte[0]);
              }
            })) {
      listenTo(server);

      assertThat(events.next()).isInstanceOf(ConnectFailure.Protocol.class);
    }
  }

  @Test
  void textThatIsNotUtf8EndsTheConnection() throws Exception {
    try (RawServer server =
        accepting(
            peer -> {
              peer.frame(true, RawPeer.TEXT, new byte[] {(byte) 0xff});
              peer.awaitEnd();
            })) {
      open(server).request(1);

      assertThat(events.next()).isInstanceOf(ConnectFailure.Protocol.class);
    }
  }

  // ---- the end

  @Test
  void closeFrameFollowsWhatWasSent() throws Exception {
    try (RawServer server =
        accepting(
            peer -> {
              received.add(peer.message());
              received.add(peer.message());
              peer.frame(true, RawPeer.CLOSE, new byte[] {3, (byte) 0xe8});
              peer.awaitEnd(ended);
            })) {
      WebSocketChannel channel = open(server);
      channel.send(false, slice("last"));
      channel.close();
      channel.send(false, slice("too late"));

      assertThat(received().text()).isEqualTo("last");
      assertThat(received().closeCode()).isEqualTo(1000);
      assertThat(events.next()).isEqualTo("closed 1000 ");
      assertThat(channel.queuedBytes()).isZero();
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closeOfTheServerIsTold() throws Exception {
    try (RawServer server =
        accepting(
            peer -> {
              peer.frame(true, RawPeer.CLOSE, new byte[] {3, (byte) 0xe9, 'b', 'y', 'e'});
              listen(peer);
            })) {
      open(server).request(1);

      assertThat(events.next()).isEqualTo("closed 1001 bye");
      assertThat(received().closeCode()).isEqualTo(1001);
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void endWithoutACloseFrameIs1006() throws Exception {
    try (RawServer server = accepting(peer -> {})) {
      open(server).request(1);

      assertThat(events.next()).isEqualTo("closed 1006 ");
    }
  }

  @Test
  void resetIsAFailure() throws Exception {
    try (RawServer server =
        accepting(
            peer -> {
              received.add(peer.message());
              peer.reset();
            })) {
      WebSocketChannel channel = open(server);
      channel.request(1);
      channel.send(false, slice("x"));

      assertThat(events.next()).isInstanceOf(ConnectFailure.Tcp.class);
    }
  }

  @Test
  void abortEndsTheConnectionWithoutAnEvent() throws Exception {
    try (RawServer server = accepting(this::listen)) {
      WebSocketChannel channel = open(server);
      channel.request(1);
      channel.abort();

      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(events.isEmpty()).isTrue();
    }
  }

  @Test
  void cancellingTheOpeningEndsTheConnection() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.head();
              asked.countDown();
              peer.awaitEnd(ended);
            })) {
      CompletableFuture<WebSocketChannel> opening = open(server.uri("ws:/"), List.of());
      asked.await();
      opening.cancel(true);

      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void networkThatIsClosedFailsItsWebSockets() throws Exception {
    try (RawServer server = accepting(this::listen)) {
      open(server);
      network.close();

      assertThat(events.next()).isInstanceOf(ConnectFailure.Closed.class);
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
