package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;

/** A server that is set up as a suite or a client under test expects it. */
@FunctionalInterface
interface Role {
  /**
   * Starts the server of this role.
   *
   * @param listen says where; a role may add how
   */
  NettyServer start(CommandLine line, NettyOptions.Builder listen) throws UsageException;
}
