package io.sockeye.client.engine;

import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.WireFrames;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** A WebSocket to a {@link SimulatedServer}: each frame travels by a step of its own. */
final class SimulatedWebSocket implements ClientTransport {
  private final SimulatedServer server;
  private final Events events;
  private final Deque<String> toServer = new ArrayDeque<>();
  private final Deque<String> toClient = new ArrayDeque<>();
  private boolean open;
  private boolean drained;
  private boolean reading = true;
  private boolean closing;
  private boolean ended;

  SimulatedWebSocket(SimulatedServer server, Events events) {
    this.server = server;
    this.events = events;
  }

  void toClient(String frame) {
    toClient.add(frame);
  }

  void step(Random random) {
    if (ended) {
      return;
    }
    if (!open) {
      if (random.nextInt(5) == 0) {
        open = true;
        drained = true;
        events.onReady();
      }
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> {
        if (!toServer.isEmpty()) {
          server.onFrame(toServer.remove());
        } else if (closing) {
          server.closed = true;
          ended = true;
          events.onClose("closed by this side");
        }
      }
      case 1, 2 -> {
        if (!toClient.isEmpty() && reading) {
          events.onPacket(Frames.decode(toClient.remove()));
        }
      }
      default -> {
        if (!drained && !closing) {
          drained = true; // Though the frames may still be on their way.
          events.onDrain();
        }
      }
    }
  }

  void breakDown() {
    if (!ended) {
      ended = true;
      events.onFailure(new ConnectFailure.Tcp("broken", null));
    }
  }

  @Override
  public TransportType type() {
    return TransportType.WEBSOCKET;
  }

  @Override
  public void open() {}

  @Override
  public void opened(String sid) {}

  @Override
  public boolean isWritable() {
    return open && drained && !closing && !ended;
  }

  @Override
  public void send(List<PacketGroup> groups) {
    if (!isWritable()) {
      throw new AssertionError("not writable");
    }
    drained = false;
    for (PacketGroup group : groups) {
      WireFrames frames = group.base64Frames(EngineVersion.V4);
      for (int i = 0; i < frames.count(); i++) {
        toServer.add(frames.bytes(i).utf8());
      }
    }
  }

  @Override
  public void pause(Runnable paused) {
    paused.run();
  }

  @Override
  public void resume() {}

  @Override
  public void setReading(boolean value) {
    reading = value;
  }

  @Override
  public void close() {
    closing = true;
  }

  @Override
  public void abort() {
    ended = true;
  }
}
