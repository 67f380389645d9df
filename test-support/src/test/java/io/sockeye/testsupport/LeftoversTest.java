package io.sockeye.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

final class LeftoversTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final CountDownLatch end = new CountDownLatch(1);
  private static final List<ServerSocket> open = new ArrayList<>();

  private static long failedClasses(Class<?> test) {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(test)).execute();
    return results.containerEvents().failed().count();
  }

  @Test
  void classThatLeavesAThreadFails() {
    assertThat(failedClasses(LeavesThread.class)).isEqualTo(1);
    end.countDown();
  }

  @Test
  void classThatLeavesSocketsFails() throws IOException {
    assertThat(failedClasses(LeavesSockets.class)).isEqualTo(1);
    for (ServerSocket each : open) {
      each.close();
    }
  }

  @Test
  void classThatEndsWhatItBeganPasses() {
    assertThat(failedClasses(LeavesNothing.class)).isZero();
  }

  static final class LeavesThread {
    @RegisterExtension static final Leftovers leftovers = new Leftovers(SHORT);

    @Test
    void begins() {
      Thread thread =
          new Thread(
              () -> {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "left-behind");
      thread.setDaemon(true);
      thread.start();
    }
  }

  static final class LeavesSockets {
    @RegisterExtension static final Leftovers leftovers = new Leftovers(SHORT);

    @Test
    void opens() throws IOException {
      for (int i = 0; i < 5; i++) {
        open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
    }
  }

  @ExtendWith(Leftovers.class)
  static final class LeavesNothing {
    @Test
    void beginsAndEnds() throws IOException, InterruptedException {
      Thread thread = new Thread(() -> {}, "short-lived");
      thread.start();
      thread.join();
      for (int i = 0; i < 5; i++) {
        new ServerSocket(0, 1, InetAddress.getLoopbackAddress()).close();
      }
    }
  }
}
