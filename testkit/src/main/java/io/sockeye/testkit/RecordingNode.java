package io.sockeye.testkit;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.ClusterEvents;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.adapter.RoomEvent;
import io.sockeye.server.adapter.RoomEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** A namespace that writes down what its adapter tells it. */
final class RecordingNode implements LocalNode, RoomEvents, ClusterEvents {
  static final int MAX_ROOMS = 4;

  /** The changes of rooms, the events between servers, and what befell the cluster. */
  final List<String> told = new CopyOnWriteArrayList<>();

  final ManualTimers timers = new ManualTimers();

  /** How many packets were encoded. */
  final AtomicLong encoded = new AtomicLong();

  private final JsonSocketCodec codec = new JsonSocketCodec(JacksonJson.create());
  private final AtomicLong ackIds = new AtomicLong();

  @Override
  public String namespace() {
    return "/";
  }

  @Override
  public int maxRoomsPerSocket() {
    return MAX_ROOMS;
  }

  @Override
  public SocketPacket.Event stamp(SocketPacket.Event event, BroadcastOptions options) {
    return event;
  }

  @Override
  public PacketGroup encode(SocketPacket packet) {
    encoded.incrementAndGet();
    return codec.encode(packet);
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
    told.add("server-side " + event);
  }

  @Override
  public long nextAckId() {
    return ackIds.getAndIncrement();
  }

  @Override
  public boolean areWanted() {
    return true;
  }

  @Override
  public void note(RoomEvent.Kind kind, String room, String socketId) {
    told.add(kind + " " + room + " " + socketId);
  }

  @Override
  public void tell() {}

  @Override
  public void up() {}

  @Override
  public void down(String detail) {
    told.add("down");
  }

  @Override
  public void lost(long count, String detail) {
    told.add("lost " + count);
  }

  @Override
  public void refused(String detail) {
    told.add("refused " + detail);
  }
}
