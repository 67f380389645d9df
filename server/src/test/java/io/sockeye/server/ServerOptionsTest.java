package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Options are checked before a server is there, and the message names the bad value. */
final class ServerOptionsTest {
  private final SocketIoServer.Builder builder = SocketIoServer.builder();

  @Test
  void wrongValueIsRefusedWithItsName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.connectTimeout(Duration.ZERO))
        .withMessageContaining("connectTimeout");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxPendingAcks(0))
        .withMessageContaining("maxPendingAcks")
        .withMessageContaining("0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxReassemblyBytes(-1))
        .withMessageContaining("maxReassemblyBytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.path("socket.io"))
        .withMessageContaining("socket.io");
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() {
    builder.json(JacksonJson.create()).parser(new JsonSocketCodec(JacksonJson.create()));

    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining("json and parser");
  }

  @Test
  void defaultsAreThoseOfTheNodeServer() {
    SocketIoServer io = builder.build();

    assertThat(io.engine().options().path()).isEqualTo("/socket.io");
    assertThat(io.engine().options().pingInterval()).isEqualTo(Duration.ofSeconds(25));
    assertThat(io.options().connectTimeout()).isEqualTo(Duration.ofSeconds(45));
    assertThat(io.options().ackTimeout()).isEqualTo(Duration.ofSeconds(30));
    io.close();
  }
}
