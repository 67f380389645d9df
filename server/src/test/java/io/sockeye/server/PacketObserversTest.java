package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.PacketObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Several observers of a server, some of whom want to be told of packets. */
final class PacketObserversTest {
  private final List<String> told = new ArrayList<>();

  private ServerObserver watching(String name, boolean failing) {
    return new ServerObserver() {
      @Override
      public Optional<PacketObserver> packets() {
        return Optional.of(
            new PacketObserver() {
              @Override
              public void packetReceived(EngineSession session, EnginePacket packet) {
                tell("received " + packet);
              }

              @Override
              public void packetCreated(EngineSession session, PacketGroup packet) {
                tell("created " + packet.size());
              }
            });
      }

      private void tell(String what) {
        told.add(name + " " + what);
        if (failing) {
          throw new IllegalStateException("an observer that fails");
        }
      }
    };
  }

  @Test
  void eachIsToldWhateverTheOthersDo() {
    SocketIoServer io =
        SocketIoServer.builder()
            .timers(new ManualTimers())
            .inlineHandlers()
            .observer(watching("one", true))
            .observer(new Recorder())
            .observer(watching("two", false))
            .build();
    io.on("echo", (socket, args, ack) -> socket.emit("back"));
    TestClient client = TestClient.open(io);
    client.join("/");
    told.clear();

    client.send("42[\"echo\"]");

    assertThat(client.taken()).containsExactly("42[\"back\"]");
    assertThat(told)
        .containsExactly(
            "one received MESSAGE(9 bytes)",
            "two received MESSAGE(9 bytes)",
            "one created 10",
            "two created 10");
    assertThat(io.engine().sessions()).hasSize(1);
  }

  @Test
  void nobodyIsAskedForMoreWhereNobodyWantsPackets() {
    assertThat(PacketObservers.of(new ManualTimers(), List.of())).isEmpty();
    assertThat(new Recorder().packets()).isEmpty();
  }
}
