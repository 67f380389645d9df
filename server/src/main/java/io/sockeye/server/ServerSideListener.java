package io.sockeye.server;

import io.sockeye.Ack;
import io.sockeye.Args;

/**
 * Is told of events that other servers of a cluster send to a namespace by {@link
 * Namespace#serverSideEmit}.
 */
@FunctionalInterface
public interface ServerSideListener {
  /**
   * An event arrived. Called on a lane of the namespace, one event at a time in the order of
   * arrival; it may block, which delays the server-side events of that namespace only. What it
   * throws goes to the {@link ServerObserver}.
   *
   * @param namespace the namespace; a child where the listener was added to a parent
   * @param ack answers, if an answer is expected; the other server gets the first value
   */
  void onEvent(Namespace namespace, Args args, Ack ack) throws Exception;
}
