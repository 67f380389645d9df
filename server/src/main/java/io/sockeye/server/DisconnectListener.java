package io.sockeye.server;

import io.sockeye.DisconnectReason;

/** Is told of the disconnection of a socket. */
@FunctionalInterface
public interface DisconnectListener {
  /** The socket was disconnected, or is about to be. Runs on its handler lane. */
  void onDisconnect(DisconnectReason reason) throws Exception;
}
