package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.TransportType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which transport a manager begins with, when it comes back. */
final class TransportOrderTest {
  @Test
  void remembersThatWebSocketWorks() {
    Rig rig = new Rig(builder -> builder.rememberUpgrade(true));
    rig.manager.open();
    assertThat(rig.session().transports)
        .containsExactly(TransportType.POLLING, TransportType.WEBSOCKET);
    rig.session().open().upgrade();
    assertThat(rig.manager.transport()).isEqualTo(Optional.of(TransportType.WEBSOCKET));

    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.seconds(1);
    assertThat(rig.session().transports)
        .containsExactly(TransportType.WEBSOCKET, TransportType.POLLING);

    rig.session().fail(Rig.refused());
    rig.seconds(5);
    assertThat(rig.session().transports)
        .as("a failure is forgotten by nobody")
        .startsWith(TransportType.POLLING);
  }

  @Test
  void doesNotRememberUnlessAsked() {
    Rig rig = new Rig();
    rig.manager.open();
    rig.session().open().upgrade().lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.seconds(1);

    assertThat(rig.session().transports).startsWith(TransportType.POLLING);
  }
}
