package io.sockeye.interop.client;

import io.sockeye.testsupport.ChaosProxy;

/** A server behind a network that can be broken. Closing it closes the network alone. */
record ProxiedServer(ChaosProxy proxy, String name) implements TestServer {
  /** A network in front of a server. */
  static ProxiedServer before(TestServer server, String name) {
    return new ProxiedServer(ChaosProxy.to(server.port()), server + ", " + name);
  }

  @Override
  public int port() {
    return proxy.port();
  }

  @Override
  public void close() {
    proxy.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
