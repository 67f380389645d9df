package io.sockeye.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.benchmarks.load.ProcessMeter.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times in nanoseconds; a tick is ten million of them. */
class ProcessMeterTest {
  private static final Usage BEFORE = new Usage(100, Map.of("1", 5_000_000L, "2", 7_000_000L));

  @Test
  void threadsThatLiveAreCountedInNanoseconds() {
    Usage after = new Usage(102, Map.of("1", 6_000_000L, "2", 8_000_001L, "3", 1L));

    assertThat(after.nanosSince(BEFORE)).isEqualTo(2_000_002);
  }

  @Test
  void threadThatEndedIsCountedInTicks() {
    Usage after = new Usage(150, Map.of("1", 6_000_000L));

    assertThat(after.nanosSince(BEFORE)).isEqualTo(500_000_000);
  }

  @Test
  void threadThatBeganAndEndedMeanwhileIsCountedInTicks() {
    Usage after = new Usage(104, Map.of("1", 6_000_000L, "2", 8_000_000L));

    assertThat(after.nanosSince(BEFORE)).isEqualTo(40_000_000);
  }

  @Test
  void threadThatEndsWhileItIsLookedAtLeavesTheTicks(@TempDir Path process) throws IOException {
    Files.writeString(process.resolve("stat"), "1 (a) b) S" + " 0".repeat(10) + " 30 12 0 0");
    // What cannot be read, as the file of a thread that has ended since it was opened.
    Files.createDirectories(process.resolve("task/1/schedstat"));

    Usage usage = new ProcessMeter(process).usage();

    assertThat(usage).isEqualTo(new Usage(42, Map.of()));
  }
}
