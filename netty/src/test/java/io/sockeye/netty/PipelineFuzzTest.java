package io.sockeye.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.protocol.Limits;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.WireClient;
import io.sockeye.testsupport.Figures;
import io.sockeye.testsupport.Seeds;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Conversations with a whole server, broken at random: its handler in a channel without a network,
 * with limits so small that all of them are hit. Whatever comes, the connection is served or
 * closed, nothing throws, no buffer is lost, and the server goes on as if nothing had been. Row P03
 * of the matrix; {@code ./fuzz} does it for as long as it is told.
 */
final class PipelineFuzzTest {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 60);
  private static final long SEED = Long.getLong("fuzz.seed", 4_711);
  private static final Duration DURATION =
      Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 0));
  private static final int MOST_CHUNKS = 6;

  private static final String TARGET = "/socket.io/?EIO=4&transport=";
  private static final String HANDSHAKE =
      "GET "
          + TARGET
          + "websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  /** Stands for the id of the session that the first answer told of. */
  private static final String SID = "{sid}";

  private final ManualTimers timers = new ManualTimers();
  private final SocketIoServer io =
      SocketIoServer.builder()
          .timers(timers)
          .inlineHandlers()
          .maxHttpBufferSize(512)
          .outboundHighWaterMark(128)
          .maxOutboundBytes(2_048)
          .maxQueuedEvents(4)
          .maxPendingAcks(2)
          .maxBadAcks(2)
          .maxRoomsPerSocket(4)
          .maxNamespacesPerConnection(2)
          .limits(
              Limits.defaults()
                  .withMaxAttachments(2)
                  .withMaxJsonDepth(8)
                  .withMaxEventNameLength(16)
                  .withMaxNamespaceLength(16)
                  .withMaxPacketsPerPayload(8)
                  .withMaxReassemblyBytes(256))
          .build();
  private final NettyOptions options = NettyOptions.builder().maxHeaderBytes(1_024).build();

  PipelineFuzzTest() {
    io.onConnection(
        socket -> {
          socket.onAny((name, args) -> {});
          socket.on("echo", (args, ack) -> socket.emit("echo", args.toList().toArray()));
          socket.on("join", String.class, socket::join);
          socket.on("ask", (args, ack) -> ask(socket));
          socket.on("answer", (args, ack) -> ack.send(args.toList().toArray()));
        });
    io.of("/other").onConnection(socket -> socket.emit("welcome"));
  }

  private static void ask(Socket socket) {
    var unused = socket.emitWithAck("asked");
  }

  private static byte[] frames(String... texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(HANDSHAKE.getBytes(ISO_8859_1));
    for (String text : texts) {
      bytes.writeBytes(WireClient.encode(true, WireClient.TEXT, text.getBytes(ISO_8859_1)));
    }
    return bytes.toByteArray();
  }

  private static byte[] post(String... bodies) {
    StringBuilder requests =
        new StringBuilder("GET " + TARGET + "polling HTTP/1.1\r\nHost: x\r\n\r\n");
    for (String body : bodies) {
      requests.append(
          "POST %spolling&sid=%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(TARGET, SID, body.length(), body));
      requests.append("GET %spolling&sid=%s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(TARGET, SID));
    }
    return requests.toString().getBytes(ISO_8859_1);
  }

  private static List<byte[]> conversations() {
    List<byte[]> all = new ArrayList<>(Seeds.of("pipeline").all());
    all.add(frames("40", "42[\"echo\",1,{\"a\":[true,null]}]", "3", "41", "1"));
    all.add(
        frames("40", "421[\"answer\",\"x\"]", "42[\"ask\"]", "430[\"yes\"]", "42[\"join\",\"r\"]"));
    all.add(frames("40/other,{\"token\":1}", "42/other,7[\"answer\"]", "41/other,", "40"));
    all.add(frames("40", "451-[\"echo\",{\"_placeholder\":true,\"num\":0}]", "2", "5", "6"));
    ByteArrayOutputStream binary = new ByteArrayOutputStream();
    binary.writeBytes(frames("40", "451-[\"echo\",{\"_placeholder\":true,\"num\":0}]"));
    binary.writeBytes(WireClient.encode(false, WireClient.BINARY, new byte[] {1, 2}));
    binary.writeBytes(WireClient.encode(true, WireClient.PING, new byte[] {3}));
    binary.writeBytes(WireClient.encode(true, WireClient.CONTINUATION, new byte[] {4}));
    binary.writeBytes(WireClient.encode(true, WireClient.CLOSE, new byte[] {3, (byte) 0xe8}));
    all.add(binary.toByteArray());
    all.add(post("40", "42[\"echo\",1]\u001e42[\"echo\",2]\u001e421[\"answer\"]", "3", "1"));
    all.add(post("40/other,", "451-[\"echo\",{\"_placeholder\":true,\"num\":0}]\u001ebAQI="));
    all.add(
        ("POST "
                + TARGET
                + "polling&sid="
                + SID
                + " HTTP/1.1\r\nHost: x\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n2\r\n40\r\n0\r\n\r\n"
                + "OPTIONS / HTTP/1.1\r\nHost: x\r\nOrigin: http://y\r\n\r\n")
            .getBytes(ISO_8859_1));
    return all;
  }

  @Test
  void serverGoesOnWhateverComes() {
    List<byte[]> seeds = conversations();
    long begin = System.nanoTime();
    long inputs = 0;
    for (long seed = SEED; seed == SEED || System.nanoTime() - begin < DURATION.toNanos(); seed++) {
      Random random = new Random(seed);
      for (byte[] conversation : seeds) {
        for (int i = 0; i <= ROUNDS; i++) {
          byte[] input = i == 0 ? conversation : mutate(conversation, random);
          run(input, random, seed);
          inputs++;
        }
      }
      requireNothingLeft("fuzz.seed " + seed);
    }
    assertThat(io.close()).succeedsWithin(Duration.ofSeconds(10));
    Figures.tell("P03", "%,d conversations from seed %d on, none broke anything", inputs, SEED);
  }

  private void run(byte[] input, Random random, long seed) {
    try {
      converse(input, random);
      converseWell();
    } catch (Throwable failure) {
      throw new AssertionError(
          "input %s with fuzz.seed %d, kept in %s"
              .formatted(HexFormat.of().formatHex(input), seed, Seeds.of("pipeline").keep(input)),
          failure);
    }
  }

  /** Sends it in pieces, with the time going on between them, and leaves. */
  private void converse(byte[] input, Random random) {
    EmbeddedChannel channel = new EmbeddedChannel(new SockeyeHandler(io.endpoint(), options));
    byte[] bytes = input;
    int chunks = 1 + random.nextInt(MOST_CHUNKS);
    int from = 0;
    for (int i = 1; i <= chunks && channel.isOpen(); i++) {
      int to = i == chunks ? bytes.length : from + random.nextInt(bytes.length - from + 1);
      channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
      channel.runPendingTasks();
      bytes = withSid(bytes, to, said(channel));
      from = to;
      if (random.nextInt(8) == 0) {
        timers.advance(Duration.ofSeconds(random.nextInt(50)));
        channel.runPendingTasks();
      }
    }
    said(channel);
    if (random.nextBoolean()) {
      timers.advance(Duration.ofSeconds(60));
      channel.runPendingTasks();
    }
    channel.finishAndReleaseAll();
    channel.checkException();
  }

  /** What the server has sent since it was last asked. */
  private static String said(EmbeddedChannel channel) {
    StringBuilder said = new StringBuilder();
    for (Object next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      ByteBuf bytes = (ByteBuf) next;
      said.append(bytes.toString(ISO_8859_1));
      bytes.release();
    }
    return said.toString();
  }

  /** Puts the id that a handshake told where the rest of a conversation wants one. */
  private static byte[] withSid(byte[] bytes, int from, String answer) {
    int at = answer.indexOf("0{\"sid\":\"");
    if (at < 0 || answer.length() < at + 29) {
      return bytes;
    }
    String done = new String(bytes, 0, from, ISO_8859_1);
    String rest = new String(bytes, from, bytes.length - from, ISO_8859_1);
    return (done + rest.replace(SID, answer.substring(at + 9, at + 29))).getBytes(ISO_8859_1);
  }

  /** A client that behaves is served as ever. */
  private void converseWell() {
    EmbeddedChannel channel = new EmbeddedChannel(new SockeyeHandler(io.endpoint(), options));
    channel.writeInbound(Unpooled.copiedBuffer(frames("40", "42[\"echo\",\"well\"]", "1")));
    channel.runPendingTasks();

    assertThat(said(channel)).contains("HTTP/1.1 101 ", "0{\"sid\":\"", "42[\"echo\",\"well\"]");
    channel.finishAndReleaseAll();
    channel.checkException();
  }

  private void requireNothingLeft(String circumstances) {
    timers.advance(Duration.ofMinutes(5)); // Those who never polled again are given up.
    assertThat(io.engine().clientsCount()).as(circumstances).isZero();
    assertThat(io.sockets()).as(circumstances).isEmpty();
    assertThat(timers.pending()).as("alarms, with " + circumstances).isZero();
  }

  /** The bytes with some of them changed, dropped, doubled or new. */
  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] mutant = bytes;
    for (int mistakes = 1 + random.nextInt(4); mistakes > 0; mistakes--) {
      int at = random.nextInt(mutant.length + 1);
      int removed =
          Math.min(
              mutant.length - at, random.nextInt(4) == 0 ? random.nextInt(64) : random.nextInt(3));
      byte[] insert = new byte[random.nextInt(3)];
      random.nextBytes(insert);
      if (random.nextInt(4) == 0) { // a part of itself
        int start = random.nextInt(mutant.length + 1);
        int length = Math.min(mutant.length - start, random.nextInt(200));
        insert = Arrays.copyOfRange(mutant, start, start + length);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(mutant, 0, at);
      out.writeBytes(insert);
      out.write(mutant, at + removed, mutant.length - at - removed);
      mutant = out.toByteArray();
    }
    return mutant;
  }
}
