package io.sockeye.client;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The half of a manager that programs add their listeners to: it only fills its {@link
 * ManagerListeners}.
 */
interface ListeningManager extends Manager {
  /** Where the listeners are kept. */
  ManagerListeners listeners();

  @Override
  default Manager onOpen(ConnectionListeners.Signal listener) {
    return add(listeners().opened, listener);
  }

  @Override
  default Manager onClose(ConnectionListeners.Disconnect listener) {
    return add(listeners().closed, listener);
  }

  @Override
  default Manager onError(ConnectionListeners.ConnectError listener) {
    return add(listeners().errors, listener);
  }

  @Override
  default Manager onReconnectAttempt(ConnectionListeners.Attempt listener) {
    return add(listeners().attempts, listener);
  }

  @Override
  default Manager onReconnect(ConnectionListeners.Attempt listener) {
    return add(listeners().reconnections, listener);
  }

  @Override
  default Manager onReconnectFailed(ConnectionListeners.Signal listener) {
    return add(listeners().surrenders, listener);
  }

  @Override
  default Manager onPing(ConnectionListeners.Signal listener) {
    return add(listeners().pings, listener);
  }

  @Override
  default Manager off(Object listener) {
    listeners().remove(listener);
    return this;
  }

  private <T> Manager add(List<T> list, T listener) {
    list.add(requireNonNull(listener, "listener"));
    return this;
  }
}
