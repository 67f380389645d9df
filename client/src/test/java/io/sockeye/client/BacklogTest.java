package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import org.junit.jupiter.api.Test;

/** What happens while listeners are slower than the server. */
final class BacklogTest {
  private final SlowHandlers handlers = new SlowHandlers();
  private final Rig rig = new Rig(builder -> builder.handlers(handlers));
  private final SocketOptions options =
      SocketOptions.builder().maxQueuedEvents(8).maxQueuedBytes(10_000).build();

  private Socket connected(String namespace) {
    Socket socket = rig.connected(namespace, options);
    handlers.runAll();
    rig.log();
    return socket;
  }

  private void events(String namespace, int count) {
    for (int i = 0; i < count; i++) {
      rig.session().receive("2" + namespace + ",[\"e\"]");
    }
  }

  @Test
  void readingPausesAndGoesOn() {
    connected("/a");
    events("/a", 7);
    assertThat(rig.session().reading).isTrue();
    events("/a", 1);
    assertThat(rig.session().reading).isFalse();
    assertThat(rig.log()).containsExactly("limit maxQueuedEvents");

    handlers.runAll();

    assertThat(rig.session().reading).isTrue();
    assertThat(rig.log()).hasSize(8);
  }

  @Test
  void bytesCountToo() {
    connected("/a");

    rig.session().receive("2/a,[\"e\",\"" + "x".repeat(10_000) + "\"]");

    assertThat(rig.session().reading).isFalse();
    handlers.runAll();
    assertThat(rig.session().reading).isTrue();
  }

  @Test
  void readingWaitsForTheSlowestSocket() {
    connected("/a");
    Socket b = connected("/b");
    events("/a", 8);
    events("/b", 8);
    handlers.runOne();
    assertThat(rig.session().reading).as("/b is behind").isFalse();

    b.disconnect();
    assertThat(rig.session().reading).as("who left does not count").isTrue();
  }

  @Test
  void theNextConnectionIsReadUntilTheServerLetsTheSocketInOnly() {
    connected("/a");
    events("/a", 8);
    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.seconds(1);
    rig.session().open();
    assertThat(rig.session().reading).as("the answer to CONNECT is to come").isTrue();
    rig.join("/a", "again");
    assertThat(rig.session().reading).isFalse();

    handlers.runAll();
    assertThat(rig.session().reading).isTrue();
  }
}
