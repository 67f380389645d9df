package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A connection that breaks again and again while several threads send: each stream arrives whole,
 * in order and without doubles, whatever was lost on the way (section 1 of the reliability spec).
 */
final class RecoveryRaceTest {
  private static final int STREAMS = 3;

  /** So few that all positions are remembered, be the threads as interleaved as they like. */
  private static final int EACH = SentPositions.MAX_BYTES / 3 / STREAMS - 100;

  private static final int CUTS = 30;
  private static final Pattern EVENT = Pattern.compile("42\\[\"s(\\d)\",(\\d+),\"([^\"]+)\"]");

  private final SocketIoServer io =
      SocketIoServer.builder()
          .timers(new ManualTimers())
          .inlineHandlers()
          .maxOutboundBytes(64_000_000)
          .connectionStateRecovery(
              ConnectionStateRecovery.create().withMaxPackets(1_000_000).withMaxBytes(256_000_000))
          .build();

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final int[] next = new int[STREAMS];
  private String auth = "";
  private String offset;

  @Test
  void nothingIsLostOrDoubledOrReordered() throws Exception {
    io.onConnection(socket -> socket.join("room"));
    TestClient client = TestClient.open(io);
    client.send("40");
    String first = client.next();
    String sid = TestClient.sidOf(first);
    String pid = first.replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
    List<Thread> senders = new ArrayList<>();
    for (int stream = 0; stream < STREAMS; stream++) {
      int mine = stream;
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < EACH; i++) {
                  send(mine, sid, i);
                }
              });
      senders.add(sender);
      sender.start();
    }

    for (int cut = 0; cut < CUTS || senders.stream().anyMatch(Thread::isAlive); cut++) {
      take(client.taken());
      if (random.nextBoolean()) {
        client.vanish();
      } // Or else the server does not notice, and the client comes back all the same.
      auth =
          offset == null
              ? "{\"pid\":\"" + pid + "\"}"
              : "{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}";
      client = TestClient.open(io);
      client.send("40" + auth);
      assertThat(TestClient.sidOf(client.next())).as("cut %d, seed %d", cut, seed).isEqualTo(sid);
    }
    for (Thread sender : senders) {
      sender.join();
    }
    while (Arrays.stream(next).sum() < STREAMS * EACH) {
      takeOne(client.next());
    }
    assertThat(client.taken()).isEmpty();
    assertThat(next).as("seed %d", seed).containsOnly(EACH);
  }

  private void send(int stream, String sid, int number) {
    String event = "s" + stream;
    switch (stream) {
      case 0 -> io.emit(event, number);
      case 1 -> io.to("room").emit(event, number);
      default -> io.to(sid).emit(event, number);
    }
  }

  /** Only a part arrives; the rest is lost on the way. */
  private void take(List<String> frames) {
    int arrived = frames.isEmpty() ? 0 : random.nextInt(frames.size() + 1);
    frames.subList(0, arrived).forEach(this::takeOne);
  }

  private void takeOne(String frame) {
    Matcher matcher = EVENT.matcher(frame);
    assertThat(matcher.matches()).as(frame).isTrue();
    int stream = Integer.parseInt(matcher.group(1));
    assertThat(Integer.parseInt(matcher.group(2)))
        .as("stream %d, seed %d", stream, seed)
        .isEqualTo(next[stream]);
    next[stream]++;
    offset = matcher.group(3);
  }
}
