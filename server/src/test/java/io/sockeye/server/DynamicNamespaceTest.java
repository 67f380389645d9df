package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.AckTimeoutException;
import io.sockeye.ConnectErrorException;
import io.sockeye.concurrent.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Namespaces that come to be when clients ask for them (section 4.3 of the behaviour spec). */
final class DynamicNamespaceTest {
  private static final Pattern DYNAMIC = Pattern.compile("/dyn-\\d+");

  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final SocketIoServer io = builder().build();
  private final List<Object> seen = new ArrayList<>();

  private SocketIoServer.Builder builder() {
    return SocketIoServer.builder().timers(timers).inlineHandlers().observer(recorder);
  }

  private static String invalid(String name) {
    return "44" + name + ",{\"message\":\"Invalid namespace\"}";
  }

  private static NamespaceTable table(SocketIoServer io) {
    return ((RealServer) io).namespaces();
  }

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

  // -- what children have of their parent

  @Test
  void whatIsAddedToTheParentHoldsForAllChildrenAndRunsFirst() {
    ParentNamespace parent = io.of(DYNAMIC);
    TestClient client = TestClient.open(io);
    client.join("/dyn-1");
    Namespace child = parent.child("/dyn-1").get();

    child.use((socket, handshake) -> seen.add("child use"));
    child.onConnection(socket -> seen.add("child connection"));
    child.on("x", (socket, args, ack) -> seen.add("child x"));
    child.onAny((socket, event, args) -> seen.add("child any"));
    child.onDisconnect((socket, reason) -> seen.add("child end"));
    parent.use((socket, handshake) -> seen.add("parent use"));
    parent.onConnection(socket -> seen.add("parent connection " + socket.namespace().name()));
    parent.on("x", (socket, args, ack) -> seen.add("parent x"));
    parent.onAny((socket, event, args) -> seen.add("parent any"));
    parent.onDisconnecting((socket, reason) -> seen.add("parent ending"));
    parent.onDisconnect((socket, reason) -> seen.add("parent end"));
    TestClient second = TestClient.open(io);
    second.join("/dyn-1");
    second.send("42/dyn-1,[\"x\"]");
    parent.off("x");
    second.send("42/dyn-1,[\"x\"]", "41/dyn-1,");

    assertThat(seen)
        .containsExactly(
            "parent use",
            "child use",
            "parent connection /dyn-1",
            "child connection",
            "parent any",
            "child any",
            "parent x",
            "child x",
            "parent any",
            "child any",
            "child x",
            "parent ending",
            "parent end",
            "child end");
  }

  @Test
  void parentReachesTheSocketsOfAllItsChildren() {
    ParentNamespace parent = io.of(DYNAMIC);
    TestClient first = TestClient.open(io);
    TestClient second = TestClient.open(io);
    TestClient stranger = TestClient.connect(io);
    String id = first.join("/dyn-1");
    second.join("/dyn-2");
    second.join("/dyn-3");

    parent.emit("all", 1);
    parent.in(id).socketsJoin("some");
    parent.to("some").emit("some");
    parent.except("some").emit("others");

    assertThat(first.taken()).containsExactly("42/dyn-1,[\"all\",1]", "42/dyn-1,[\"some\"]");
    assertThat(second.taken())
        .containsExactlyInAnyOrder(
            "42/dyn-2,[\"all\",1]",
            "42/dyn-3,[\"all\",1]",
            "42/dyn-2,[\"others\"]",
            "42/dyn-3,[\"others\"]");
    assertThat(stranger.taken()).isEmpty();
    assertThat(parent.fetchSockets().join()).hasSize(3);
    assertThat(parent.in("some").fetchSockets().join()).hasSize(1);
    assertThat(parent.sockets()).hasSize(3);
    assertThat(parent.socket(id)).isPresent();
    assertThatIllegalArgumentException().isThrownBy(() -> parent.emit("disconnect"));

    parent.socketsLeave("some");
    assertThat(parent.in("some").fetchSockets().join()).isEmpty();
    parent.disconnectSockets();
    assertThat(first.taken()).containsExactly("41/dyn-1,");
    assertThat(parent.children()).isEmpty();
  }

  @Test
  void parentGathersTheAnswersOfAllChildren() {
    ParentNamespace parent = io.of(DYNAMIC);
    TestClient client = TestClient.open(io);
    client.join("/dyn-1");
    client.join("/dyn-2");

    CompletableFuture<List<Integer>> all = parent.emitWithAck("ask", Integer.class);
    client.taken();
    client.send("43/dyn-1,0[1]", "43/dyn-2,0[2]");
    CompletionStage<List<Integer>> some = parent.emitWithAck("ask", Integer.class);
    client.send("43/dyn-2,1[3]");
    timers.advance(Duration.ofSeconds(30));

    assertThat(all.join()).containsExactlyInAnyOrder(1, 2);
    List<Throwable> failure = new ArrayList<>();
    some.whenComplete((value, late) -> failure.add(late));
    assertThat(failure.get(0)).isInstanceOf(AckTimeoutException.class);
    AckTimeoutException late = (AckTimeoutException) failure.get(0);
    assertThat(late.answers()).extracting(args -> args.get(0)).containsExactly(3);
    assertThat(late.missing()).hasSize(1);
    assertThat(io.of(Pattern.compile("/none")).emitWithAck("ask").join()).isEmpty();
  }

  // -- how they end

  @Test
  void childIsClosedWhenItsLastSocketHasLeft() {
    ParentNamespace parent = io.of(DYNAMIC);
    parent.onDisconnect((socket, reason) -> seen.add(parent.child("/dyn-1").isPresent()));
    TestClient first = TestClient.open(io);
    TestClient second = TestClient.open(io);
    first.join("/dyn-1");
    second.join("/dyn-1");

    first.send("41/dyn-1,");
    assertThat(parent.children()).hasSize(1);
    second.vanish();

    assertThat(parent.children()).isEmpty();
    assertThat(seen).as("there while its listeners run").containsExactly(true, true);
    assertThat(table(io).all()).extracting(Namespace::name).containsExactly("/");
    assertThat(table(io).dynamicCount()).isZero();
    assertThat(recorder.lines).containsSubsequence("created /dyn-1", "closed /dyn-1");
  }

  @Test
  void childIsClosedWhenItsFirstSocketIsRefused() {
    ParentNamespace parent = io.of(DYNAMIC);
    parent.use((socket, handshake) -> false);
    TestClient client = TestClient.open(io);

    client.send("40/dyn-1");

    assertThat(client.next()).contains("connection refused");
    assertThat(parent.children()).isEmpty();
    assertThat(recorder.lines).containsSubsequence("created /dyn-1", "closed /dyn-1");
  }

  @Test
  void childStaysWhereThatIsWanted() {
    SocketIoServer keeping = builder().cleanupEmptyChildNamespaces(false).build();
    ParentNamespace parent = keeping.of(DYNAMIC);
    TestClient client = TestClient.open(keeping);

    client.join("/dyn-1");
    Namespace child = parent.child("/dyn-1").get();
    client.send("41/dyn-1,");
    client.join("/dyn-1");

    assertThat(parent.child("/dyn-1")).containsSame(child);
    client.vanish();
    assertThat(parent.child("/dyn-1")).containsSame(child);
  }

  @Test
  void childThatTheProgramAskedForStays() {
    ParentNamespace parent = io.of(DYNAMIC);
    TestClient client = TestClient.open(io);
    client.join("/dyn-1");

    Namespace child = io.of("/dyn-1");
    io.of("/dyn-1");
    client.send("41/dyn-1,");

    assertThat(parent.child("/dyn-1")).containsSame(child);
    assertThat(io.of("/dyn-1")).isSameAs(child);
  }

  @Test
  void namespacesThatClientsBringAboutAreLimited() {
    SocketIoServer small = builder().maxDynamicNamespaces(2).build();
    small.of(DYNAMIC);
    small.of("/dyn-9");
    TestClient client = TestClient.open(small);
    client.join("/dyn-1");
    client.join("/dyn-2");

    client.send("40/dyn-3");
    assertThat(client.next()).isEqualTo("44/dyn-3,{\"message\":\"Too many namespaces\"}");
    assertThat(recorder.lines).contains("limit maxDynamicNamespaces");
    client.join("/dyn-9");
    TestClient.open(small).join("/dyn-1");
    client.send("41/dyn-2,");

    client.join("/dyn-3");
  }

  @Test
  void everNewNamesLeaveNothingBehind() {
    ParentNamespace parent = io.of(DYNAMIC);
    parent.use((socket, handshake) -> !socket.namespace().name().endsWith("7"));
    TestClient client = TestClient.open(io);

    for (int i = 0; i < 3_000; i++) {
      client.send("40/dyn-" + i, "41/dyn-" + (i % 10 == 7 ? i - 1 : i) + ",");
      if (i % 10 == 6) {
        client.send("40/dyn-" + i); // left by the next
      }
      client.taken();
    }
    client.send("40/" + "x".repeat(200));

    assertThat(client.isClosed()).isFalse();
    assertThat(parent.children()).isEmpty();
    assertThat(table(io).all()).hasSize(1);
    assertThat(table(io).dynamicCount()).isZero();
  }

  @Test
  void onlyTheLastNamespacesThatAClientWasSentOutOfAreRemembered() {
    SocketIoServer small = builder().maxNamespacesPerConnection(2).build();
    small.of(DYNAMIC).on("kick", (socket, args, ack) -> socket.disconnect());
    TestClient client = TestClient.open(small);
    for (int i = 1; i <= 3; i++) {
      client.join("/dyn-" + i);
      client.send("42/dyn-" + i + ",[\"kick\"]");
      assertThat(client.next()).isEqualTo("41/dyn-" + i + ",");
    }

    client.send("42/dyn-3,[\"late\"]");
    assertThat(client.isClosed()).isFalse();
    client.send("42/dyn-1,[\"too late\"]");

    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void secondConnectWhileTheFirstIsLookedUpClosesTheConnection() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    ParentNamespace parent = io.of((name, handshake) -> verdict);
    TestClient client = TestClient.open(io);

    client.send("40/a", "40/a");
    assertThat(client.isClosed()).isTrue();
    verdict.complete(true);

    assertThat(parent.children()).isEmpty();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void namespacesThatAreLookedUpCountAsBeingJoined() {
    SocketIoServer small = builder().maxNamespacesPerConnection(2).build();
    small.of((name, handshake) -> new CompletableFuture<Boolean>());
    TestClient client = TestClient.open(small);

    client.send("40/a", "40/b", "40/c");

    assertThat(client.taken()).containsExactly("44/c,{\"message\":\"Too many namespaces\"}");
  }

  @Test
  void clientThatGoesWhileItIsLookedUpLeavesNothing() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    ParentNamespace parent = io.of((name, handshake) -> verdict);
    TestClient client = TestClient.open(io);
    client.send("40/a");

    client.vanish();
    verdict.complete(true);

    assertThat(parent.children()).isEmpty();
    assertThat(table(io).dynamicCount()).isZero();
    assertThat(timers.pending()).isZero();
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
