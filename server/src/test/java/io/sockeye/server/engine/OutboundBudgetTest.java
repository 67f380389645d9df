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
              .outboundLowWaterMark(10_000)
              .outboundHighWaterMark(40_000)
              .maxOutboundBytes(1_000_000)
              .maxTotalOutboundBytes(300_000),
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
    small.send(message(50_000));
    large.send(message(200_000));
    other.send(message(40_000));
    assertThat(slow).isEmpty();

    small.send(message(20_000));

    await().until(() -> !slow.isEmpty());
    assertThat(slow).containsOnly(Map.entry(large, "maxTotalOutboundBytes"));
    assertThat(rig.closes)
        .containsExactly(
            "transport error: slow consumer: of more than 300000 bytes that wait to be sent most are"
                + " its own");
  }

  @Test
  void asManyAreClosedAsItTakes() {
    for (int i = 0; i < 50; i++) {
      stuck().send(message(99_000));
      int opened = i + 1;
      await().until(() -> slow.size() >= opened - 3);
    }

    assertThat(slow).hasSize(47);
  }

  @Test
  void smallMessagesCountWithWhatTheyTakeBeside() {
    EngineSession chatty = stuck();
    EngineSession large = stuck();
    large.send(message(20_000));
    chatty.send(message(11_000)); // Above the low mark, from which on it counts.
    for (int i = 0; i < 300; i++) {
      chatty.send(message(10));
    }
    assertThat(slow).isEmpty();

    for (int i = 0; i < 200; i++) {
      chatty.send(message(10));
    }

    await().until(() -> !slow.isEmpty());
    assertThat(slow).containsOnly(Map.entry(chatty, "maxTotalOutboundBytes"));
  }

  @Test
  void messageToManyCountsOnce() {
    PacketGroup shared = message(290_000);
    for (int i = 0; i < 50; i++) {
      stuck().send(shared);
    }
    assertThat(slow).isEmpty();

    stuck().send(message(20_000));

    await().until(() -> !slow.isEmpty());
  }

  @Test
  void whatIsTakenCountsNoMore() {
    FakeLink link = rig.openWebSocket();
    for (int i = 0; i < 100; i++) {
      link.stopReading();
      rig.session().send(message(200_000));
      link.readAll();
    }
    FakeLink other = rig.openWebSocket();
    other.stopReading();

    rig.session().send(message(290_000));

    assertThat(slow).isEmpty();
  }

  @Test
  void clientThatHasReadMostOfItIsNotTheOneToGo() {
    EngineSession reading = stuck();
    FakeLink link = rig.openWebSocket();
    link.stopReading();
    EngineSession large = rig.session();
    for (int i = 0; i < 20; i++) {
      large.send(message(10_000));
    }
    link.takeBytes(170_000); // Above the low mark, so nothing is told.
    reading.send(message(90_000));

    reading.send(message(30_000));
    reading.send(message(30_000));

    assertThat(slow).isEmpty();
    reading.send(message(130_000));
    await().until(() -> !slow.isEmpty());
    assertThat(slow).containsOnlyKeys(reading);
  }

  @Test
  void sessionsThatKeepUpDoNotCount() {
    for (int i = 0; i < 100; i++) {
      stuck().send(message(10_000));
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
