package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.AckTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the children of a parent have of it, and what it has of them. */
final class ParentNamespaceTest extends DynamicNamespaceFixture {
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
}
