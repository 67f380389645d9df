package io.sockeye.client;

import static java.util.Objects.requireNonNull;

import io.sockeye.events.ListeningSource;
import java.util.List;

/**
 * The half of a socket that programs add their listeners to: it only fills its {@link
 * SocketListeners}.
 */
interface ListeningSocket extends Socket, ListeningSource<Socket> {
  @Override
  SocketListeners listeners();

  @Override
  default Socket onConnect(ConnectionListeners.Signal listener) {
    return add(listeners().connected, listener);
  }

  @Override
  default Socket offConnect(ConnectionListeners.Signal listener) {
    return remove(listeners().connected, listener);
  }

  @Override
  default Socket onConnectError(ConnectionListeners.ConnectError listener) {
    return add(listeners().connectErrors, listener);
  }

  @Override
  default Socket offConnectError(ConnectionListeners.ConnectError listener) {
    return remove(listeners().connectErrors, listener);
  }

  @Override
  default Socket onDisconnect(ConnectionListeners.Disconnect listener) {
    return add(listeners().disconnected, listener);
  }

  @Override
  default Socket offDisconnect(ConnectionListeners.Disconnect listener) {
    return remove(listeners().disconnected, listener);
  }

  @Override
  default Socket onState(ConnectionListeners.State listener) {
    return add(listeners().states, listener);
  }

  @Override
  default Socket offState(ConnectionListeners.State listener) {
    return remove(listeners().states, listener);
  }

  private <T> Socket add(List<T> list, T listener) {
    list.add(requireNonNull(listener, "listener"));
    return this;
  }

  private <T> Socket remove(List<T> list, T listener) {
    list.remove(listener);
    return this;
  }
}
