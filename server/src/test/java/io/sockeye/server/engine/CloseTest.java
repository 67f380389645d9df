package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.concurrent.ManualTimers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Protocol section "close": who is told what, and that nothing is left. */
class CloseTest {
  private final EngineRig rig = new EngineRig();

  @Test
  void pollThatWaitsIsAnsweredWithTheClosePacket() {
    FakeExchange poll = rig.poll(rig.openPolling());

    rig.session().close();

    assertThat(poll.text()).isEqualTo("1");
    assertThat(rig.closes).containsExactly("forced close");
  }

  @Test
  void clientThatDoesNotPollIsToldWithItsNextPollAfterWhatWaits() {
    String sid = rig.openPolling();
    rig.send("last words");
    rig.session().close();
    assertThat(rig.closes).isEmpty();

    FakeExchange poll = rig.poll(sid);

    assertThat(poll.text()).isEqualTo("4last words\u001e1");
    assertThat(rig.closes).containsExactly("forced close");
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void clientThatNeverPollsAgainIsGivenUpAfterThirtySeconds() {
    rig.openPolling();
    rig.session().close();

    rig.advance(29_999);
    assertThat(rig.closes).isEmpty();
    rig.advance(1);

    assertThat(rig.closes).containsExactly("forced close: the client did not poll");
    assertThat(rig.server.clientsCount()).isZero();
  }

  @Test
  void clientMayStillSayThatItGoesWhileTheServerCloses() {
    String sid = rig.openPolling();
    rig.session().close();

    rig.post(sid, "4ignored\u001e1");

    assertThat(rig.messages).isEmpty();
    assertThat(rig.closes).containsExactly("transport close: closed by the client");
  }

  @Test
  void closeIsToldOnceHoweverOftenItIsAskedFor() {
    FakeLink link = rig.openWebSocket();

    rig.session().close();
    rig.session().close();
    rig.session().discard();
    link.text("abc");

    assertThat(rig.closes).hasSize(1);
  }

  @Test
  void webSocketErrorAndTheCloseThatFollowsAreOneEnd() {
    FakeExchange upgrade = rig.upgrade("EIO=4&transport=websocket");
    FakeLink link = upgrade.open();

    upgrade.receiver().onError(new IllegalStateException("message too large"));
    link.disconnect();

    assertThat(rig.closes).containsExactly("transport error: message too large");
  }

  @Test
  void stoppedServerTellsAllClientsAndRefusesNewOnes() {
    String sid = rig.openPolling();
    FakeExchange poll = rig.poll(sid);
    FakeLink link = rig.openWebSocket();
    rig.openPolling();

    rig.server.close().toCompletableFuture().join();

    assertThat(poll.text()).isEqualTo("1");
    assertThat(link.closeCode()).isEqualTo(1001);
    assertThat(rig.closes).containsOnly("forced close: server shutting down").hasSize(3);
    assertThat(rig.server.clientsCount()).isZero();
    assertThat(rig.timers.pending()).isZero();
    assertThat(rig.get("EIO=4&transport=polling").status()).isEqualTo(503);
  }

  @Test
  void handshakeThatEndsAfterTheStopIsClosedAtOnce() {
    FakeExchange upgrade = rig.upgrade("EIO=4&transport=websocket");
    rig.server.close();

    FakeLink link = upgrade.open();

    assertThat(link.closeCode()).isEqualTo(1001);
    assertThat(rig.server.clientsCount()).isZero();
  }

  @Test
  void mailboxGoesOnWhileTheExecutorOfTheApplicationIsBlocked() {
    EngineServer server =
        new EngineServer(
            EngineRig.options().build(),
            new ManualTimers(),
            task -> {
              throw new AssertionError("no hook is set, so nothing may wait for this executor");
            },
            EngineObserver.NONE);
    List<EngineSession> sessions = new ArrayList<>();
    server.onSession(sessions::add);
    FakeExchange handshake =
        new FakeExchange(HttpRequest.builder("GET", "/engine.io/?EIO=4&transport=polling").build());
    server.handle(handshake);
    AtomicInteger ran = new AtomicInteger();

    sessions
        .get(0)
        .mailbox()
        .execute(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                sessions.get(0).mailbox().execute(ran::incrementAndGet);
              }
            });

    await().untilAsserted(() -> assertThat(ran).hasValue(1_000));
  }
}
