package io.sockeye.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A room is the same, however many are in it. */
@Timeout(60)
final class RoomMembersTest {
  @Test
  void knowsItsMembersWhetherTheyAreFewOrMany() {
    Random random = new Random(1);
    IdOnly first = new IdOnly("first");
    RoomMembers room = new RoomMembers(first);
    List<LocalSocket> expected = new ArrayList<>(List.of(first));
    for (int i = 0; i < 2_000; i++) {
      // Grows at first, shrinks later, passes the limit both ways.
      boolean more = random.nextInt(1_000) > i / 2;
      if (more || expected.isEmpty()) {
        IdOnly member = new IdOnly("m" + i);
        room.add(member);
        expected.add(member);
      } else {
        room.remove(expected.remove(random.nextInt(expected.size())));
      }
      IdOnly stranger = new IdOnly("stranger");
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
      IdOnly stays = new IdOnly("stays");
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
        room.add(new IdOnly("m" + i));
      }
      done.set(true);
      reader.join();

      assertThat(seen).isEmpty();
    }
  }
}
