package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.server.engine.EngineOptions;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.ResponseHeaders;
import io.sockeye.server.engine.Verdict;
import java.time.Duration;

/** {@code java-engine-client}: the suite of the official Java client of Engine.IO. */
final class JavaEngineClientRole implements Role {
  private static final String HEADER = "X-EngineIO";

  @Override
  public NettyServer start(CommandLine line, NettyOptions.Builder listen) {
    EngineOptions options =
        EngineOptions.builder()
            .pingInterval(Duration.ofMillis(500))
            .use(JavaEngineClientRole::answerHeader)
            .build();
    return EngineRoles.start(options, new Greeting(), listen);
  }

  private static Verdict answerHeader(HttpRequest request, ResponseHeaders response) {
    request.header(HEADER).ifPresent(value -> response.add(HEADER, "hi").add(HEADER, value));
    return Verdict.allow();
  }

  private static final class Greeting implements EngineRoles.Messages {
    @Override
    public void onOpen(EngineSession session) {
      EngineRoles.send(session, "hi");
    }

    @Override
    public void onMessage(EngineSession session, EnginePacket message) {
      EngineRoles.echo(session, message);
    }
  }
}
