package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The server of a simulated session, and the network before it: nothing moves but by {@link #step},
 * which lets one random thing happen that could. Frames are text; a binary one begins with a {@code
 * b}, as by long polling.
 */
final class SimulatedServer {
  static final int MAX_PAYLOAD = 60;

  private static final String HANDSHAKE =
      "0{\"sid\":\"sim\",\"upgrades\":[\"websocket\"],"
          + "\"pingInterval\":60000,\"pingTimeout\":60000,\"maxPayload\":"
          + MAX_PAYLOAD
          + "}";

  private final Random random;

  /** Whether WebSockets break at random before the server has changed over. */
  private final boolean fragile;

  /** What waits for a poll. */
  private final Deque<String> outbox = new ArrayDeque<>();

  final List<String> sent = new ArrayList<>();
  final List<String> received = new ArrayList<>();
  int pings;
  int pongs;
  boolean closed;

  private @Nullable SimulatedPolling polling;
  private @Nullable SimulatedWebSocket webSocket;
  private boolean probed;
  private boolean upgraded;

  SimulatedServer(Random random, boolean fragile) {
    this.random = random;
    this.fragile = fragile;
  }

  ClientTransport create(TransportType type, Optional<String> sid, ClientTransport.Events events) {
    if (type == TransportType.POLLING) {
      outbox.add(HANDSHAKE);
      polling = new SimulatedPolling(this, events);
      return polling;
    }
    assertThat(sid).contains("sim");
    assertThat(webSocket).as("a second upgrade").isNull();
    webSocket = new SimulatedWebSocket(this, events);
    return webSocket;
  }

  /** One thing happens, or nothing. */
  void step() {
    if (webSocket != null && random.nextBoolean()) {
      if (fragile && random.nextInt(20) == 0) {
        webSocket.breakDown();
      } else {
        webSocket.step(random);
      }
    } else if (polling != null) {
      polling.step(random);
    }
  }

  /** The transport that the session goes by breaks. */
  void breakDown() {
    if (upgraded && webSocket != null) {
      webSocket.breakDown();
    } else if (polling != null) {
      polling.breakDown();
    }
  }

  void send(String packet) {
    if (packet.startsWith("4")) {
      sent.add(packet);
    } else {
      pings++;
    }
    if (upgraded && webSocket != null) {
      webSocket.toClient(packet);
    } else {
      outbox.add(packet);
    }
  }

  /** What a poll gets; empty to let it wait. */
  List<String> answer() {
    List<String> packets = new ArrayList<>();
    while (!outbox.isEmpty() && (packets.isEmpty() || random.nextInt(3) > 0)) {
      packets.add(outbox.remove());
    }
    if (packets.isEmpty() && probed) {
      packets.add("6");
    }
    return packets;
  }

  void onPost(List<String> packets) {
    assertThat(upgraded).as("a POST after the upgrade").isFalse();
    assertThat(String.join("\u001e", packets).length()).isLessThanOrEqualTo(MAX_PAYLOAD);
    packets.forEach(this::onPacket);
  }

  void onFrame(String frame) {
    if (frame.equals("2probe")) {
      probed = true;
      requireWebSocket().toClient("3probe");
    } else if (frame.equals("5")) {
      assertThat(probed).isTrue();
      assertThat(upgraded).isFalse();
      assertThat(polling).isNotNull();
      assertThat(requirePolling().isAtRest()).as("polling rests").isTrue();
      upgraded = true;
      while (!outbox.isEmpty()) {
        requireWebSocket().toClient(outbox.remove());
      }
    } else {
      assertThat(upgraded).as("a message before the upgrade").isTrue();
      onPacket(frame);
    }
  }

  private void onPacket(String packet) {
    assertThat(closed).isFalse();
    switch (packet) {
      case "1" -> closed = true;
      case "3" -> pongs++;
      default -> received.add(packet);
    }
  }

  private SimulatedWebSocket requireWebSocket() {
    if (webSocket == null) {
      throw new AssertionError("no WebSocket");
    }
    return webSocket;
  }

  private SimulatedPolling requirePolling() {
    if (polling == null) {
      throw new AssertionError("no polling");
    }
    return polling;
  }
}
