package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.ConnectErrorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Namespaces that come to be when clients ask for them (section 4.3 of the behaviour spec). */
final class DynamicNamespaceTest extends DynamicNamespaceFixture {
  // -- who takes a name

  @Test
  void patternTakesWholeNames() {
    ParentNamespace parent = io.of(DYNAMIC);
    TestClient client = TestClient.open(io);

    client.join("/dyn-1");
    client.send("40/dyn-1x", "40/x/dyn-1", "40/DYN-1", "40/dyn-");

    assertThat(client.taken())
        .containsExactly(
            invalid("/dyn-1x"), invalid("/x/dyn-1"), invalid("/DYN-1"), invalid("/dyn-"));
    assertThat(parent.children()).extracting(Namespace::name).containsExactly("/dyn-1");
    assertThat(parent.name()).isEqualTo("/dyn-\\d+");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void predicateJudgesEachClientByItsHandshake() {
    ParentNamespace parent =
        io.of(
            (name, handshake) ->
                name.startsWith("/room-") && "ok".equals(handshake.auth().get("token")));
    TestClient good = TestClient.open(io);
    TestClient bad = TestClient.open(io);

    good.send("40/room-1,{\"token\":\"ok\"}");
    bad.send("40/room-1,{\"token\":\"no\"}", "40/room-1");

    assertThat(good.next()).startsWith("40/room-1,{\"sid\"");
    assertThat(bad.taken()).containsExactly(invalid("/room-1"), invalid("/room-1"));
    assertThat(parent.sockets()).hasSize(1);
    assertThat(parent.name()).isEqualTo("/_0");
  }

  @Test
  void predicateMayAnswerLater() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    io.of((name, handshake) -> verdict);
    TestClient client = TestClient.open(io);

    client.send("40/later");
    assertThat(client.taken()).isEmpty();
    verdict.complete(true);

    assertThat(client.next()).startsWith("40/later,{");
  }

  @Test
  void anythingButTrueLeavesTheNameToTheNextParent() {
    io.of((name, handshake) -> null);
    io.of((name, handshake) -> "true");
    io.of((name, handshake) -> CompletableFuture.completedStage(false));
    ParentNamespace taker = io.of((name, handshake) -> true);
    ParentNamespace tooLate = io.of(DYNAMIC);
    TestClient client = TestClient.open(io);

    client.join("/dyn-1");

    assertThat(taker.child("/dyn-1")).isPresent();
    assertThat(tooLate.children()).isEmpty();
    assertThat(taker.name()).isEqualTo("/_3");
  }

  @Test
  void predicateThatFailsRefusesAndNobodyElseIsAsked() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    CompletionStage<Boolean> later = verdict;
    io.of(
        (name, handshake) -> {
          if (name.equals("/later")) {
            return later;
          }
          throw new IllegalStateException("jdbc:secret");
        });
    io.of((name, handshake) -> true);
    TestClient client = TestClient.open(io);

    client.send("40/now", "40/later");
    verdict.completeExceptionally(new IllegalStateException("late failure"));

    assertThat(client.taken()).containsExactly(invalid("/now"), invalid("/later"));
    assertThat(recorder.lines)
        .contains("lookup of /now failed: jdbc:secret", "lookup of /later failed: late failure");
  }

  @Test
  void predicateThatTakesTooLongRefusesAndTheConnectionIsClosed() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    ParentNamespace parent = io.of((name, handshake) -> verdict);
    TestClient client = TestClient.open(io);
    client.send("40/slow");

    timers.advance(Duration.ofSeconds(15));
    verdict.complete(true);

    assertThat(client.next()).isEqualTo(invalid("/slow"));
    assertThat(client.isClosed()).isTrue();
    assertThat(recorder.lines).contains("limit authTimeout");
    assertThat(parent.children()).isEmpty();
    assertThat(table(io).dynamicCount()).isZero();
  }

  @Test
  void templateTellsItsVariables() {
    ParentNamespace tenants = io.ofTemplate("/tenant/{id}/{room}");
    tenants.use(
        (socket, handshake) -> {
          if (socket.namespace().variable("id").equals("evil")) {
            throw new ConnectErrorException("no such tenant");
          }
          return true;
        });
    tenants.onConnection(socket -> seen.add(socket.namespace().variables()));
    TestClient client = TestClient.open(io);

    client.join("/tenant/7/lobby");
    client.send("40/tenant/evil/x", "40/tenant/7", "40/tenant/7/a/b", "40/tenant//x");

    assertThat(seen).containsExactly(Map.of("id", "7", "room", "lobby"));
    assertThat(client.taken())
        .containsExactly(
            "44/tenant/evil/x,{\"message\":\"no such tenant\"}",
            invalid("/tenant/7"),
            invalid("/tenant/7/a/b"),
            invalid("/tenant//x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tenants.child("/tenant/7/lobby").get().variable("nobody"))
        .withMessageContaining("nobody");
    assertThat(io.variables()).isEmpty();
  }

  @Test
  void explicitNamespaceWins() {
    Namespace exact = io.of("/dyn-1");
    ParentNamespace parent = io.of((name, handshake) -> true);
    parent.use((socket, handshake) -> false);
    TestClient client = TestClient.open(io);

    client.join("/dyn-1");

    assertThat(exact.sockets()).hasSize(1);
    assertThat(parent.children()).isEmpty();
  }

  @Test
  void namespaceOfTheProgramIsGuardedByThePatternThatTakesItsName() {
    ParentNamespace parent = io.of(DYNAMIC);
    parent.use((socket, handshake) -> false);

    Namespace child = io.of("/dyn-1");
    TestClient client = TestClient.open(io);
    client.send("40/dyn-1");

    assertThat(client.next()).isEqualTo("44/dyn-1,{\"message\":\"connection refused\"}");
    assertThat(parent.child("/dyn-1")).contains(child);
  }

  @Test
  void templateWithoutItsOwnMethodIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> io.of("/tenant/{id}"))
        .withMessageContaining("ofTemplate");
  }

  @Test
  void namesWithControlCharactersReachNobody() {
    io.of((name, handshake) -> seen.add(name));
    TestClient client = TestClient.open(io);

    client.send("40/a\u0001b", "40/a\nb");

    assertThat(client.taken()).hasSize(2).allMatch(packet -> packet.contains("Invalid namespace"));
    assertThat(seen).isEmpty();
  }

  // -- those who are told of new ones

  @Test
  void newNamespacesAreTold() {
    io.onNewNamespace(namespace -> seen.add(namespace.name()));
    io.of(DYNAMIC);

    io.of("/a");
    io.of("/a");
    TestClient client = TestClient.open(io);
    client.join("/dyn-1");
    client.send("41/dyn-1,");
    client.join("/dyn-1");

    assertThat(seen).containsExactly("/a", "/dyn-1", "/dyn-1");
    assertThat(recorder.lines).contains("created /a");
  }

  @Test
  void whatAListenerForNewNamespacesAddsHoldsForTheFirstClient() {
    io.of(DYNAMIC).onConnection(socket -> seen.add("connected"));
    io.onNewNamespace(namespace -> namespace.use((socket, handshake) -> false));
    TestClient client = TestClient.open(io);

    client.send("40/dyn-1");

    assertThat(client.next()).contains("connection refused");
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void namespaceWhoseListenerFailsDoesNotComeToBe(boolean cleanup) {
    SocketIoServer small =
        builder().cleanupEmptyChildNamespaces(cleanup).maxDynamicNamespaces(1).build();
    ParentNamespace parent = small.of(DYNAMIC);
    small.onNewNamespace(
        namespace -> {
          if (seen.add("told") && seen.size() <= 3) {
            throw new IllegalStateException("not ready");
          }
        });
    TestClient client = TestClient.open(small);

    client.send("40/dyn-1", "40/dyn-2");
    assertThat(client.taken()).containsExactly(invalid("/dyn-1"), invalid("/dyn-2"));
    assertThat(recorder.lines)
        .containsSubsequence("closed /dyn-1", "lookup of /dyn-1 failed: not ready");
    assertThatThrownBy(() -> small.of("/a")).hasMessage("not ready");
    assertThat(parent.children()).isEmpty();
    assertThat(table(small).dynamicCount()).isZero();
    client.send("40/a");
    assertThat(client.next()).isEqualTo(invalid("/a"));

    client.join("/dyn-3");
    small.of("/a");
    client.join("/a");
  }

  @Test
  void namespaceThatDoesNotComeToBeIsNotKeptForThoseWhoAskedForItMeanwhile() {
    List<Namespace> asked = new ArrayList<>();
    io.of(DYNAMIC);
    io.onNewNamespace(
        namespace -> {
          if (asked.size() < 2) {
            asked.add(io.of(namespace.name()));
            throw new IllegalStateException("not ready");
          }
        });
    TestClient client = TestClient.open(io);

    client.send("40/dyn-1");
    assertThat(client.next()).isEqualTo(invalid("/dyn-1"));
    assertThatThrownBy(() -> io.of("/a")).hasMessage("not ready");

    assertThat(recorder.lines).contains("closed /dyn-1", "closed /a");
    assertThat(table(io).dynamicCount()).isZero();
    assertThat(asked)
        .hasSize(2)
        .noneMatch(each -> ((RealNamespace) each).occupancy().keep())
        .noneMatch(each -> each == io.of(each.name()));
  }
}
