package io.sockeye.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A room is the same, however many are in it. */
@Timeout(60)
final class RoomMembersTest {
  private record Member(String id) implements LocalSocket {
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

  @Test
  void knowsItsMembersWhetherTheyAreFewOrMany() {
    Random random = new Random(1);
    Member first = new Member("first");
    RoomMembers room = new RoomMembers(first);
    List<LocalSocket> expected = new ArrayList<>(List.of(first));
    for (int i = 0; i < 2_000; i++) {
      // Grows at first, shrinks later, passes the limit both ways.
      boolean more = random.nextInt(1_000) > i / 2;
      if (more || expected.isEmpty()) {
        Member member = new Member("m" + i);
        room.add(member);
        expected.add(member);
      } else {
        room.remove(expected.remove(random.nextInt(expected.size())));
      }
      Member stranger = new Member("stranger");
      room.remove(stranger);

      assertThat(room.all()).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(room.isEmpty()).isEqualTo(expected.isEmpty());
      assertThat(room.contains(stranger)).isFalse();
      assertThat(expected).allMatch(room::contains);
    }
  }

  @Test
  void readerSeesWhoStaysWhileTheRoomGetsBig() throws InterruptedException {
    for (int round = 0; round < 500; round++) {
      Member stays = new Member("stays");
      RoomMembers room = new RoomMembers(stays);
      AtomicBoolean done = new AtomicBoolean();
      List<Integer> seen = new ArrayList<>();
      Thread reader =
          new Thread(
              () -> {
                while (!done.get()) {
                  int times = 0;
                  for (LocalSocket each : room.all()) {
                    times += each == stays ? 1 : 0;
                  }
                  if (times != 1 || !room.contains(stays)) {
                    seen.add(times);
                  }
                }
              });

      reader.start();
      for (int i = 0; i <= RoomMembers.FEW; i++) {
        room.add(new Member("m" + i));
      }
      done.set(true);
      reader.join();

      assertThat(seen).isEmpty();
    }
  }
}
