package io.sockeye.netty;

import io.sockeye.netty.NettyOptions.Transport;
import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.testkit.TransportContract;
import java.time.Duration;

/** The contract of bindings for one way of doing I/O. */
abstract class NettyTransport extends TransportContract {
  private final Transport transport;

  NettyTransport(Transport transport) {
    this.transport = transport;
  }

  /** What differs from the defaults. */
  NettyOptions.Builder options() {
    return NettyOptions.builder()
        .host("127.0.0.1")
        .transport(transport)
        .closeTimeout(Duration.ofMillis(500))
        .shutdownTimeout(Duration.ofMillis(100));
  }

  @Override
  protected Server start(EngineEndpoint endpoint) {
    NettyServer server = NettyServer.start(endpoint, options().build());
    return new Server() {
      @Override
      public int port() {
        return server.port();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }
}
