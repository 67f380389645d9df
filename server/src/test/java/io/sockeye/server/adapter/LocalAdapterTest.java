package io.sockeye.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** No interleaving of joins and disconnections leaves a socket behind. */
final class LocalAdapterTest {
  private static final int SOCKETS = 200;
  private static final int THREADS = 4;
  private static final List<String> ROOMS = List.of("a", "b", "c");

  private record Node(RoomEvents events) implements LocalNode {
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
      return PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, "2"));
    }

    @Override
    public RoomEvents roomEvents() {
      return events;
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
    public void onServerSideEmit(String event, Args args, Ack ack) {}

    @Override
    public long nextAckId() {
      return 0;
    }
  }

  /** Writes down what was noted, and when it may be told. */
  private static final class Notes implements RoomEvents {
    final List<RoomEvent> noted = Collections.synchronizedList(new ArrayList<>());
    boolean wanted = true;
    volatile int told;

    @Override
    public boolean areWanted() {
      return wanted;
    }

    @Override
    public void note(RoomEvent.Kind kind, String room, String socketId) {
      noted.add(new RoomEvent(kind, "/", room, socketId));
    }

    @Override
    public void tell() {
      told = noted.size();
    }

    List<String> lines() {
      return noted.stream()
          .map(event -> event.kind() + " " + event.room() + " " + event.socketId())
          .toList();
    }
  }

  private final Notes events = new Notes();
  private final LocalAdapter adapter = new LocalAdapter(new Node(events));
  private final BroadcastOptions everybody = BroadcastOptions.everybody();

  @Test
  void raceOfJoinAndDisconnectLeavesNoGhost() throws Exception {
    List<LocalSocket> sockets = new ArrayList<>();
    for (int i = 0; i < SOCKETS; i++) {
      LocalSocket socket = new IdOnly("s" + i);
      sockets.add(socket);
      adapter.add(socket, List.of(socket.id()));
    }
    CyclicBarrier start = new CyclicBarrier(THREADS);
    CountDownLatch done = new CountDownLatch(THREADS);
    for (int t = 0; t < THREADS; t++) {
      Random random = new Random(t);
      boolean removes = t == 0;
      new Thread(
              () -> {
                try {
                  start.await();
                  for (LocalSocket socket : sockets) {
                    for (int i = 0; i < 20; i++) {
                      List<String> some = List.of(ROOMS.get(random.nextInt(ROOMS.size())));
                      if (removes && i == 10) {
                        adapter.remove(socket);
                      } else if (random.nextBoolean()) {
                        adapter.join(socket, some);
                      } else {
                        adapter.leave(socket, some);
                      }
                    }
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                } finally {
                  done.countDown();
                }
              })
          .start();
    }
    done.await();

    assertThat(adapter.sockets(everybody)).isEmpty();
    assertThat(adapter.sockets(everybody.withRooms(ROOMS))).isEmpty();
    assertThat(adapter.roomCount()).isZero();
    assertThat(sockets).allSatisfy(socket -> assertThat(adapter.rooms(socket)).isEmpty());
  }

  @Test
  void changesOfRoomsAreNotedInTheirOrderAndOnlyIfSomethingChanged() {
    LocalSocket first = new IdOnly("s1");
    LocalSocket second = new IdOnly("s2");
    LocalSocket stranger = new IdOnly("s3");

    adapter.add(first, List.of("s1"));
    adapter.join(first, List.of("a", "b", "a"));
    adapter.join(first, List.of("a"));
    adapter.add(second, List.of("a"));
    adapter.leave(first, List.of("a", "none"));
    adapter.leave(first, List.of("a"));
    adapter.join(stranger, List.of("a"));
    adapter.leave(second, List.of("a"));
    adapter.remove(first);
    adapter.remove(first);

    assertThat(events.lines())
        .containsExactly(
            "CREATE s1 s1",
            "JOIN s1 s1",
            "CREATE a s1",
            "JOIN a s1",
            "CREATE b s1",
            "JOIN b s1",
            "JOIN a s2",
            "LEAVE a s1",
            "LEAVE a s2",
            "DELETE a s2",
            "LEAVE s1 s1",
            "DELETE s1 s1",
            "LEAVE b s1",
            "DELETE b s1");
    assertThat(events.told).isEqualTo(14);
  }

  @Test
  void roomsThatWereJoinedBeforeTheLimitAreTold() {
    LocalSocket socket = new IdOnly("s");
    adapter.add(socket, List.of());
    List<String> many = IntStream.range(0, 101).mapToObj(i -> "r" + i).toList();

    assertThatIllegalStateException().isThrownBy(() -> adapter.join(socket, many));

    assertThat(events.told).isEqualTo(200);
  }

  @Test
  void nothingIsNotedIfNobodyListens() {
    events.wanted = false;
    LocalSocket socket = new IdOnly("s");

    adapter.add(socket, List.of("s"));
    adapter.remove(socket);

    assertThat(events.noted).isEmpty();
  }

  @Test
  void notesOfARoomAlternateHoweverManyThreadsChangeIt() throws Exception {
    CountDownLatch done = new CountDownLatch(THREADS);
    for (int t = 0; t < THREADS; t++) {
      LocalSocket socket = new IdOnly("s" + t);
      adapter.add(socket, List.of());
      new Thread(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  adapter.join(socket, List.of("room"));
                  adapter.leave(socket, List.of("room"));
                }
                done.countDown();
              })
          .start();
    }
    done.await();

    int members = 0;
    RoomEvent.Kind before = RoomEvent.Kind.DELETE;
    for (RoomEvent event : events.noted) {
      switch (event.kind()) {
        case CREATE -> assertThat(before).isEqualTo(RoomEvent.Kind.DELETE);
        case JOIN -> {
          assertThat(before == RoomEvent.Kind.CREATE).isEqualTo(members == 0);
          members++;
        }
        case LEAVE -> members--;
        case DELETE -> {
          assertThat(before).isEqualTo(RoomEvent.Kind.LEAVE);
          assertThat(members).isZero();
        }
      }
      before = event.kind();
    }
    assertThat(before).isEqualTo(RoomEvent.Kind.DELETE);
  }

  @Test
  void removedSocketTellsItsRoomsOnce() {
    LocalSocket socket = new IdOnly("s");
    adapter.add(socket, List.of("s"));
    adapter.join(socket, List.of("b", "a"));

    assertThat(adapter.remove(socket)).containsExactly("s", "b", "a");
    assertThat(adapter.remove(socket)).isEqualTo(Set.of());
    adapter.join(socket, List.of("a"));
    assertThat(adapter.roomCount()).isZero();
  }

  @Test
  void emptyRoomIsForgotten() {
    LocalSocket socket = new IdOnly("s");
    adapter.add(socket, List.of("s"));
    adapter.join(socket, List.of("a"));

    adapter.leave(socket, List.of("a"));

    assertThat(adapter.roomCount()).isEqualTo(1);
  }
}
