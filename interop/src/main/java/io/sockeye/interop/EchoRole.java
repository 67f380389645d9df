package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.engine.Cors;
import io.sockeye.server.engine.EngineOptions;
import java.time.Duration;

/**
 * {@code eio4} and {@code eio3}: the protocol suites of Engine.IO.
 *
 * @param allowEio3 whether for revision 3; the suite of revision 4 wants clients that do not say
 *     their revision to be refused
 */
record EchoRole(boolean allowEio3) implements Role {
  @Override
  public NettyServer start(CommandLine line, NettyOptions.Builder listen) {
    EngineOptions options =
        EngineOptions.builder()
            .allowEio3(allowEio3)
            .pingInterval(Duration.ofMillis(300))
            .pingTimeout(Duration.ofMillis(200))
            .maxHttpBufferSize(1_000_000)
            .cors(Cors.anyOrigin())
            .build();
    // The suites send a poll and a close packet at once, by two connections, and expect the poll to
    // be first: so one thread takes them as they come.
    return EngineRoles.start(options, EngineRoles::echo, listen.eventLoopThreads(1));
  }
}
