package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.engine.Cors;
import io.sockeye.server.engine.EngineOptions;
import java.time.Duration;

/** {@code eio4}: the protocol suite of Engine.IO 4. */
final class Eio4Role implements Role {
  @Override
  public NettyServer start(CommandLine line, NettyOptions listen) {
    EngineOptions options =
        EngineOptions.builder()
            .pingInterval(Duration.ofMillis(300))
            .pingTimeout(Duration.ofMillis(200))
            .maxHttpBufferSize(1_000_000)
            .cors(Cors.anyOrigin())
            .build();
    return EngineRoles.start(options, EngineRoles::echo, listen);
  }
}
