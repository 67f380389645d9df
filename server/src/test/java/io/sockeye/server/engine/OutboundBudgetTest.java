package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.sockeye.protocol.engineio.PacketGroup;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What waits for all clients of a server together. */
final class OutboundBudgetTest {
  private final Map<EngineSession, String> slow = new ConcurrentHashMap<>();
  private final EngineRig rig =
      new EngineRig(
          EngineRig.options()
              .outboundLowWaterMark(100)
              .outboundHighWaterMark(400)
              .maxOutboundBytes(10_000)
              .maxTotalOutboundBytes(3_000),
          new EngineObserver() {
            @Override
            public void slowConsumer(EngineSession session, String limit, long pendingBytes) {
              slow.put(session, limit);
            }
          });

  private EngineSession stuck() {
    rig.openWebSocket().stopReading();
    return rig.session();
  }

  private static PacketGroup message(int size) {
    return EngineRig.message("x".repeat(size - 1));
  }

  @Test
  void sessionThatHoldsMostIsClosed() {
    EngineSession small = stuck();
    EngineSession large = stuck();
    EngineSession other = stuck();
    small.send(message(500));
    large.send(message(2_000));
    other.send(message(400));
    assertThat(slow).isEmpty();

    small.send(message(200));

    await().until(() -> !slow.isEmpty());
    assertThat(slow).containsOnly(Map.entry(large, "maxTotalOutboundBytes"));
    assertThat(rig.closes)
        .containsExactly(
            "transport error: slow consumer: of more than 3000 bytes that wait to be sent most are"
                + " its own");
  }

  @Test
  void asManyAreClosedAsItTakes() {
    for (int i = 0; i < 50; i++) {
      stuck().send(message(1_000));
      int opened = i + 1;
      await().until(() -> slow.size() >= opened - 3);
    }

    assertThat(slow).hasSize(47);
  }

  @Test
  void messageToManyCountsOnce() {
    PacketGroup shared = message(2_900);
    for (int i = 0; i < 50; i++) {
      stuck().send(shared);
    }
    assertThat(slow).isEmpty();

    stuck().send(message(200));

    await().until(() -> !slow.isEmpty());
  }

  @Test
  void whatIsTakenCountsNoMore() {
    FakeLink link = rig.openWebSocket();
    for (int i = 0; i < 100; i++) {
      link.stopReading();
      rig.session().send(message(2_000));
      link.readAll();
    }
    FakeLink other = rig.openWebSocket();
    other.stopReading();

    rig.session().send(message(2_900));

    assertThat(slow).isEmpty();
  }

  @Test
  void clientThatHasReadMostOfItIsNotTheOneToGo() {
    EngineSession reading = stuck();
    FakeLink link = rig.openWebSocket();
    link.stopReading();
    EngineSession large = rig.session();
    for (int i = 0; i < 20; i++) {
      large.send(message(100));
    }
    link.takeBytes(1_700); // Above the low mark, so nothing is told.
    reading.send(message(900));

    reading.send(message(300));
    reading.send(message(300));

    assertThat(slow).isEmpty();
    reading.send(message(1_300));
    await().until(() -> !slow.isEmpty());
    assertThat(slow).containsOnlyKeys(reading);
  }

  @Test
  void sessionsThatKeepUpDoNotCount() {
    for (int i = 0; i < 100; i++) {
      stuck().send(message(100));
    }

    assertThat(slow).isEmpty();
  }

  @Test
  void budgetIsNotNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EngineRig.options().maxTotalOutboundBytes(0))
        .withMessage("maxTotalOutboundBytes: expected at least 1, got 0");
  }
}
