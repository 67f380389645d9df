package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.testsupport.Figures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A client that keeps the protocol, and a server that sends whenever it likes, in thousands of
 * orders of events around the upgrade: nothing may be lost, doubled or reordered in either
 * direction. A seed that fails fails again.
 */
class SessionSimulationTest {
  /** With {@code -Dsimulation.scale=…}, so many times as many. */
  private static final int SEEDS = 5_000 * Integer.getInteger("simulation.scale", 1);

  private static final int STEPS = 120;

  @TestFactory
  List<DynamicTest> nothingIsLostDoubledOrReorderedAcrossTheUpgrade() {
    List<DynamicTest> tests = new ArrayList<>();
    for (EngineVersion version : EngineVersion.values()) {
      for (int block = 0; block < 10; block++) {
        int first = block * (SEEDS / 10);
        tests.add(
            DynamicTest.dynamicTest(
                version + ", seeds from " + first,
                () -> {
                  for (int seed = first; seed < first + SEEDS / 10; seed++) {
                    new Simulation(version, seed).run();
                  }
                  if (first + SEEDS / 10 == SEEDS) {
                    Figures.tell("U02", "%s: %,d schedules, each as it must be", version, SEEDS);
                  }
                }));
      }
    }
    return tests;
  }

  private static final class Simulation {
    private final EngineVersion version;
    private final Random random;
    private final String name;
    private final EngineRig rig;
    private final String sid;

    private final List<String> gotByClient = new ArrayList<>();
    private final Deque<String> clientBuffer = new ArrayDeque<>();
    private int sentByServer;
    private int sentByClient;

    private @Nullable FakeExchange poll;
    private @Nullable FakeExchange post;
    private String postBody = "";
    private @Nullable FakeLink link;
    private boolean probed;
    private boolean pausing;
    private boolean upgraded;

    Simulation(EngineVersion version, long seed) {
      this.version = version;
      random = new Random(seed);
      name = version + ", seed " + seed;
      EngineOptions.StandaloneBuilder options =
          EngineOptions.builder()
              .pingInterval(Duration.ofMillis(100))
              // Longer than a run: this client is in no hurry.
              .pingTimeout(Duration.ofMinutes(1));
      rig = version == EngineVersion.V3 ? EngineRig.ofEio3(options) : new EngineRig(options);
      sid = rig.openPolling();
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        step();
        receive();
      }
      settle();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < sentByServer; i++) {
        expected.add("4s" + i);
      }
      assertThat(gotByClient).as(name).isEqualTo(expected);
      List<String> expectedByServer = new ArrayList<>();
      for (int i = 0; i < sentByClient; i++) {
        expectedByServer.add("c" + i);
      }
      assertThat(rig.messages).as(name).isEqualTo(expectedByServer);
      assertThat(rig.closes).as(name).isEmpty();
    }

    private void step() {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> rig.send("s" + sentByServer++);
        case 3, 4 -> clientBuffer.add("4c" + sentByClient++);
        case 5 -> {
          if (version == EngineVersion.V3 && random.nextInt(8) == 0) {
            clientBuffer.add("2"); // The client asks whether the server lives.
          }
          writeByClient();
        }
        case 6 -> finishPost();
        case 7 -> readByClient();
        case 8 -> upgradeByClient();
        default -> rig.advance(random.nextInt(60));
      }
    }

    private void readByClient() {
      if (poll == null && !pausing && !upgraded) {
        poll = rig.poll(sid);
      }
    }

    private void writeByClient() {
      if (upgraded) {
        while (!clientBuffer.isEmpty()) {
          link().text(clientBuffer.remove());
        }
      } else if (!pausing && post == null && !clientBuffer.isEmpty()) {
        postBody = join(clientBuffer);
        clientBuffer.clear();
        post = rig.startPost(sid);
      }
    }

    private void finishPost() {
      if (post != null) {
        assertThat(post.body(postBody).text()).as(name).isEqualTo("ok");
        post = null;
      }
    }

    private void upgradeByClient() {
      if (link == null) {
        link = rig.upgradeOf(sid).open();
      } else if (!probed) {
        probed = true;
        link.text("2probe");
      } else if (pausing && !upgraded && poll == null && post == null) {
        upgraded = true;
        link.text("5");
      }
    }

    /** What the server sent arrives. */
    private void receive() {
      if (poll != null && poll.isAnswered()) {
        String payload = poll.text();
        poll = null;
        split(payload).forEach(this::packet);
      }
      if (link != null) {
        for (String packet : link.take()) {
          if (packet.equals("3probe")) {
            pausing = true;
          } else {
            packet(packet);
          }
        }
      }
    }

    private void packet(String packet) {
      switch (packet) {
        case "2" -> {
          if (upgraded) {
            link().text("3");
          } else {
            clientBuffer.addFirst("3");
          }
        }
        case "3", "6" -> {}
        default -> gotByClient.add(packet);
      }
    }

    private String join(Deque<String> packets) {
      return version == EngineVersion.V4
          ? String.join("\u001e", packets)
          : packets.stream()
              .map(packet -> packet.length() + ":" + packet)
              .collect(Collectors.joining());
    }

    private List<String> split(String payload) {
      if (version == EngineVersion.V4) {
        return List.of(payload.split("\u001e"));
      }
      List<String> packets = new ArrayList<>();
      for (int at = 0; at < payload.length(); ) {
        int colon = payload.indexOf(':', at);
        int end = colon + 1 + Integer.parseInt(payload.substring(at, colon));
        packets.add(payload.substring(colon + 1, end));
        at = end;
      }
      return packets;
    }

    private FakeLink link() {
      if (link == null) {
        throw new AssertionError(name + ": no WebSocket");
      }
      return link;
    }

    /** The client goes on until nothing is under way; time stands still. */
    private void settle() {
      for (int i = 0; i < 20; i++) {
        finishPost();
        receive();
        writeByClient();
        readByClient();
        if (probed) {
          upgradeByClient();
        }
        receive();
      }
    }
  }
}
