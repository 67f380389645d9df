package io.sockeye.client.engine;

import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Long polling to a {@link SimulatedServer}: each half of a request is a step of its own. */
final class SimulatedPolling implements ClientTransport {
  private final SimulatedServer server;
  private final Events events;

  private boolean polling;

  /** What the server said to the poll; null until it does. */
  private @Nullable List<String> answer;

  /** What is being posted; null if nothing is. */
  private @Nullable List<String> post;

  private boolean postArrived;
  private boolean opened;
  private boolean reading = true;
  private boolean paused;
  private boolean closing;
  private boolean ended;
  private @Nullable Runnable onPaused;

  SimulatedPolling(SimulatedServer server, Events events) {
    this.server = server;
    this.events = events;
  }

  boolean isAtRest() {
    return !polling && post == null;
  }

  void step(Random random) {
    if (ended) {
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> {
        if (polling && answer == null) {
          List<String> packets = server.answer();
          answer = packets.isEmpty() ? null : packets;
        }
      }
      case 1 -> deliverAnswer();
      case 2 -> {
        if (post != null && !postArrived) {
          postArrived = true;
          server.onPost(post);
        }
      }
      default -> finishPost();
    }
  }

  private void deliverAnswer() {
    List<String> packets = answer;
    if (packets == null) {
      return;
    }
    answer = null;
    polling = false;
    for (String packet : packets) {
      if (!ended) {
        events.onPacket(Frames.decode(packet));
      }
    }
    poll();
    tellPaused();
  }

  private void finishPost() {
    if (!postArrived) {
      return;
    }
    postArrived = false;
    post = null;
    if (server.closed) {
      ended = true;
      events.onClose("closed by this side");
    } else if (closing) {
      post = List.of("1");
    } else {
      events.onDrain();
      tellPaused();
    }
  }

  void breakDown() {
    if (!ended) {
      ended = true;
      events.onFailure(new ConnectFailure.Tcp("broken", null));
    }
  }

  private void poll() {
    polling = polling || (!ended && !paused && reading && !closing);
  }

  private void tellPaused() {
    Runnable waiting = onPaused;
    if (waiting != null && isAtRest() && !ended) {
      onPaused = null;
      waiting.run();
    }
  }

  @Override
  public TransportType type() {
    return TransportType.POLLING;
  }

  @Override
  public void open() {
    polling = true;
    events.onReady();
  }

  @Override
  public void opened(String sid) {
    opened = true;
  }

  @Override
  public boolean isWritable() {
    return opened && post == null && !paused && !closing && !ended;
  }

  @Override
  public void send(List<PacketGroup> groups) {
    if (!isWritable()) {
      throw new AssertionError("not writable");
    }
    String payload =
        new String(PacketGroup.payload(EngineVersion.V4, groups), StandardCharsets.UTF_8);
    post = List.of(payload.split("\u001e", -1));
  }

  @Override
  public void pause(Runnable whenPaused) {
    paused = true;
    onPaused = whenPaused;
    tellPaused();
  }

  @Override
  public void resume() {
    paused = false;
    onPaused = null;
    poll();
  }

  @Override
  public void setReading(boolean value) {
    reading = value;
    poll();
  }

  @Override
  public void close() {
    closing = true;
    if (post == null) {
      post = List.of("1");
    }
  }

  @Override
  public void abort() {
    ended = true;
  }
}
