package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SentPositionsTest {
  private final SentPositions positions = new SentPositions(10);

  private List<Long> after(long position) {
    List<Long> found = new ArrayList<>();
    return positions.visitAfter(position, found::add) ? found : null;
  }

  @Test
  void orderIsThatOfSendingAndNotOfPositions() {
    for (long position : new long[] {12, 13, 11, 20, 14}) {
      positions.add(position, () -> 0);
    }

    assertThat(after(13)).containsExactly(11L, 20L, 14L);
    assertThat(after(12)).containsExactly(13L, 11L, 20L, 14L);
    assertThat(after(14)).isEmpty();
    assertThat(after(15)).isNull();
  }

  @Test
  void positionBeforeTheStartIsOfAnEarlierTime() {
    positions.add(10, () -> 0);

    assertThat(after(9)).containsExactly(10L);
    assertThat(after(11)).isNull();
  }

  @Test
  void visitorMayStop() {
    positions.add(10, () -> 0);
    positions.add(11, () -> 0);
    positions.add(20, () -> 0);
    List<Long> found = new ArrayList<>();

    positions.visitAll(
        position -> {
          found.add(position);
          return found.size() < 2;
        });

    assertThat(found).containsExactly(10L, 11L);
  }

  @Test
  void sizeIsBoundedAndTheOldestGiveWay() {
    long last = 0;
    for (int i = 0; i < 3 * SentPositions.MAX_BYTES; i++) {
      last = 10 + 2L * i;
      positions.add(last, () -> 0);
    }

    assertThat(after(10)).isNull();
    assertThat(positions.visitAll(position -> true)).isFalse();
    int surely = SentPositions.MAX_BYTES / 3; // Two bytes a run, and a quarter gives way at once.
    assertThat(after(last - 2L * surely)).hasSize(surely);
    assertThat(after(last - 2L * (SentPositions.MAX_BYTES / 2 + 2))).isNull();
    assertThat(after(last)).isEmpty();
  }

  @Test
  void positionsMayBeFarFromEachOther() {
    long[] far = {Long.MAX_VALUE - 1, 11, Long.MAX_VALUE - 5, 1L << 40, 127, 128, 64, 65, 1};
    for (long position : far) {
      positions.add(position, () -> 0);
    }

    List<Long> all = new ArrayList<>();
    assertThat(positions.visitAll(all::add)).isTrue();
    assertThat(all).containsExactlyElementsOf(Arrays.stream(far).boxed().toList());
  }

  @Test
  void lastThatGaveWayIsStillKnown() {
    for (int i = 0; i < 1000; i++) {
      positions.add(10 + 2L * i, () -> 0);
    }
    for (int i = 1000; i < 5000; i++) {
      positions.add(10 + 2L * i, () -> 10 + 2L * 900);
    }

    assertThat(after(10 + 2L * 899)).hasSize(4100);
    assertThat(after(10 + 2L * 898)).isNull();
  }

  @Test
  void whatTheLogHasForgottenIsForgottenFirst() {
    for (int i = 0; i < 1000; i++) {
      long position = 10 + 2L * i;
      positions.add(position, () -> position);
    }

    assertThat(after(10 + 2L * 998)).containsExactly(10 + 2L * 999);
    assertThat(after(10)).isNull();
  }

  @Test
  void runsThatTakeMoreBytesFindRoomWhereOthersWereForgotten() {
    List<Long> all = new ArrayList<>();
    long position = 10;
    for (int i = 0; i < 1_000; i++) {
      int run = i < 300 ? 40 : 1;
      for (int j = 0; j < run; j++) {
        long keptFrom = position + j - 10_000;
        all.add(position + j);
        positions.add(position + j, () -> keptFrom);
      }
      position += i < 300 ? 90 : 91;
      long oldest = position - 9_000;
      List<Long> kept = all.stream().filter(each -> each >= oldest).toList();
      assertThat(after(kept.get(0))).isEqualTo(kept.subList(1, kept.size()));
    }
  }

  @Test
  void agreesWithAPlainList() {
    Random random = new Random(7);
    List<Long> all = new ArrayList<>();
    long position = 10;
    for (int i = 0; i < 500; i++) {
      position += random.nextInt(3) == 0 ? random.nextInt(2000) + 2 : 1;
      all.add(position);
      positions.add(position, () -> 0);
    }

    for (int i = 0; i < all.size(); i++) {
      assertThat(after(all.get(i))).isEqualTo(all.subList(i + 1, all.size()));
    }
  }
}
