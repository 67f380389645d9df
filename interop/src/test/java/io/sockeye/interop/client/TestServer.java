package io.sockeye.interop.client;

/** A server with the events of the role {@code smoke}, on the loopback. */
interface TestServer extends AutoCloseable {
  int port();

  default String url() {
    return "http://127.0.0.1:" + port();
  }

  @Override
  void close();
}
