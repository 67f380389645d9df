package io.sockeye.interop.client;

import io.sockeye.interop.SmokeServer;
import io.sockeye.netty.NettyServer;

/** Our own server, in this JVM. */
final class OwnServer implements TestServer {
  private final NettyServer server;

  private OwnServer(NettyServer server) {
    this.server = server;
  }

  static OwnServer start(String... flags) {
    return new OwnServer(SmokeServer.start(flags));
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }

  @Override
  public String toString() {
    return "sockeye";
  }
}
