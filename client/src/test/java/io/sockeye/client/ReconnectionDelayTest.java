package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.ConnectFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a manager waits before it tries again. */
final class ReconnectionDelayTest {
  private final Rig rig = new Rig();

  /** Waits until the next attempt begins, and tells how long that took. */
  private Duration untilNextAttempt() {
    int before = rig.sessions.size();
    Duration waited = Duration.ZERO;
    while (rig.sessions.size() == before && waited.compareTo(Duration.ofMinutes(5)) < 0) {
      rig.advance(Duration.ofMillis(100));
      waited = waited.plusMillis(100);
    }
    return waited;
  }

  @Test
  void waitsTwiceAsLongEachTimeUpToTheMaximum() {
    rig.manager.open();
    int[] seconds = {1, 2, 4, 5, 5};

    for (int expected : seconds) {
      rig.session().fail(Rig.refused());
      assertThat(untilNextAttempt()).isEqualTo(Duration.ofSeconds(expected));
    }
  }

  @Test
  void leavesAPartOfTheWaitToChance() {
    rig.random = 0.99;
    rig.manager.open();

    rig.session().fail(Rig.refused());

    assertThat(untilNextAttempt()).isBetween(Duration.ofMillis(500), Duration.ofMillis(600));
  }

  @Test
  void flappingServerIsNotAskedMoreOftenForIt() {
    rig.connected("/");
    for (int expected : new int[] {1, 2, 4, 5}) {
      rig.seconds(4);
      rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
      assertThat(untilNextAttempt()).isEqualTo(Duration.ofSeconds(expected));
      rig.session().open();
    }

    rig.seconds(5);
    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    assertThat(untilNextAttempt()).as("it was stable").isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void reconnectsAtOnceWhenTold() {
    rig.manager.open();
    for (int i = 0; i < 5; i++) {
      rig.session().fail(Rig.refused());
      rig.seconds(5);
    }
    rig.session().fail(Rig.refused());

    rig.manager.reconnectNow();

    assertThat(rig.sessions).hasSize(7);
    rig.session().fail(Rig.refused());
    assertThat(untilNextAttempt()).as("with short waits again").isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void waitsAsLongAsTheServerAsksAndABitMore() {
    rig.manager.open();
    rig.session().fail(new ConnectFailure.Http("busy", 503, "", Duration.ofSeconds(17)));
    assertThat(untilNextAttempt()).isEqualTo(Duration.ofSeconds(18));

    rig.session().fail(new ConnectFailure.Http("busy", 429, "", Duration.ofHours(17)));
    assertThat(untilNextAttempt()).as("within reason").isEqualTo(Duration.ofSeconds(62));

    rig.session().fail(new ConnectFailure.Http("gone", 404, "", Duration.ofSeconds(17)));
    assertThat(untilNextAttempt()).isEqualTo(Duration.ofSeconds(4));

    rig.random = 0.99;
    rig.session().fail(new ConnectFailure.Http("busy", 503, "", Duration.ofSeconds(10)));
    assertThat(untilNextAttempt())
        .as("spread over a while")
        .isBetween(Duration.ofMillis(12_500), Duration.ofMillis(12_600));
  }

  @Test
  void waitsAsLongAsTheServerAsksWhoseStatusIsNotKnown() {
    rig.manager.open();
    rig.session().fail(new ConnectFailure.Http("not read", 0, "", Duration.ofSeconds(17)));

    assertThat(untilNextAttempt()).isEqualTo(Duration.ofSeconds(18));
  }
}
