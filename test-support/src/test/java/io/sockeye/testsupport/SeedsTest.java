package io.sockeye.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SeedsTest {
  @TempDir private Path folder;

  @Test
  void whatIsKeptIsThereNextTime() {
    Seeds seeds = Seeds.in(folder.resolve("target"));
    assertThat(seeds.all()).isEmpty();

    seeds.keep(new byte[] {1, 2, (byte) 0xff});
    seeds.keep(new byte[] {1, 2, (byte) 0xff});
    seeds.keep(new byte[0]);

    assertThat(seeds.all()).containsExactlyInAnyOrder(new byte[] {1, 2, (byte) 0xff}, new byte[0]);
  }
}
