package io.sockeye.client.engine;

import java.util.Optional;

/** Makes the transports of one session. */
@FunctionalInterface
interface TransportFactory {
  /**
   * A transport that is not open yet.
   *
   * @param sid the session to join; empty to have one opened
   * @param events told what happens to it, in the mailbox, from {@link ClientTransport#open} on
   */
  ClientTransport create(TransportType type, Optional<String> sid, ClientTransport.Events events);
}
