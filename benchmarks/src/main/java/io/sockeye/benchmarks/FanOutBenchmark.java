package io.sockeye.benchmarks;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastAcks;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.ClusterEvents;
import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.adapter.LocalSocket;
import io.sockeye.server.adapter.RoomEvent;
import io.sockeye.server.adapter.RoomEvents;
import io.sockeye.server.adapter.SocketSnapshot;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a broadcast costs until each recipient has its frames, and what joining costs; no network.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FanOutBenchmark {
  private static final JsonSocketCodec CODEC = new JsonSocketCodec(JacksonJson.create());
  private static final List<String> EXTRA = List.of("extra");

  /** How many sockets there are. */
  @Param({"100", "10000"})
  public int sockets;

  /** How many rooms they are spread over. */
  @Param({"1", "100"})
  public int rooms;

  private final LocalAdapter adapter = new LocalAdapter(new Node());
  private final BroadcastOptions everybody = BroadcastOptions.everybody();
  private final BroadcastOptions room = everybody.withRooms(Set.of("room-0"));
  private final SocketPacket.Event event =
      new SocketPacket.Event("/", "news", Args.of("x".repeat(32)), SocketPacket.NO_ID);
  private @Nullable LocalSocket one;

  /** Fills the rooms. */
  @Setup
  public void setUp(Blackhole sink) {
    for (int i = 0; i < sockets; i++) {
      one = new Recipient("socket-" + i, sink);
      adapter.add(one, Set.of(one.id(), "room-" + i % rooms));
    }
  }

  /** To all sockets. */
  @Benchmark
  public void broadcast() {
    adapter.broadcast(event, everybody);
  }

  /** To one room. */
  @Benchmark
  public void toRoom() {
    adapter.broadcast(event, room);
  }

  /** To one room, without one of its members. */
  @Benchmark
  public void toRoomExcept() {
    adapter.broadcast(event, room.withExcept(Set.of("socket-0")));
  }

  /** Into a room that nobody is in, and out again. */
  @Benchmark
  public void joinAndLeave(Blackhole sink) {
    LocalSocket socket = Objects.requireNonNull(one, "set up before");
    sink.consume(adapter.join(socket, EXTRA));
    sink.consume(adapter.leave(socket, EXTRA));
  }

  private record Recipient(String id, Blackhole sink) implements LocalSocket {
    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public SocketSnapshot snapshot() {
      throw new UnsupportedOperationException("nobody fetches");
    }

    @Override
    public void deliver(SocketPacket.Event event, PacketGroup encoded, BroadcastOptions options) {
      sink.consume(encoded.frames(EngineVersion.V4));
    }

    @Override
    public void deliver(
        SocketPacket.Event event,
        PacketGroup encoded,
        BroadcastOptions options,
        BroadcastAcks acks) {
      throw new UnsupportedOperationException("nobody asks for answers");
    }

    @Override
    public void disconnect(boolean close) {
      throw new UnsupportedOperationException("nobody leaves");
    }
  }

  private static final class Node implements LocalNode {
    private static final int MOST_ROOMS = 1_000;

    @Override
    public String namespace() {
      return "/";
    }

    @Override
    public int maxRoomsPerSocket() {
      return MOST_ROOMS;
    }

    @Override
    public SocketPacket.Event stamp(SocketPacket.Event event, BroadcastOptions options) {
      return event;
    }

    @Override
    public PacketGroup encode(SocketPacket packet) {
      return CODEC.encode(packet);
    }

    @Override
    public RoomEvents roomEvents() {
      return new Unwanted();
    }

    @Override
    public ClusterEvents clusterEvents() {
      throw new UnsupportedOperationException("there is no other server");
    }

    @Override
    public Timers timers() {
      throw new UnsupportedOperationException("there is no other server");
    }

    @Override
    public Executor executor() {
      throw new UnsupportedOperationException("there is no other server");
    }

    @Override
    public void onServerSideEmit(String event, Args args, Ack ack) {
      throw new UnsupportedOperationException("there is no other server");
    }

    @Override
    public long nextAckId() {
      throw new UnsupportedOperationException("nobody asks for answers");
    }
  }

  private static final class Unwanted implements RoomEvents {
    @Override
    public boolean areWanted() {
      return false;
    }

    @Override
    public void note(RoomEvent.Kind kind, String room, String socketId) {
      throw new UnsupportedOperationException("nobody listens");
    }

    @Override
    public void tell() {
      // There is nothing to tell.
    }
  }
}
