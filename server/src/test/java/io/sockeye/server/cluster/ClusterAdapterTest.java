package io.sockeye.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.FetchedSockets;
import io.sockeye.server.adapter.SocketSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What an adapter asks others, and what becomes of what they send; the test plays the others. */
final class ClusterAdapterTest {
  private static final BroadcastOptions EVERYBODY = BroadcastOptions.everybody();
  private static final SocketPacket.Event EVENT = new SocketPacket.Event("/", "news", Args.of(1));

  private final FakeNode node = new FakeNode();
  private final FakeBus bus = new FakeBus(true);
  private final ClusterAdapter adapter =
      new ClusterAdapter(node, bus, ClusterOptions.defaults().withMaxRequests(3));
  private final FakeSocket socket = new FakeSocket("ada");

  private void open() {
    adapter.init();
    adapter.add(socket, List.of("ada"));
  }

  private static ClusterMessage.Sockets sockets(String requestId, String... ids) {
    List<SocketSnapshot> all = new ArrayList<>();
    for (String id : ids) {
      all.add(new SocketSnapshot(id, Map.of(), Set.of(), Map.of()));
    }
    return new ClusterMessage.Sockets(requestId, all);
  }

  private CompletableFuture<FetchedSockets> fetch() {
    return adapter.fetchSockets(EVERYBODY).toCompletableFuture();
  }

  private String fetchId() {
    return bus.last(ClusterMessage.FetchSockets.class).requestId();
  }

  @Test
  void whatIsForRoomsThatNobodyHereIsInIsNotWritten() {
    open();

    bus.bring("b", new ClusterMessage.Broadcast(EVENT, EVERYBODY.withRooms(Set.of("x")), null));
    assertThat(node.encoded).isZero();

    bus.bring("b", new ClusterMessage.Broadcast(EVENT, EVERYBODY.withRooms(Set.of("ada")), null));
    bus.bring("b", new ClusterMessage.Broadcast(EVENT, EVERYBODY, null));
    assertThat(node.encoded).isEqualTo(2);
  }

  // -- questions

  @Test
  void requestIdsAreSixteenHexadecimalDigits() {
    open();

    assertThat(fetch()).isNotCancelled();
    assertThat(fetchId()).matches("[0-9a-f]{16}");
  }

  @Test
  void answerThatComesTwiceCountsOnce() {
    open();
    bus.others = 2;
    CompletableFuture<FetchedSockets> fetched = fetch();

    bus.bring("b", sockets(fetchId(), "bob"));
    bus.bring("b", sockets(fetchId(), "bob"));
    assertThat(fetched).isNotDone();
    bus.bring("c", sockets(fetchId(), "cid"));

    assertThat(fetched.join().sockets())
        .extracting(SocketSnapshot::id)
        .containsExactly("bob", "cid");
    assertThat(adapter.openRequests()).isZero();
    assertThat(node.timers.pending()).isZero();
  }

  @Test
  void answersWithoutNamesAreCounted() {
    open();
    bus.others = 2;
    CompletableFuture<FetchedSockets> fetched = fetch();

    bus.bring(null, sockets(fetchId(), "bob"));
    assertThat(fetched).isNotDone();
    bus.bring(null, sockets(fetchId()));

    assertThat(fetched.join().sockets()).hasSize(1);
  }

  @Test
  void timeoutThatWasAskedForCounts() {
    open();
    bus.others = 1;
    CompletableFuture<FetchedSockets> fetched =
        adapter.fetchSockets(EVERYBODY.withTimeout(Duration.ofSeconds(60))).toCompletableFuture();

    node.timers.advance(Duration.ofSeconds(59));
    assertThat(fetched).isNotDone();
    node.timers.advance(Duration.ofSeconds(1));

    assertThat(fetched.join().missing()).containsExactly("1 of 1 servers");
  }

  @Test
  void missingServersAreNamedIfTheyMustBeThose() {
    open();
    bus.bring("b", new ClusterMessage.ServerSideEmit("x", Args.empty(), null));
    bus.bring("c", new ClusterMessage.ServerSideEmit("x", Args.empty(), null));
    bus.others = 2;
    CompletableFuture<FetchedSockets> one = fetch();
    bus.bring("c", sockets(fetchId(), "cid"));
    bus.others = 3;
    CompletableFuture<FetchedSockets> two = fetch();
    bus.bring("c", sockets(fetchId()));
    bus.others = 2;
    CompletableFuture<FetchedSockets> nameless = fetch();
    bus.bring(null, sockets(fetchId()));

    node.timers.advance(Duration.ofSeconds(5));

    assertThat(one.join().missing()).containsExactly("b");
    assertThat(one.join().sockets()).hasSize(1);
    assertThat(one.join().detail())
        .isEqualTo("timeout reached: only 1 responses received out of 2");
    assertThat(two.join().missing()).containsExactly("2 of 3 servers");
    assertThat(nameless.join().missing()).containsExactly("1 of 2 servers");
  }

  @Test
  void tooManyQuestionsAreNotAsked() {
    open();
    bus.others = 1;
    for (int i = 0; i < 3; i++) {
      assertThat(fetch()).isNotDone();
    }
    int before = bus.published.size();

    assertThat(fetch().join().detail()).startsWith("maxRequests: 3 ");
    CompletableFuture<List<Args>> asked =
        adapter.serverSideEmitWithAck("x", Args.empty()).toCompletableFuture();
    CollectedAcks acks = new CollectedAcks();
    adapter.broadcastWithAck(EVENT, EVERYBODY, acks);

    assertThatThrownBy(asked::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(AckTimeoutException.class);
    assertThat(acks.lines)
        .containsExactly(
            "to [ada]", "to [all other servers]", "all other servers is gone", "that is all");
    assertThat(bus.published).hasSize(before);
    node.timers.advance(Duration.ofSeconds(5));
    assertThat(adapter.openRequests()).isZero();
    assertThat(fetch()).isNotDone();
  }

  @Test
  void lateAndForeignAnswersAreIgnored() {
    open();
    bus.others = 1;
    CompletableFuture<FetchedSockets> fetched = fetch();
    String id = fetchId();

    bus.bring("b", new ClusterMessage.ServerSideAnswer(id, Args.of(1)));
    bus.bring("b", new ClusterMessage.Ids(id, Set.of("x")));
    bus.bring("b", sockets("0000000000000000", "x"));
    assertThat(fetched).isNotDone();
    node.timers.advance(Duration.ofSeconds(5));
    bus.bring("b", sockets(id, "x"));

    assertThat(fetched.join().sockets()).isEmpty();
    assertThat(node.events).isEmpty();
  }

  @Test
  void answersOfClientsCountAsFarAsTheyWerePromised() {
    open();
    bus.others = 2;
    CollectedAcks acks = new CollectedAcks();
    adapter.broadcastWithAck(EVENT, EVERYBODY, acks);
    String id = bus.last(ClusterMessage.Broadcast.class).requestId();

    bus.bring("b", new ClusterMessage.ClientAnswer(id, Args.of("early")));
    bus.bring("b", new ClusterMessage.ClientCount(id, 1));
    bus.bring("b", new ClusterMessage.ClientAnswer(id, Args.of("one")));
    bus.bring("b", new ClusterMessage.ClientAnswer(id, Args.of("too many")));
    bus.bring("c", new ClusterMessage.ClientCount(id, -7));
    bus.bring("c", new ClusterMessage.ClientCount(id, Integer.MAX_VALUE));
    bus.bring("c", new ClusterMessage.ClientCount(id, 1));
    node.timers.advance(Duration.ofSeconds(5));

    assertThat(acks.lines)
        .containsExactly(
            "to [ada]",
            "to [b#1]",
            "b#1 answered [one]",
            "to [2147483647 of 2147483647 sockets of c]",
            "2147483647 of 2147483647 sockets of c is gone",
            "that is all");
    assertThat(adapter.openRequests()).isZero();
  }

  @Test
  void closedAdapterLeavesNobodyWaiting() {
    open();
    bus.others = 1;
    CompletableFuture<FetchedSockets> fetched = fetch();

    adapter.close();

    assertThat(fetched.join().detail()).isEqualTo("the adapter is closed");
    assertThat(adapter.openRequests()).isZero();
    assertThat(node.timers.pending()).isZero();
    assertThat(fetch().join()).isEqualTo(FetchedSockets.NONE);
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
