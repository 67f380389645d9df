package io.sockeye.server.cluster;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.ClusterEvents;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.adapter.RoomEvent;
import io.sockeye.server.adapter.RoomEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A namespace that writes down what comes to it from the cluster. */
final class FakeNode implements LocalNode, RoomEvents, ClusterEvents {
  final ManualTimers timers;

  /** How many packets were written for clients. */
  int encoded;

  final List<String> events = new ArrayList<>();
  final List<Ack> acks = new ArrayList<>();
  private long ackIds;

  /** With a clock of its own. */
  FakeNode() {
    this(new ManualTimers());
  }

  /** With a clock that it shares. */
  FakeNode(ManualTimers timers) {
    this.timers = timers;
  }

  @Override
  public String namespace() {
    return "/";
  }

  @Override
  public int maxRoomsPerSocket() {
    return 100;
  }

  @Override
  public SocketPacket.Event stamp(SocketPacket.Event event, BroadcastOptions options) {
    return event;
  }

  @Override
  public PacketGroup encode(SocketPacket packet) {
    encoded++;
    return PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, "2"));
  }

  @Override
  public RoomEvents roomEvents() {
    return this;
  }

  @Override
  public ClusterEvents clusterEvents() {
    return this;
  }

  @Override
  public Timers timers() {
    return timers;
  }

  @Override
  public Executor executor() {
    return Runnable::run;
  }

  @Override
  public void onServerSideEmit(String event, Args args, Ack ack) {
    if (event.equals("throw")) {
      throw new IllegalStateException("of the test");
    }
    events.add(event + " " + args.toList());
    acks.add(ack);
  }

  @Override
  public long nextAckId() {
    return ackIds++;
  }

  @Override
  public boolean areWanted() {
    return false;
  }

  @Override
  public void note(RoomEvent.Kind kind, String room, String socketId) {
    throw new AssertionError("nobody listens");
  }

  @Override
  public void tell() {}

  @Override
  public void up() {
    events.add("up");
  }

  @Override
  public void down(String detail) {
    events.add("down " + detail);
  }

  @Override
  public void lost(long count, String detail) {
    events.add("lost " + count + " " + detail);
  }

  @Override
  public void refused(String detail) {
    events.add("refused " + detail);
  }
}
