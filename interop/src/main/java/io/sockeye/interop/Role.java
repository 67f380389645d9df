package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;

/** A server that is set up as a suite or a client under test expects it. */
@FunctionalInterface
interface Role {
  /**
   * Starts the server of this role.
   *
   * @param listen where, to which the role may add how
   */
  NettyServer start(CommandLine line, NettyOptions.Builder listen) throws UsageException;

  /**
   * Lets what comes over several connections be seen in the order of its arrival, by one I/O thread
   * for all. The protocol suites write to a WebSocket and expect that a request which they send
   * afterwards finds the server changed, which nothing promises where each connection may have a
   * thread of its own.
   */
  static NettyOptions.Builder inOrderOfArrival(NettyOptions.Builder listen) {
    return listen.eventLoopThreads(1);
  }
}
