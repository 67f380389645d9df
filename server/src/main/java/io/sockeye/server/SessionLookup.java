package io.sockeye.server;

import io.sockeye.concurrent.Stages;
import io.sockeye.server.adapter.SavedSession;
import org.jspecify.annotations.Nullable;

/**
 * Looks in the store for what a client that joins a namespace says that it left behind; the outcome
 * comes back to the client's mailbox, once. The store takes care that it comes in time.
 */
final class SessionLookup {
  private final Client client;
  private final RealNamespace namespace;
  private final RealHandshake handshake;

  /** Whether nobody waits for the outcome any more; in the mailbox. */
  private boolean abandoned;

  private SessionLookup(Client client, RealNamespace namespace, RealHandshake handshake) {
    this.client = client;
    this.namespace = namespace;
    this.handshake = handshake;
  }

  /** Begins to look; the namespace was entered for the client. In the client's mailbox. */
  static SessionLookup begin(
      Client client,
      RealNamespace namespace,
      RealHandshake handshake,
      SharedRecovery shared,
      String pid) {
    assert client.mailbox().isCurrent();
    SessionLookup lookup = new SessionLookup(client, namespace, handshake);
    shared
        .store()
        .find(pid)
        .whenComplete(
            (found, failure) ->
                client
                    .mailbox()
                    .execute(
                        () -> {
                          if (failure == null) {
                            lookup.settle(shared, found.orElse(null));
                          } else {
                            lookup.fail(SharedRecovery.failure(Stages.cause(failure)));
                          }
                        }));
    return lookup;
  }

  RealNamespace namespace() {
    return namespace;
  }

  RealHandshake handshake() {
    return handshake;
  }

  private void settle(SharedRecovery shared, @Nullable SavedSession session) {
    if (session == null) {
      fail(RecoveryFailure.UNKNOWN_SESSION);
    } else if (abandoned) {
      client.server().namespaces().leave(namespace);
    } else {
      String offset = handshake.authText("offset");
      client.joining().onFound(this, new SharedClaim(shared, session, offset));
    }
  }

  private void fail(RecoveryFailure reason) {
    if (abandoned) {
      client.server().namespaces().leave(namespace);
    } else {
      client.joining().onNotFound(this, reason);
    }
  }

  /** Nobody waits for the outcome any more. */
  void abandon() {
    assert client.mailbox().isCurrent();
    abandoned = true;
  }
}
