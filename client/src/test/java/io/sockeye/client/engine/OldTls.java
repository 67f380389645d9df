package io.sockeye.client.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;

/** Makes servers that speak TLS 1.2 alone. */
final class OldTls extends ServerSocketFactory {
  private final ServerSocketFactory factory;

  OldTls(ServerSocketFactory factory) {
    this.factory = factory;
  }

  private static ServerSocket old(ServerSocket server) {
    ((SSLServerSocket) server).setEnabledProtocols(new String[] {"TLSv1.2"});
    return server;
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return old(factory.createServerSocket(port));
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return old(factory.createServerSocket(port, backlog));
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    return old(factory.createServerSocket(port, backlog, address));
  }
}
