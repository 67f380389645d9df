package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ids are taken from a batch of random bytes, by several threads at once. */
final class RandomIdTest {
  @Test
  void noTwoIdsAreTheSameWhoeverTakesThem() {
    int ids = 100_000;
    Set<String> taken = ConcurrentHashMap.newKeySet();

    IntStream.range(0, ids).parallel().forEach(i -> taken.add(RandomId.next()));

    assertThat(taken).hasSize(ids).allMatch(id -> id.matches("[A-Za-z0-9_-]{20}"));
  }

  @Test
  void eachBitOfAnIdIsRandom() {
    int ids = 4_000;
    int[] ones = new int[120];
    for (int i = 0; i < ids; i++) {
      byte[] bytes = Base64.getUrlDecoder().decode(RandomId.next());
      for (int bit = 0; bit < ones.length; bit++) {
        ones[bit] += bytes[bit / 8] >> (bit % 8) & 1;
      }
    }

    // Ten standard deviations from the half.
    assertThat(IntStream.of(ones).boxed()).allMatch(count -> Math.abs(count - ids / 2) < 320);
  }
}
