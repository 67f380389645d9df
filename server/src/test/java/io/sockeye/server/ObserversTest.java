package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.ManualTimers;
import org.junit.jupiter.api.Test;

/** Several observers of a server, one of which fails. */
final class ObserversTest {
  /** Has a class less than it needs. */
  private static final class Broken implements ServerObserver {
    @Override
    public void socketConnected(Socket socket) {
      throw new NoClassDefFoundError("of an observer that fails");
    }

    @Override
    public void badAck(Socket socket, long id) {
      throw new NoClassDefFoundError("of an observer that fails");
    }

    @Override
    public void socketDisconnected(Socket socket, DisconnectReason reason) {
      throw new NoClassDefFoundError("of an observer that fails");
    }
  }

  @Test
  void errorOfOneHarmsNeitherTheOthersNorTheConnection() {
    Recorder recorder = new Recorder();
    SocketIoServer io =
        SocketIoServer.builder()
            .timers(new ManualTimers())
            .inlineHandlers()
            .observer(new Broken())
            .observer(recorder)
            .build();
    io.on("echo", (socket, args, ack) -> socket.emit("back"));
    TestClient client = TestClient.connect(io);

    client.send("437[]", "42[\"echo\"]");

    assertThat(client.taken()).containsExactly("42[\"back\"]");
    client.vanish();
    assertThat(recorder.lines)
        .containsExactly("connected", "bad ack 7", "disconnected: transport close");
    assertThat(io.sockets()).isEmpty();
  }
}
