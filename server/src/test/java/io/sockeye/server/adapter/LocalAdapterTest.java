package io.sockeye.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** No interleaving of joins and disconnections leaves a socket behind. */
final class LocalAdapterTest {
  private static final int SOCKETS = 200;
  private static final int THREADS = 4;
  private static final List<String> ROOMS = List.of("a", "b", "c");

  private record IdOnly(String id) implements LocalSocket {
    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public void deliver(SocketPacket.Event event, PacketGroup encoded, BroadcastOptions options) {}

    @Override
    public void deliver(
        SocketPacket.Event event,
        PacketGroup encoded,
        BroadcastOptions options,
        BroadcastAcks acks) {}

    @Override
    public void disconnect(boolean close) {}
  }

  private static final class Node implements LocalNode {
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
    public long nextAckId() {
      return 0;
    }
  }

  private final LocalAdapter adapter = new LocalAdapter(new Node());
  private final BroadcastOptions everybody = BroadcastOptions.everybody(Duration.ofSeconds(1));

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
