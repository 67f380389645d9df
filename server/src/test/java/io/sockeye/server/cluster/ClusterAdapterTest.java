package io.sockeye.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.FetchedSockets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of what others send and want; the test plays them. */
final class ClusterAdapterTest extends ClusterAdapterScene {
  @Test
  void whatIsForRoomsThatNobodyHereIsInIsNotWritten() {
    open();

    bus.bring("b", new ClusterMessage.Broadcast(EVENT, EVERYBODY.withRooms(Set.of("x")), null));
    assertThat(node.encoded).isZero();

    bus.bring("b", new ClusterMessage.Broadcast(EVENT, EVERYBODY.withRooms(Set.of("ada")), null));
    bus.bring("b", new ClusterMessage.Broadcast(EVENT, EVERYBODY, null));
    assertThat(node.encoded).isEqualTo(2);
  }

  // -- what others want

  @Test
  void nothingIsObeyedBeforeItBeginsOrAfterItsEnd() {
    open();
    adapter.close();

    bus.bring("b", new ClusterMessage.Broadcast(EVENT, EVERYBODY, null));
    bus.bring("b", new ClusterMessage.DisconnectSockets(EVERYBODY, true));

    assertThat(socket.got).isEmpty();
  }

  @Test
  void ownMessagesThatComeBackAreIgnored() {
    open();

    bus.bring("self", new ClusterMessage.Broadcast(EVENT, EVERYBODY, null));

    assertThat(socket.got).isEmpty();
  }

  @Test
  void whatMustNotBeIsRefused() {
    open();

    bus.bring(
        "b",
        new ClusterMessage.Broadcast(
            new SocketPacket.Event("/", "disconnect", Args.empty()), EVERYBODY, null));
    bus.bring(
        "b",
        new ClusterMessage.Broadcast(
            new SocketPacket.Event("/admin", "x", Args.empty()), EVERYBODY, null));
    bus.bring("emitter", new ClusterMessage.FetchSockets(EVERYBODY, "1"));
    bus.bring(null, new ClusterMessage.Broadcast(EVENT, EVERYBODY, "1"));
    bus.bring("b", new ClusterMessage.ServerSideEmit("throw", Args.empty(), null));

    assertThat(socket.got).isEmpty();
    assertThat(bus.responses).isEmpty();
    assertThat(node.events).hasSize(5).allMatch(line -> line.startsWith("refused "));
  }

  @Test
  void emitterIsObeyedAndNoServer() {
    open();
    bus.others = 1;

    bus.bring("emitter", new ClusterMessage.Broadcast(EVENT, EVERYBODY, null));
    bus.bring("emitter", new ClusterMessage.ServerSideEmit("note", Args.of(1), null));
    CompletableFuture<FetchedSockets> fetched = fetch();
    node.timers.advance(Duration.ofSeconds(5));

    assertThat(socket.got).containsExactly("news");
    assertThat(node.events).containsExactly("note [1]");
    assertThat(fetched.join().missing()).containsExactly("1 of 1 servers");
  }

  @Test
  void questionsOfOthersAreAnswered() {
    open();

    bus.bring("b", new ClusterMessage.FetchSockets(EVERYBODY, "1"));
    bus.bring("b", new ClusterMessage.FetchSockets(EVERYBODY.withRooms(List.of("none")), "2"));
    bus.bring("b", new ClusterMessage.FetchIds(Set.of("ada"), "3"));
    bus.bring("b", new ClusterMessage.FetchRooms("4"));
    bus.bring("b", new ClusterMessage.ServerSideEmit("ask", Args.empty(), "5"));
    node.acks.get(0).send("yes", "more");
    node.acks.get(0).send("again");

    assertThat(bus.responded).hasSize(5).containsOnly("b");
    assertThat(bus.responses)
        .extracting(ClusterMessage.Response::requestId)
        .containsExactly("1", "2", "3", "4", "5");
    assertThat(((ClusterMessage.Sockets) bus.responses.get(0)).sockets()).hasSize(1);
    assertThat(((ClusterMessage.Sockets) bus.responses.get(1)).sockets()).isEmpty();
    assertThat(((ClusterMessage.Ids) bus.responses.get(2)).ids()).containsExactly("ada");
    assertThat(((ClusterMessage.Rooms) bus.responses.get(3)).rooms()).containsExactly("ada");
    assertThat(((ClusterMessage.ServerSideAnswer) bus.responses.get(4)).answer().toList())
        .containsExactly("yes");
  }

  @Test
  void questionsOfOthersToClientsAreBounded() {
    open();
    for (int i = 0; i < 4; i++) {
      bus.bring("b", new ClusterMessage.Broadcast(EVENT, EVERYBODY, "q" + i));
    }
    assertThat(socket.got).hasSize(3);
    assertThat(node.events).singleElement().asString().startsWith("refused maxRequests: ");
    assertThat(adapter.openRequests()).isEqualTo(3);

    socket.acks.get(0).onAnswer("ada", Args.of(1, 2));
    socket.acks.get(1).onGone("ada");
    socket.acks.get(2).onGone("ada");

    assertThat(adapter.openRequests()).isZero();
    assertThat(bus.responses)
        .filteredOn(ClusterMessage.ClientCount.class::isInstance)
        .extracting(response -> ((ClusterMessage.ClientCount) response).count())
        .containsExactly(1, 1, 1);
    assertThat(bus.responses)
        .filteredOn(ClusterMessage.ClientAnswer.class::isInstance)
        .singleElement()
        .satisfies(
            response ->
                assertThat(((ClusterMessage.ClientAnswer) response).answer().toList())
                    .containsExactly(1));
  }

  @Test
  void timeThatOthersGiveIsBounded() {
    open();
    Duration century = Duration.ofDays(36_500);

    bus.bring("b", new ClusterMessage.Broadcast(EVENT, EVERYBODY.withTimeout(century), "q"));

    assertThat(socket.options.get(0).timeout()).contains(MessageLimits.MAX_TIMEOUT);
  }

  // -- a bus that fails

  @Test
  void whatIsLostIsToldOnceAndHarmsNobody() {
    open();
    bus.broken = true;

    adapter.broadcast(EVENT, EVERYBODY);
    assertThat(adapter.addSockets(EVERYBODY, List.of("a")).toCompletableFuture())
        .isCompletedExceptionally();
    bus.bring("b", new ClusterMessage.FetchRooms("1"));

    assertThat(socket.got).containsExactly("news");
    assertThat(adapter.rooms(socket)).containsExactly("ada", "a");
    assertThat(node.events)
        .containsExactly("lost 1 broken", "lost 1 broken", "lost 1 broken, and throws");
  }

  @Test
  void whatTheBusTellsIsPassedOn() {
    open();

    bus.receiver().onDown("away");
    bus.receiver().onUp();
    bus.receiver().onLost(7, "trimmed");
    bus.receiver().onRefused("line\nbreak");

    assertThat(node.events).startsWith("down away", "up", "lost 7 trimmed");
    assertThat(node.events.get(3)).startsWith("refused line").doesNotContain("\n");
  }

  // -- rooms that the bus follows

  @Test
  void busFollowsTheRoomsThatAreThere() {
    open();

    adapter.join(socket, List.of("a", "b"));
    adapter.join(socket, List.of("a"));
    adapter.leave(socket, List.of("a"));
    adapter.remove(socket);

    assertThat(bus.rooms)
        .containsExactly(
            "enter ada of socket", "enter a", "enter b", "leave a", "leave ada", "leave b");
  }

  @Test
  void joinIsCompleteWhenTheBusBringsWhatIsSentThere() {
    open();
    bus.entered = new CompletableFuture<>();
    FakeSocket second = new FakeSocket("bob");
    adapter.add(second, List.of());

    CompletableFuture<Void> first = adapter.join(socket, List.of("a")).toCompletableFuture();
    CompletableFuture<Void> beside = adapter.join(second, List.of("a")).toCompletableFuture();
    assertThat(first).isNotDone();
    assertThat(beside).isNotDone();
    bus.entered.complete(null);

    assertThat(first).isCompleted();
    assertThat(beside).isCompleted();
    assertThat(adapter.join(second, List.of("a")).toCompletableFuture()).isCompleted();
  }

  @Test
  void socketsHaveJoinedWhenTheBusBringsWhatIsSentThere() {
    open();
    bus.entered = new CompletableFuture<>();

    CompletableFuture<Void> joined =
        adapter.addSockets(EVERYBODY, List.of("a")).toCompletableFuture();
    assertThat(joined).isNotDone();
    bus.entered.complete(null);

    assertThat(joined).isCompleted();
  }

  @Test
  void joinWaitsForTheBusNoLongerThanForAnAnswer() {
    open();
    bus.entered = new CompletableFuture<>();

    CompletableFuture<Void> joined = adapter.join(socket, List.of("a")).toCompletableFuture();
    node.timers.advance(ClusterOptions.defaults().requestsTimeout().minusMillis(1));
    assertThat(joined).isNotDone();
    node.timers.advance(Duration.ofMillis(1));

    assertThat(joined).isCompleted();
  }

  // -- what is lost

  @Test
  void signsOfLifeThatAreLostAreNotToldAsLostMessages() {
    FakeBus silent = new FakeBus(false);
    ClusterAdapter beating = new ClusterAdapter(node, silent);
    beating.init();
    silent.broken = true;

    node.timers.advance(ClusterOptions.defaults().heartbeatInterval());
    beating.close();

    assertThat(node.events).noneMatch(event -> event.startsWith("lost"));
  }

  @Test
  void questionForIdsOfNobodyIsAnsweredToAll() {
    open();

    bus.bring(ClusterMessage.EMITTER, new ClusterMessage.FetchIds(Set.of(), "r"));

    assertThat(bus.responded).containsExactly(ClusterMessage.EMITTER);
    assertThat(bus.responses).containsExactly(new ClusterMessage.Ids("r", Set.of("ada")));
  }
}
