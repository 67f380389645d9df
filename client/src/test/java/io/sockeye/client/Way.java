package io.sockeye.client;

import io.sockeye.client.engine.TransportType;

/** The transports that a connection goes by. */
enum Way {
  POLLING,
  WEBSOCKET,
  UPGRADE;

  Manager.Builder of(Manager.Builder builder) {
    return switch (this) {
      case POLLING -> builder.transports(TransportType.POLLING);
      case WEBSOCKET -> builder.transports(TransportType.WEBSOCKET);
      case UPGRADE -> builder;
    };
  }
}
