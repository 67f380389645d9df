package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When namespaces end that clients brought about, and how many there may be. */
final class DynamicNamespaceEndTest extends DynamicNamespaceFixture {
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
}
