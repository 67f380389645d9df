package io.sockeye.server;

import io.sockeye.events.ListeningSource;
import java.util.List;
import java.util.Objects;

/**
 * The half of a socket that programs add their listeners to: it only fills a {@link ListenerSet}.
 */
interface ListeningSocket extends Socket, ListeningSource<Socket> {
  @Override
  ListenerSet listeners();

  @Override
  default Socket use(EventMiddleware middleware) {
    return add(listeners().middlewares, middleware);
  }

  @Override
  default Socket onError(ErrorListener listener) {
    return add(listeners().errors, listener);
  }

  @Override
  default Socket offError(ErrorListener listener) {
    listeners().errors.remove(listener);
    return this;
  }

  @Override
  default Socket onDisconnecting(DisconnectListener listener) {
    return add(listeners().disconnecting, listener);
  }

  @Override
  default Socket offDisconnecting(DisconnectListener listener) {
    listeners().disconnecting.remove(listener);
    return this;
  }

  @Override
  default Socket onDisconnect(DisconnectListener listener) {
    return add(listeners().disconnected, listener);
  }

  @Override
  default Socket offDisconnect(DisconnectListener listener) {
    listeners().disconnected.remove(listener);
    return this;
  }

  private <T> Socket add(List<T> list, T listener) {
    list.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }
}
