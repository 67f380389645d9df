package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.traffic.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the address of a client is, and what a session is bound to. */
class ClientAddressTest {
  private static final String HANDSHAKE = "EIO=4&transport=polling";

  private static EngineRig behindProxies() {
    return new EngineRig(EngineRig.options().trustedProxies("10.0.0.0/8", "fd00::/8"));
  }

  private static String addressOf(EngineRig rig) {
    return rig.session().request().remoteAddress().getAddress().getHostAddress();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 1.2.3.4",
    "fd00::1, 1.2.3.4",
    "::ffff:10.0.0.1, 1.2.3.4",
    "192.0.2.1, 192.0.2.1",
    "::1, 0:0:0:0:0:0:0:1",
  })
  void onlyATrustedProxyIsBelieved(String peer, String client) {
    EngineRig rig = behindProxies().from(peer);

    rig.get(HANDSHAKE, "X-Forwarded-For", "6.6.6.6, 1.2.3.4");

    assertThat(addressOf(rig)).isEqualTo(client);
  }

  @Test
  void withoutTheOptionNobodyIsBelieved() {
    EngineRig rig = new EngineRig().from("10.0.0.1");

    rig.get(HANDSHAKE, "X-Forwarded-For", "1.2.3.4", "Forwarded", "for=1.2.3.4");

    assertThat(addressOf(rig)).isEqualTo("10.0.0.1");
  }

  @Test
  void malformedFieldLeavesTheAddressOfTheProxy() {
    EngineRig rig = behindProxies().from("10.0.0.1");

    FakeExchange answer = rig.get(HANDSHAKE, "Forwarded", "for=\"1.2.3.4");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(addressOf(rig)).isEqualTo("10.0.0.1");
  }

  @Test
  void hooksAndGuardsAreToldTheClient() {
    List<String> seen = new ArrayList<>();
    EngineRig rig =
        new EngineRig(
                EngineRig.options()
                    .trustedProxies("10.0.0.1")
                    .use(
                        (request, headers) -> {
                          seen.add(request.remoteAddress().getHostString());
                          return Verdict.allow();
                        })
                    .allowRequest(
                        request -> {
                          seen.add(request.remoteAddress().getHostString());
                          return CompletableFuture.completedFuture(Verdict.allow());
                        }))
            .from("10.0.0.1");

    rig.get(HANDSHAKE, "Forwarded", "for=1.2.3.4");

    assertThat(seen).containsExactly("1.2.3.4", "1.2.3.4");
  }

  @Test
  void clientsBehindAProxyAreCountedOneByOne() {
    EngineRig rig =
        new EngineRig(
                EngineRig.options()
                    .trustedProxies("10.0.0.1")
                    .handshakeRateLimit(RateLimit.perSecond(1))
                    .maxConnectionsPerIp(1))
            .from("10.0.0.1");

    assertThat(rig.get(HANDSHAKE, "X-Forwarded-For", "1.2.3.4").status()).isEqualTo(200);
    assertThat(rig.get(HANDSHAKE, "X-Forwarded-For", "1.2.3.5").status()).isEqualTo(200);
    assertThat(rig.get(HANDSHAKE, "X-Forwarded-For", "7.7.7.7, 1.2.3.5").status()).isEqualTo(429);
    rig.advance(1_000);
    assertThat(rig.get(HANDSHAKE, "X-Forwarded-For", "8.8.8.8, 1.2.3.5").status()).isEqualTo(200);
    assertThat(rig.limitHits).containsExactly("handshakeRateLimit");
  }

  /** Another client with the same id, by what it has in common with the one that it belongs to. */
  @ParameterizedTest
  @CsvSource({
    "'',               192.0.2.1,  https://a.example, 200",
    "'',               192.0.9.1,  https://a.example, 200",
    "'',               192.0.2.1,  https://b.example, 200",
    "ORIGIN,           192.0.2.1,  https://a.example, 200",
    "ORIGIN,           192.0.9.1,  https://a.example, 200",
    "ORIGIN,           192.0.2.1,  https://b.example, 400",
    "ORIGIN,           192.0.2.1,  '',                200",
    "IP_PREFIX,        192.0.2.1,  https://b.example, 200",
    "IP_PREFIX,        192.0.2.99, https://a.example, 200",
    "IP_PREFIX,        192.0.9.1,  https://a.example, 400",
    "IP_PREFIX,        2001:db8::1, https://a.example, 400",
    "ORIGIN IP_PREFIX, 192.0.2.99, https://a.example, 200",
    "ORIGIN IP_PREFIX, 192.0.9.1,  https://a.example, 400",
    "ORIGIN IP_PREFIX, 192.0.2.1,  https://b.example, 400",
  })
  void sessionIsBoundToWhatTheOptionSays(
      String binding, String address, String origin, int status) {
    Set<SidBinding> bindings =
        binding.isEmpty()
            ? Set.of()
            : Set.copyOf(List.of(binding.split(" ")).stream().map(SidBinding::valueOf).toList());
    EngineRig rig = new EngineRig(EngineRig.options().sidBinding(bindings));
    FakeExchange handshake =
        rig.from("192.0.2.1").get(HANDSHAKE, "Origin", "https://a.example", "Cookie", "a=b");
    String target = HANDSHAKE + "&sid=" + EngineRig.sidOf(handshake.text());
    String[] headers = origin.isEmpty() ? new String[0] : new String[] {"Origin", origin};

    FakeExchange answer = rig.from(address).request("POST", target, headers).body("4hello");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(rig.messages).hasSize(status == 200 ? 1 : 0);
    assertThat(rig.closes).as("the session of the other lives").isEmpty();
    rig.from("192.0.2.1").request("POST", target, "Origin", "https://a.example").body("4mine");
    assertThat(rig.messages).contains("mine");
  }

  @Test
  void originBindsUnlessToldOtherwise() {
    assertThat(EngineRig.options().build().admission().sidBinding())
        .containsExactly(SidBinding.ORIGIN);
  }

  @Test
  void upgradeIsBoundToo() {
    EngineRig rig =
        new EngineRig(EngineRig.options().sidBinding(Set.of(SidBinding.IP_PREFIX)))
            .from("192.0.2.1");
    String sid = rig.openPolling();

    FakeExchange stranger = rig.from("192.0.9.1").upgradeOf(sid);

    assertThat(stranger.status()).isEqualTo(400);
    assertThat(rig.refusals).containsExactly("3 ADDRESS_MISMATCH");
    rig.from("192.0.2.7").upgradeOf(sid).open();
    assertThat(rig.closes).isEmpty();
  }
}
