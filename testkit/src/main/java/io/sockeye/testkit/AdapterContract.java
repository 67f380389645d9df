package io.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.BroadcastAcks;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every adapter promises to the one server that it serves, whether there are others or not. An
 * adapter is proven by a subclass that makes it, without another server in sight.
 */
public abstract class AdapterContract {
  private static final BroadcastOptions EVERYBODY = BroadcastOptions.everybody();

  private final RecordingNode node = new RecordingNode();
  private final RecordingSocket ada = new RecordingSocket("ada");
  private final RecordingSocket bob = new RecordingSocket("bob");
  private final RecordingSocket eve = new RecordingSocket("eve");
  private Adapter adapter;

  /** The adapter of a namespace; {@link Adapter#init} is still to come. */
  protected abstract Adapter create(LocalNode localNode);

  /** Begins, with three sockets in the rooms of their own. */
  @BeforeEach
  protected final void begin() {
    adapter = create(node);
    adapter.init();
    for (RecordingSocket socket : List.of(ada, bob, eve)) {
      adapter.add(socket, List.of(socket.id()));
    }
  }

  private static SocketPacket.Event event(Object... args) {
    return new SocketPacket.Event("/", "news", Args.of(args));
  }

  private void assertGot(RecordingSocket... sockets) {
    List<RecordingSocket> reached = List.of(sockets);
    for (RecordingSocket each : List.of(ada, bob, eve)) {
      assertThat(each.got).as(each.id()).hasSize(reached.contains(each) ? 1 : 0);
    }
  }

  private static BroadcastOptions in(String... rooms) {
    return EVERYBODY.withRooms(List.of(rooms));
  }

  private static void assertDone(CompletionStage<Void> stage) {
    assertThat(stage.toCompletableFuture()).isCompleted();
  }

  // -- rooms

  @Test
  protected void socketIsInTheRoomsThatItJoinedInTheirOrder() {
    assertDone(adapter.join(ada, List.of("b", "a")));
    assertDone(adapter.join(ada, List.of("a")));

    assertThat(adapter.rooms(ada)).containsExactly("ada", "b", "a");

    assertDone(adapter.leave(ada, List.of("b", "never")));
    assertThat(adapter.rooms(ada)).containsExactly("ada", "a");
    assertThat(adapter.rooms(bob)).containsExactly("bob");
  }

  @Test
  protected void roomsThatAreToldDoNotChangeAnyMore() {
    Set<String> before = adapter.rooms(ada);

    assertDone(adapter.join(ada, List.of("a")));

    assertThat(before).containsExactly("ada");
  }

  @Test
  protected void removedSocketIsInNoRoomAndComesIntoNone() {
    assertDone(adapter.join(ada, List.of("a")));

    assertThat(adapter.remove(ada)).containsExactly("ada", "a");
    assertDone(adapter.join(ada, List.of("a")));
    assertDone(adapter.leave(ada, List.of("a")));
    adapter.broadcast(event(), in("a"));

    assertThat(adapter.rooms(ada)).isEmpty();
    assertThat(adapter.remove(ada)).isEmpty();
    assertGot();
  }

  @Test
  protected void socketIsInNoMoreRoomsThanItMay() {
    assertDone(adapter.join(ada, List.of("1", "2", "3")));

    assertThatIllegalStateException()
        .isThrownBy(() -> adapter.join(ada, List.of("4")))
        .withMessageContaining("maxRoomsPerSocket");

    assertThat(adapter.rooms(ada)).hasSize(RecordingNode.MAX_ROOMS);
  }

  @Test
  protected void changesOfRoomsAreNotedInTheirOrder() {
    node.told.clear();

    assertDone(adapter.join(ada, List.of("a")));
    assertDone(adapter.join(bob, List.of("a")));
    assertDone(adapter.join(bob, List.of("a")));
    assertDone(adapter.leave(ada, List.of("a")));
    adapter.remove(bob);

    assertThat(node.told)
        .containsSubsequence(
            "CREATE a ada",
            "JOIN a ada",
            "JOIN a bob",
            "LEAVE a ada",
            "LEAVE a bob",
            "DELETE a bob")
        .contains("LEAVE bob bob", "DELETE bob bob")
        .hasSize(8);
  }

  // -- who is meant

  @Test
  protected void everybodyIsMeantWithoutRooms() {
    adapter.broadcast(event(), EVERYBODY);

    assertGot(ada, bob, eve);
  }

  @Test
  protected void socketInSeveralRoomsGetsAnEventOnce() {
    assertDone(adapter.join(ada, List.of("a", "b")));
    assertDone(adapter.join(bob, List.of("b")));

    adapter.broadcast(event(), in("a", "b", "nowhere"));

    assertGot(ada, bob);
  }

  @Test
  protected void socketsInOtherRoomsAreLeftOut() {
    assertDone(adapter.join(ada, List.of("a")));
    assertDone(adapter.join(bob, List.of("a", "muted")));

    adapter.broadcast(event(), in("a").withExcept(List.of("muted", "nowhere")));

    assertGot(ada);
  }

  @Test
  protected void unknownRoomIsNobody() {
    adapter.broadcast(event(), in("nowhere"));

    assertGot();
  }

  @Test
  protected void localBroadcastReachesTheSocketsOfThisServer() {
    adapter.broadcast(event(), in("ada", "eve").withLocal());

    assertGot(ada, eve);
  }

  @Test
  protected void broadcastIsEncodedOnceForAll() {
    adapter.broadcast(event("x"), EVERYBODY);

    assertThat(node.encoded).hasValue(1);
    assertThat(Objects.requireNonNull(ada.encoded).packets())
        .isEqualTo(Objects.requireNonNull(bob.encoded).packets());
  }

  @Test
  protected void eventThatCannotBeWrittenReachesNobody() {
    List<Object> loop = new ArrayList<>();
    loop.add(loop);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> adapter.broadcast(event(loop), EVERYBODY));

    assertGot();
  }

  @Test
  protected void socketsOfThisServerAreGivenThatAreConnected() {
    assertDone(adapter.join(ada, List.of("a")));
    assertDone(adapter.join(bob, List.of("a")));
    bob.connected = false;

    assertThat(adapter.sockets(EVERYBODY)).containsExactlyInAnyOrder(ada, eve);
    assertThat(adapter.sockets(in("a"))).containsExactly(ada);
    assertThat(adapter.sockets(EVERYBODY.withExcept(List.of("a")))).containsExactly(eve);
  }

  @Test
  protected void socketThatMayComeBackGetsBroadcasts() {
    bob.connected = false;

    adapter.broadcast(event(), EVERYBODY);

    assertGot(ada, bob, eve);
  }

  // -- many at once

  @Test
  protected void manyJoinAndLeaveAtOnce() {
    assertDone(adapter.addSockets(in("ada", "bob"), List.of("a", "b")));
    assertThat(adapter.rooms(ada)).containsExactly("ada", "a", "b");
    assertThat(adapter.rooms(eve)).containsExactly("eve");

    assertDone(adapter.delSockets(in("a").withExcept(List.of("bob")), List.of("b")));
    assertThat(adapter.rooms(ada)).containsExactly("ada", "a");
    assertThat(adapter.rooms(bob)).containsExactly("bob", "a", "b");
  }

  @Test
  protected void oneThatHasNoRoomLeftDoesNotKeepOthersOut() {
    assertDone(adapter.join(ada, List.of("1", "2", "3")));

    CompletionStage<Void> joined = adapter.addSockets(EVERYBODY, List.of("a"));

    assertThat(joined.toCompletableFuture()).isCompletedExceptionally();
    assertThat(adapter.rooms(bob)).contains("a");
    assertThat(adapter.rooms(eve)).contains("a");
  }

  @Test
  protected void manyAreDisconnectedAtOnce() {
    adapter.disconnectSockets(in("ada"), false);
    adapter.disconnectSockets(in("bob", "eve").withLocal(), true);

    assertThat(ada.got).containsExactly("disconnect false");
    assertThat(bob.got).containsExactly("disconnect true");
    assertThat(eve.got).containsExactly("disconnect true");
  }

  // -- answers

  @Test
  protected void recipientsOfAQuestionAreNamedAndAsked() {
    eve.connected = false;
    Collected collected = new Collected();

    adapter.broadcastWithAck(event(), in("ada", "eve"), collected);

    assertThat(collected.lines).containsExactly("to [ada]", "that is all");
    Objects.requireNonNull(ada.acks).onAnswer("ada", Args.of(1));
    assertThat(collected.lines).endsWith("ada answered [1]");
    assertThat(eve.got).isEmpty();
  }

  @Test
  protected void questionToNobodyIsOverAtOnce() {
    Collected collected = new Collected();

    adapter.broadcastWithAck(event(), in("nowhere"), collected);

    assertThat(collected.lines).endsWith("that is all").doesNotContain("gone");
  }

  // -- other servers

  @Test
  protected void thereIsNoOtherServer() {
    assertDone(adapter.serverSideEmit("note", Args.of(1)));

    assertThat(adapter.serverCount().toCompletableFuture()).isCompletedWithValue(1);
    assertThat(adapter.fetchSockets(EVERYBODY).toCompletableFuture().join().sockets()).isEmpty();
    assertThat(adapter.fetchSockets(EVERYBODY).toCompletableFuture().join().missing()).isEmpty();
    assertThat(adapter.serverSideEmitWithAck("note", Args.empty()).toCompletableFuture())
        .isCompletedWithValue(List.of());
    assertThat(node.told).noneMatch(line -> line.startsWith("server-side"));
  }

  @Test
  protected void nothingIsLeftWhenItIsClosed() {
    Collected collected = new Collected();
    adapter.broadcastWithAck(event(), EVERYBODY, collected);

    assertDone(adapter.close());
    adapter.broadcast(event(), EVERYBODY);
    adapter.remove(ada);

    assertThat(collected.lines).contains("that is all");
    assertThat(node.timers.pending()).isZero();
  }

  /** Writes down what comes of a question. */
  private static final class Collected implements BroadcastAcks {
    final List<String> lines = new ArrayList<>();

    @Override
    public void onRecipients(Set<String> ids) {
      lines.add("to " + ids);
    }

    @Override
    public void onNoMoreRecipients() {
      lines.add("that is all");
    }

    @Override
    public void onAnswer(String id, Args answer) {
      lines.add(id + " answered " + answer.toList());
    }

    @Override
    public void onGone(String id) {
      lines.add(id + " is gone");
    }
  }
}
