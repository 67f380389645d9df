package io.sockeye.netty.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.server.ParentNamespace;
import io.sockeye.testkit.WireClient;
import io.sockeye.testkit.WireClient.Answer;
import io.sockeye.testsupport.Leftovers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Clients that want into too many namespaces, too often, or into none: rows V7, V8, V9, V13, P15 to
 * P17 of the matrix.
 */
@ExtendWith(Leftovers.class)
final class HostileJoinersTest {
  private static final int MOST_UNJOINED = 100;
  private static final int MOST_TENANTS = 250;

  private static final AtomicInteger middlewareRuns = new AtomicInteger();
  private static final AtomicReference<ParentNamespace> tenants = new AtomicReference<>();

  @SuppressWarnings("FutureReturnValueIgnored") // nobody completes it
  @RegisterExtension
  static final Siege siege =
      new Siege(
          options ->
              options
                  .connectTimeout(Duration.ofMillis(900)) // a fiftieth of the usual one
                  .authTimeout(Duration.ofSeconds(2))
                  .maxUnjoinedConnections(MOST_UNJOINED)
                  .maxDynamicNamespaces(MOST_TENANTS),
          io -> {
            tenants.set(io.ofTemplate("/tenant/{id}"));
            io.of("/slow")
                .use(
                    (socket, handshake) -> {
                      middlewareRuns.incrementAndGet();
                      return new CompletableFuture<Boolean>();
                    });
          });

  @Test
  void oneNamespaceTooManyIsRefusedAndTheOthersGoOn() {
    try (Attacker attacker = siege.joinedWebSocket()) {
      WireClient client = attacker.client();
      for (int i = 1; i < 100; i++) {
        client.text("40/tenant/" + i + ",");
        assertThat(client.frame().text()).startsWith("40/tenant/" + i + ",{");
      }

      client.text("40/tenant/100,");

      assertThat(client.frame().text()).startsWith("44/tenant/100,{\"message\":");
      assertThat(client.text("42[\"echo\",1]").frame().text()).isEqualTo("42[\"echo\",1]");
    }
    await().untilAsserted(() -> assertThat(tenants.get().children()).isEmpty());
  }

  @Test
  void namespacesThatClientsBringAboutAreBoundedAndGoWithThem() {
    List<Attacker> attackers = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < 10; i++) {
      Attacker attacker = siege.joinedWebSocket();
      attackers.add(attacker);
      for (int k = 0; k < 50; k++) {
        String answer = attacker.client().text("40/tenant/" + i + "-" + k + ",").frame().text();
        refused += answer.startsWith("44") ? 1 : 0;
      }
    }

    assertThat(refused).isEqualTo(500 - MOST_TENANTS);
    assertThat(tenants.get().children()).hasSize(MOST_TENANTS);
    attackers.forEach(Attacker::close);
    await().untilAsserted(() -> assertThat(tenants.get().children()).isEmpty());
  }

  @Test
  void secondConnectWhileTheFirstIsJudgedEndsTheConnection() {
    int before = middlewareRuns.get();
    try (Attacker attacker = siege.webSocket()) {
      for (int i = 0; i < 1_000; i++) {
        attacker.client().text("40/slow,");
      }

      assertThat(siege.endOf(attacker)).isEqualTo("forced close");
      assertThat(middlewareRuns.get() - before).isLessThanOrEqualTo(1);
      assertThat(siege.io().of("/slow").sockets()).isEmpty();
    }
  }

  @Test
  void whoNeverConnectsIsClosed() {
    List<Attacker> attackers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      attackers.add(siege.webSocket());
    }

    for (Attacker attacker : attackers) {
      assertThat(siege.endOf(attacker)).isEqualTo("forced close");
      attacker.close();
    }
  }

  @Test
  void handshakesBeyondTheUnjoinedAreAskedToComeBackLater() {
    Answer answer = null;
    for (int i = 0; i < MOST_UNJOINED + 1; i++) {
      try (WireClient client = siege.connect()) {
        answer = client.get(Siege.PATH + "polling").answer();
        if (answer.status() != 200) {
          break;
        }
      }
    }

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("{\"code\":3,\"message\":\"Too many connections\"}");
    assertThat(Integer.parseInt(answer.headers().get("Retry-After"))).isBetween(1, 5);
    // Those who came in poll no more, so they are not told of their end, but cut.
    siege.discardUnjoined();
  }
}
