package io.sockeye.server;

import io.sockeye.Ack;
import io.sockeye.Args;

/** A listener of an event in the one shape that all others are turned into. */
@FunctionalInterface
interface Handler {
  /**
   * The event arrived.
   *
   * @throws io.sockeye.ArgumentException if the arguments are not what the listener wants
   */
  void handle(Socket socket, Args args, Ack ack) throws Exception;
}
