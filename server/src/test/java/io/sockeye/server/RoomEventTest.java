package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.server.adapter.RoomEvent;
import io.sockeye.server.adapter.RoomListener;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What those who listen to the changes of rooms are told (section 6.1 of the behaviour spec). */
final class RoomEventTest {
  private final ManualExecutor executor = new ManualExecutor();
  private final Recorder recorder = new Recorder();
  private final List<RoomEvent> seen = new ArrayList<>();

  private SocketIoServer.Builder builder() {
    return SocketIoServer.builder().timers(new ManualTimers()).observer(recorder);
  }

  private List<String> lines() {
    return seen.stream().map(event -> event.kind() + " " + event.room()).toList();
  }

  @Test
  void lifeOfASocketIsToldByItsRooms() {
    SocketIoServer io = builder().inlineHandlers().build();
    io.onRoomEvent(seen::add);
    io.onConnection(socket -> socket.join("a"));
    TestClient client = TestClient.open(io);

    String id = client.join("/");
    client.vanish();

    assertThat(lines())
        .containsExactly(
            "CREATE " + id,
            "JOIN " + id,
            "CREATE a",
            "JOIN a",
            "LEAVE " + id,
            "DELETE " + id,
            "LEAVE a",
            "DELETE a");
    assertThat(seen).allMatch(event -> event.socketId().equals(id));
    assertThat(seen).allMatch(event -> event.namespace().equals("/"));
  }

  @Test
  void listenersRunOnALaneOfTheNamespaceAfterTheChange() {
    SocketIoServer io = builder().handlers(executor).build();
    io.onRoomEvent(seen::add);
    TestClient client = TestClient.connect(io);

    assertThat(seen).isEmpty();
    io.socketsJoin("a");
    client.vanish();
    assertThat(seen).isEmpty();
    executor.runAll();

    assertThat(seen).hasSize(8);
  }

  @Test
  void listenerMayChangeRoomsItself() {
    SocketIoServer io = builder().inlineHandlers().build();
    io.onRoomEvent(
        event -> {
          seen.add(event);
          if (event.kind() == RoomEvent.Kind.JOIN && event.room().equals("a")) {
            io.in("a").socketsJoin("b");
            io.socketsLeave("a");
          }
        });
    TestClient.connect(io);
    seen.clear();

    io.socketsJoin("a");

    assertThat(lines())
        .containsExactly("CREATE a", "JOIN a", "CREATE b", "JOIN b", "LEAVE a", "DELETE a");
  }

  @Test
  void listenerThatThrowsHarmsNobody() {
    SocketIoServer io = builder().inlineHandlers().build();
    RoomListener removed = seen::add;
    io.onRoomEvent(
        event -> {
          throw new IllegalStateException("of its own");
        });
    io.onRoomEvent(removed).offRoomEvent(removed);
    io.onRoomEvent(seen::add);

    TestClient.connect(io);

    assertThat(lines()).hasSize(2);
    assertThat(recorder.lines).contains("listener of room event failed in /");
  }

  @Test
  void parentIsToldOfTheRoomsOfItsChildren() {
    SocketIoServer io = builder().inlineHandlers().build();
    io.of(Pattern.compile("/dyn-\\d+")).onRoomEvent(seen::add);
    TestClient client = TestClient.connect(io);

    client.join("/dyn-1");
    client.send("41/dyn-1,");

    assertThat(seen).hasSize(4).allMatch(event -> event.namespace().equals("/dyn-1"));
  }

  @Test
  void listenerThatIsTooSlowLosesEvents() {
    SocketIoServer io = builder().handlers(executor).maxQueuedNamespaceEvents(3).build();
    io.onRoomEvent(seen::add);
    TestClient.connect(io);

    io.socketsJoin("a");
    assertThat(recorder.lines).contains("limit maxQueuedNamespaceEvents");
    executor.runAll();
    assertThat(seen).hasSize(3);
    io.socketsJoin("b");
    executor.runAll();

    assertThat(lines()).hasSize(5).endsWith("CREATE b", "JOIN b");
  }
}
