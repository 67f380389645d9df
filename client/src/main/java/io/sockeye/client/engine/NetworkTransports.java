package io.sockeye.client.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import java.util.Optional;

/** Makes transports over a network. */
final class NetworkTransports implements TransportFactory {
  private final Network network;
  private final Endpoint endpoint;
  private final SessionOptions options;
  private final Timers timers;
  private final SerialExecutor mailbox;

  NetworkTransports(
      Network network,
      Endpoint endpoint,
      SessionOptions options,
      Timers timers,
      SerialExecutor mailbox) {
    this.network = network;
    this.endpoint = endpoint;
    this.options = options;
    this.timers = timers;
    this.mailbox = mailbox;
  }

  @Override
  public ClientTransport create(
      TransportType type, Optional<String> sid, ClientTransport.Events events) {
    return switch (type) {
      case POLLING ->
          new PollingTransport(network, endpoint, options, sid, timers, mailbox, events);
      case WEBSOCKET -> new WebSocketTransport(network, endpoint, options, sid, mailbox, events);
    };
  }
}
