package io.sockeye.netty.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.testkit.WireClient;
import io.sockeye.testsupport.Leftovers;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Clients that begin and do not end, or answer the heartbeat as they like: rows V2, V9, V41, P06,
 * P09 and P20 of the matrix, with the times a fiftieth of the usual ones.
 */
@ExtendWith(Leftovers.class)
final class HostileTimesTest {
  private static final String HALF = "451-[\"x\",{\"_placeholder\":true,\"num\":0}]";

  @RegisterExtension
  static final Siege siege =
      new Siege(
          options ->
              options
                  .reassemblyTimeout(Duration.ofMillis(600))
                  .pingInterval(Duration.ofMillis(500))
                  .pingTimeout(Duration.ofMillis(2_000)),
          io -> {});

  @Test
  void packetsThatAreNeverCompletedEndTheirConnections() {
    List<Attacker> attackers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Attacker attacker = siege.joinedWebSocket();
      attacker.client().text(HALF);
      attackers.add(attacker);
    }

    for (Attacker attacker : attackers) {
      assertThat(siege.endOf(attacker)).isEqualTo("parse error");
      attacker.close();
    }
  }

  @Test
  void packetThatIsNeverCompletedByPollingEndsItsSession() {
    try (Attacker attacker = siege.joinedPolling()) {
      attacker.client().post(attacker.target(), HALF).answer();

      assertThat(siege.endOf(attacker)).isEqualTo("parse error");
    }
  }

  @Test
  void firstAttachmentOfNoneEndsTheConnection() {
    try (Attacker attacker = siege.joinedWebSocket()) {
      attacker.client().frame(WireClient.BINARY, new byte[64 * 1024]);

      assertThat(siege.endOf(attacker)).isEqualTo("parse error");
    }
  }

  @Test
  void floodOfPongsEndsTheConnection() {
    try (Attacker attacker = siege.joinedWebSocket()) {
      try {
        for (int i = 0; i < 10_000; i++) {
          attacker.client().text("3");
        }
      } catch (UncheckedIOException cut) {
        // It is over.
      }

      assertThat(siege.endOf(attacker)).isEqualTo("transport error");
    }
  }

  @Test
  void silentClientIsMissed() {
    try (Attacker attacker = siege.joinedWebSocket()) {
      assertThat(siege.endOf(attacker)).isEqualTo("ping timeout");
    }
  }

  /** Empty control frames of RFC 6455 keep a connection alive, and no session. */
  @Test
  void framesOfTheConnectionAreNoHeartbeat() {
    try (Attacker attacker = siege.joinedWebSocket()) {
      Thread pinging =
          new Thread(
              () -> {
                try {
                  while (true) {
                    attacker.client().frame(WireClient.PING, new byte[0]);
                    if (attacker.client().frame().opcode() == WireClient.CLOSE) {
                      return;
                    }
                  }
                } catch (UncheckedIOException cut) {
                  // It is over.
                }
              },
              "pinging");
      pinging.start();

      assertThat(siege.endOf(attacker)).isEqualTo("ping timeout");
    }
  }
}
