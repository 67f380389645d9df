package io.sockeye.server;

/** Is told of each socket that connects to a namespace. */
@FunctionalInterface
public interface ConnectionListener {
  /** A socket connected. Runs on its handler lane, before any of its events. */
  void onConnection(Socket socket) throws Exception;
}
