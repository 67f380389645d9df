package io.sockeye.events;

import io.sockeye.Ack;
import io.sockeye.Args;

/**
 * A listener of an event in the one shape that all others are turned into.
 *
 * @param <S> the socket that the event arrives at
 */
@FunctionalInterface
public interface Handler<S> {
  /**
   * The event arrived.
   *
   * @throws io.sockeye.ArgumentException if the arguments are not what the listener wants
   */
  void handle(S socket, Args args, Ack ack) throws Exception;
}
