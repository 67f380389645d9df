package io.sockeye.server;

/**
 * Is told of events that did not reach their listeners: {@code socket.on("error")} of the
 * JavaScript server.
 *
 * <p>Runs on the socket's handler lane, in the place of the listener that was not called.
 */
@FunctionalInterface
public interface ErrorListener {
  /**
   * An event was dropped, or one of its listeners was passed by. The client was told nothing.
   *
   * @param event the name of the event
   * @param failure what a middleware threw; a {@link io.sockeye.SocketIoException} if it returned
   *     false; an {@link io.sockeye.ArgumentException} if the arguments are not what the listener
   *     wants
   */
  void onError(String event, Throwable failure) throws Exception;
}
