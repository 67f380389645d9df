package io.sockeye.interop.client;

import io.sockeye.client.Manager;
import io.sockeye.client.engine.TransportType;

/** How a client gets its connection. */
public enum Mode {
  POLLING {
    @Override
    Manager.Builder applyTo(Manager.Builder options) {
      return options.transports(TransportType.POLLING);
    }
  },
  WEBSOCKET {
    @Override
    Manager.Builder applyTo(Manager.Builder options) {
      return options.transports(TransportType.WEBSOCKET);
    }
  },
  UPGRADE {
    @Override
    Manager.Builder applyTo(Manager.Builder options) {
      return options.transports(TransportType.POLLING, TransportType.WEBSOCKET);
    }
  };

  abstract Manager.Builder applyTo(Manager.Builder options);

  /** The transport that a connection has in the end, by its name. */
  String transport() {
    return this == POLLING ? "polling" : "websocket";
  }
}
