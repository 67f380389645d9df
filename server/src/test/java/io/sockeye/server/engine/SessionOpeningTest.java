package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids that the application chooses, and the packet that sessions begin with. */
class SessionOpeningTest {
  private static final String HANDSHAKE = "EIO=4&transport=polling";

  private static EngineRig withIds(String... ids) {
    Iterator<String> next = List.of(ids).iterator();
    return new EngineRig(
        EngineRig.options().generateId(request -> CompletableFuture.completedFuture(next.next())));
  }

  @Test
  void idOfTheApplicationIsThatOfTheSession() {
    EngineRig rig = withIds("Az09-_", "second");

    String sid = rig.openPolling();

    assertThat(sid).isEqualTo("Az09-_");
    assertThat(rig.server.session("Az09-_")).contains(rig.session());
    rig.openWebSocket();
    assertThat(rig.server.sessions())
        .extracting(EngineSession::id)
        .containsExactlyInAnyOrder("Az09-_", "second");
    assertThat(rig.server.clientsCount()).isEqualTo(2);
  }

  @Test
  void idMayComeLaterAndDependOnTheRequest() {
    CompletableFuture<String> id = new CompletableFuture<>();
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .generateId(request -> id.thenApply(end -> request.method() + "-" + end)));
    FakeExchange handshake = rig.get(HANDSHAKE);
    assertThat(handshake.isAnswered()).isFalse();

    id.complete("1");

    assertThat(EngineRig.sidOf(handshake.text())).isEqualTo("GET-1");
  }

  @Test
  void failedGeneratorRefusesTheHandshake() {
    EngineRig failing =
        new EngineRig(
            EngineRig.options()
                .generateId(
                    request -> CompletableFuture.failedFuture(new IllegalStateException("db"))));
    EngineRig throwing =
        new EngineRig(
            EngineRig.options()
                .generateId(
                    request -> {
                      throw new IllegalStateException("db");
                    }));

    for (EngineRig rig : List.of(failing, throwing)) {
      assertThat(rig.get(HANDSHAKE).text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
      assertThat(rig.upgrade("EIO=4&transport=websocket").status()).isEqualTo(400);
      assertThat(rig.refusals).containsOnly("3 ID_GENERATION_ERROR").hasSize(2);
      assertThat(rig.hookFailures).hasSize(2);
      assertThat(rig.server.clientsCount()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a+b", "é", "a\r\nb", "a;b"})
  void malformedIdRefusesTheHandshake(String id) {
    EngineRig rig = withIds(id);

    assertThat(rig.get(HANDSHAKE).status()).isEqualTo(400);
    assertThat(rig.refusals).containsExactly("3 ID_GENERATION_ERROR");
  }

  @Test
  void idMayBeSixtyFourCharactersLong() {
    EngineRig rig = withIds("x".repeat(64), "x".repeat(65));

    assertThat(rig.openPolling()).hasSize(64);
    assertThat(rig.get(HANDSHAKE).status()).isEqualTo(400);
  }

  @Test
  void idInUseIsRefusedAndItsSessionUntouched() {
    EngineRig rig = withIds("same", "same", "same", "same");
    String sid = rig.openPolling();
    FakeExchange poll = rig.poll(sid);

    assertThat(rig.get(HANDSHAKE).status()).isEqualTo(400);
    assertThat(rig.upgrade("EIO=4&transport=websocket").status()).isEqualTo(400);

    assertThat(rig.refusals).containsOnly("3 ID_GENERATION_ERROR").hasSize(2);
    assertThat(rig.sessions).hasSize(1);
    rig.send("still here");
    assertThat(poll.text()).isEqualTo("4still here");
    rig.post(sid, "1");
    assertThat(rig.openPolling()).as("the id is free again").isEqualTo("same");
  }

  @Test
  void idOfAWebSocketHandshakeUnderWayIsInUse() {
    EngineRig rig = withIds("same", "same", "same");
    FakeExchange first = rig.upgrade("EIO=4&transport=websocket");

    assertThat(rig.upgrade("EIO=4&transport=websocket").status()).isEqualTo(400);
    first.failHandshake();

    assertThat(rig.openWebSocket().isClosed()).isFalse();
  }

  @Test
  void refusedIdsTakeNoPlace() {
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .maxConnections(2)
                .generateId(request -> CompletableFuture.completedFuture("same")));
    rig.openPolling();

    for (int i = 0; i < 5; i++) {
      assertThat(rig.get(HANDSHAKE).status()).isEqualTo(400);
    }
  }

  @Test
  void initialPacketComesInTheSamePayloadAsTheHandshake() {
    EngineRig rig = new EngineRig(EngineRig.options().initialPacket("faster!"));

    String payload = rig.get(HANDSHAKE).text();

    assertThat(payload).startsWith("0{").endsWith("}\u001e4faster!");
  }

  @Test
  void initialPacketIsTheSecondFrameOfAWebSocket() {
    EngineRig rig = new EngineRig(EngineRig.options().initialPacket(new byte[] {1, 2, 3}));

    FakeLink link = rig.upgrade("EIO=4&transport=websocket").open();

    assertThat(link.take()).hasSize(2).last().isEqualTo("0x010203");
  }

  @Test
  void initialPacketStandsBeforeWhatTheServerSends() {
    EngineRig rig = new EngineRig(EngineRig.options().initialPacket(new byte[] {1, 2, 3, 4}));
    FakeExchange handshake = rig.get(HANDSHAKE);
    rig.send("later");

    assertThat(handshake.text()).endsWith("\u001ebAQIDBA==");
    assertThat(rig.poll(EngineRig.sidOf(handshake.text())).text()).isEqualTo("4later");
  }
}
