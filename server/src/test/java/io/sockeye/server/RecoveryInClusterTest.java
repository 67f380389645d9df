package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Recovery where several servers are one, and none knows the state of another's clients. */
final class RecoveryInClusterTest {
  private final ManualTimers timers = new ManualTimers();
  private final ServerSideBus bus = new ServerSideBus();
  private final SocketIoServer here = server();
  private final SocketIoServer there = server();
  private final Visitor visitor = new Visitor(here);

  private SocketIoServer server() {
    return SocketIoServer.builder()
        .timers(timers)
        .inlineHandlers()
        .connectionStateRecovery(ConnectionStateRecovery.create())
        .adapter(bus::connect)
        .build();
  }

  @AfterEach
  void close() {
    here.close().toCompletableFuture().join();
    there.close().toCompletableFuture().join();
  }

  @Test
  void clientThatComesBackGetsWhatOtherServersSentMeanwhile() {
    visitor.connect();
    String sid = visitor.sid;
    here.socketsJoin("room");
    there.emit("before");
    assertThat(visitor.events()).containsExactly("[\"before\"]");

    visitor.client.vanish();
    there.emit("all", 1);
    here.emit("own", 2);
    there.to("room").emit("room", 3);
    there.to("elsewhere").emit("no", 4);
    there.in("room").socketsJoin("another");

    assertThat(visitor.connect()).containsExactly("[\"all\",1]", "[\"own\",2]", "[\"room\",3]");
    assertThat(visitor.sid).isEqualTo(sid);
    assertThat(here.socket(sid).orElseThrow().rooms())
        .containsExactlyInAnyOrder(sid, "room", "another");
  }

  @Test
  void stateIsOfOneServerAlone() {
    visitor.connect();
    visitor.client.vanish();
    Visitor elsewhere = new Visitor(there);
    elsewhere.pid = visitor.pid;

    elsewhere.connect();

    assertThat(elsewhere.sid).isNotEqualTo(visitor.sid);
  }

  @Test
  void oneThatIsAwayIsNeitherFetchedNorAsked() {
    visitor.connect();
    visitor.client.vanish();

    assertThat(there.fetchSockets().join()).isEmpty();
    assertThat(there.emitWithAck("ask").join()).isEmpty();
  }

  @Test
  void whatAFetchedSocketIsToldIsKeptForItsReturn() {
    visitor.connect();
    RemoteSocket fetched = there.fetchSockets().join().get(0);
    visitor.client.vanish();

    fetched.emit("for you", 1);

    assertThat(visitor.connect()).containsExactly("[\"for you\",1]");
  }

  @Test
  void oneThatIsDisconnectedFromElsewhereDoesNotComeBack() {
    visitor.connect();
    String sid = visitor.sid;
    visitor.client.vanish();

    there.disconnectSockets();
    visitor.connect();

    assertThat(visitor.sid).isNotEqualTo(sid);
  }
}
