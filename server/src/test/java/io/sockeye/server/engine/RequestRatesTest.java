package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.traffic.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How often, and how many, an address may. */
class RequestRatesTest {
  private static final String HANDSHAKE = "EIO=4&transport=polling";

  private EngineRig rig = new EngineRig();

  private int handshakeFrom(String address) {
    return rig.from(address).get(HANDSHAKE).status();
  }

  @Test
  void addressThatShakesHandsTooOftenIsAskedToComeBackLater() {
    rig = new EngineRig(EngineRig.options().handshakeRateLimit(RateLimit.perMinute(6).burst(2)));
    assertThat(handshakeFrom("192.0.2.1")).isEqualTo(200);
    assertThat(handshakeFrom("192.0.2.1")).isEqualTo(200);

    FakeExchange refused = rig.get(HANDSHAKE);

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text()).isEqualTo("{\"code\":3,\"message\":\"Too many requests\"}");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(10, 15);
    assertThat(rig.refusals).containsExactly("3 RATE_LIMITED");
    assertThat(rig.limitHits).containsExactly("handshakeRateLimit");
    assertThat(handshakeFrom("192.0.2.2")).isEqualTo(200);
    rig.timers.advance(Duration.ofSeconds(10));
    assertThat(handshakeFrom("192.0.2.1")).isEqualTo(200);
    assertThat(handshakeFrom("192.0.2.1")).isEqualTo(429);
  }

  @Test
  void refusedUpgradeHasTheStatusAndEndsItsConnection() {
    rig = new EngineRig(EngineRig.options().handshakeRateLimit(RateLimit.perSecond(1)));
    rig.openWebSocket();

    FakeExchange refused = rig.upgrade("EIO=4&transport=websocket");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.isClosed()).isTrue();
    assertThat(refused.header("Retry-After")).isNotNull();
  }

  @Test
  void allHandshakesTogetherHaveALimitToo() {
    rig = new EngineRig(EngineRig.options().globalHandshakeRateLimit(RateLimit.perSecond(2)));
    assertThat(handshakeFrom("192.0.2.1")).isEqualTo(200);
    assertThat(handshakeFrom("192.0.2.2")).isEqualTo(200);

    FakeExchange refused = rig.from("192.0.2.3").get(HANDSHAKE);

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isNotNull();
    assertThat(rig.limitHits).containsExactly("globalHandshakeRateLimit");
    rig.advance(500);
    assertThat(handshakeFrom("192.0.2.3")).isEqualTo(200);
  }

  @Test
  void hooksDoNotSeeAFlood() {
    List<String> seen = new ArrayList<>();
    rig =
        new EngineRig(
            EngineRig.options()
                .handshakeRateLimit(RateLimit.perSecond(1))
                .use(
                    (request, headers) -> {
                      seen.add(request.target());
                      return Verdict.allow();
                    }));

    for (int i = 0; i < 10; i++) {
      rig.get(HANDSHAKE);
      rig.get("EIO=4&EIO=4&transport=polling");
    }

    assertThat(seen).hasSize(1);
  }

  @Test
  void requestsOfASessionAreNoHandshakes() {
    rig = new EngineRig(EngineRig.options().handshakeRateLimit(RateLimit.perSecond(1)));
    String sid = rig.openPolling();

    for (int i = 0; i < 10; i++) {
      assertThat(rig.post(sid, "4hello").status()).isEqualTo(200);
    }

    assertThat(rig.messages).hasSize(10);
  }

  @Test
  void guessesAtSessionIdsAreCountedByAddress() {
    rig = new EngineRig(EngineRig.options().unknownSidRateLimit(RateLimit.perSecond(1).burst(3)));
    String sid = rig.from("192.0.2.1").openPolling();
    rig.from("192.0.2.66");
    for (int i = 0; i < 3; i++) {
      assertThat(rig.poll("unknown" + i).text())
          .isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    FakeExchange refused = rig.poll("unknown");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(rig.limitHits).containsExactly("unknownSidRateLimit");
    assertThat(rig.from("192.0.2.1").poll("unknown").status()).isEqualTo(400);
    assertThat(rig.post(sid, "4hello").status()).isEqualTo(200);
    rig.advance(1_000);
    assertThat(rig.from("192.0.2.66").poll("unknown").status()).isEqualTo(400);
  }

  @Test
  void guessesAreBoundedUnlessToldOtherwise() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(rig.poll("unknown" + i).status()).isEqualTo(400);
    }

    assertThat(rig.poll("unknown").status()).isEqualTo(429);
  }

  @Test
  void addressHasNoMoreSessionsThanItMay() {
    rig = new EngineRig(EngineRig.options().maxConnectionsPerIp(2));
    String first = rig.from("192.0.2.1").openPolling();
    rig.openWebSocket();

    FakeExchange refused = rig.get(HANDSHAKE);

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text()).isEqualTo("{\"code\":3,\"message\":\"Too many connections\"}");
    assertThat(refused.header("Retry-After")).isNotNull();
    assertThat(rig.limitHits).containsExactly("maxConnectionsPerIp");
    assertThat(handshakeFrom("192.0.2.2")).isEqualTo(200);
    rig.from("192.0.2.1").post(first, "1");
    assertThat(handshakeFrom("192.0.2.1")).isEqualTo(200);
    assertThat(handshakeFrom("192.0.2.1")).isEqualTo(429);
  }

  @Test
  void ofIpv6HalfOfTheAddressCounts() {
    rig = new EngineRig(EngineRig.options().maxConnectionsPerIp(1));
    assertThat(handshakeFrom("2001:db8::1")).isEqualTo(200);

    assertThat(handshakeFrom("2001:db8::2")).isEqualTo(429);
    assertThat(handshakeFrom("2001:db8:0:1::1")).isEqualTo(200);
  }

  @Test
  void handshakeThatFailsLeavesNoSessionBehindInTheCount() {
    rig =
        new EngineRig(
            EngineRig.options()
                .maxConnectionsPerIp(1)
                .generateId(request -> CompletableFuture.completedFuture("same")));
    rig.from("192.0.2.1").upgrade("EIO=4&transport=websocket").failHandshake();
    rig.from("192.0.2.2").openPolling();

    assertThat(handshakeFrom("192.0.2.1")).isEqualTo(400); // The id is taken.
    assertThat(handshakeFrom("192.0.2.1")).isEqualTo(400);

    assertThat(rig.limitHits).isEmpty();
  }

  @Test
  void countOfAnAddressThatIsGoneIsForgotten() {
    ConnectionsPerAddress counts = new ConnectionsPerAddress(2);
    HttpRequest request = HttpRequest.builder("GET", "/").build();
    assertThat(counts.enter(request)).isTrue();
    assertThat(counts.enter(request)).isTrue();
    assertThat(counts.enter(request)).isFalse();

    counts.leave(request);
    counts.leave(request);

    assertThat(counts.size()).isZero();
  }
}
