package io.sockeye.server;

import io.sockeye.concurrent.Timers;

/**
 * The wait for the attachments of a packet that a client has begun: not for ever, and not if all
 * clients together hold too much meanwhile. Confined to the mailbox of the client's session, but
 * for what says otherwise.
 */
final class AwaitedAttachments {
  private final Client client;
  private final Timers.Alarm alarm;
  private boolean over;

  /** Begins with a packet whose first attachment is still to come. */
  AwaitedAttachments(Client client) {
    assert client.mailbox().isCurrent();
    RealServer server = client.server();
    this.client = client;
    this.alarm =
        server
            .timers()
            .schedule(
                server.options().reassemblyTimeout(),
                () -> client.mailbox().execute(this::onTimeout));
  }

  /** So many bytes of the packet are there by now, and not all of it. */
  void hold(long bytes) {
    assert client.mailbox().isCurrent();
    client.server().reassembly().hold(this, bytes);
  }

  /** The packet is complete, or never will be. */
  void end() {
    assert client.mailbox().isCurrent();
    over = true;
    alarm.cancel();
    client.server().reassembly().release(this);
  }

  private void onTimeout() {
    assert client.mailbox().isCurrent();
    if (!over && !client.isClosing()) {
      client.server().observer().limitHit("reassemblyTimeout", "a connection was closed");
      client.fail("attachments are missing for too long");
    }
  }

  /** This client holds most of too much. Any thread. */
  void onBudgetExceeded() {
    client
        .mailbox()
        .execute(
            () -> {
              client.server().observer().limitHit("maxReassemblyBytes", "a connection was closed");
              client.fail("all connections together wait for too many attachments");
            });
  }
}
