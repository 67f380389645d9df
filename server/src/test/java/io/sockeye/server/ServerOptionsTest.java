package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.server.engine.AdmissionLimits;
import io.sockeye.server.engine.OutboundLimits;
import io.sockeye.server.engine.SidBinding;
import io.sockeye.server.engine.SlowConsumerPolicy;
import io.sockeye.server.traffic.RateLimit;
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

  /** What docs/configuration.md says of options that the Node server does not have. */
  @Test
  void clientsThatDoNotReadAreBoundedByDefault() {
    OutboundLimits limits = builder.build().engine().options().outbound();

    assertThat(limits.lowWaterMark()).isEqualTo(64 * 1024);
    assertThat(limits.highWaterMark()).isEqualTo(256 * 1024);
    assertThat(limits.maxBytes()).isEqualTo(4 * 1024 * 1024);
    assertThat(limits.maxTotalBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    assertThat(limits.slowConsumerTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(limits.slowConsumerPolicy()).isSameAs(SlowConsumerPolicy.DISCONNECT);
  }

  @Test
  void lowMarkIsNotAboveTheHighOneUnlessToldSo() {
    builder.outboundHighWaterMark(1_000);
    assertThat(builder.build().engine().options().outbound().lowWaterMark()).isEqualTo(1_000);

    builder.outboundLowWaterMark(1_001);
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessage("outboundHighWaterMark (1000) is below outboundLowWaterMark (1001)");
  }

  @Test
  void whoComesIsBoundedByDefaultWhereItCannotHitOthers() {
    AdmissionLimits limits = builder.build().engine().options().admission();

    assertThat(limits.maxConnectionsPerIp()).as("any number").isZero();
    assertThat(limits.maxConcurrentHandshakes()).isEqualTo(2_048);
    assertThat(limits.handshakeRateLimit()).isEmpty();
    assertThat(limits.globalHandshakeRateLimit()).isEmpty();
    assertThat(limits.unknownSidRateLimit()).contains(RateLimit.perSecond(100).burst(1_000));
    assertThat(limits.sidBinding()).containsExactly(SidBinding.ORIGIN);
  }

  @Test
  void serverLetsAllGoAtOnceWithinTenSecondsByDefault() {
    ServerOptions options = builder.build().options();

    assertThat(options.closeSpread()).isZero();
    assertThat(options.closeTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.eventRateLimiter()).isEmpty();
  }
}
