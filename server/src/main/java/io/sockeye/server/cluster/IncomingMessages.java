package io.sockeye.server.cluster;

import io.sockeye.log.LogText;
import io.sockeye.server.adapter.LocalNode;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the bus brings to where it belongs: answers to the questions of this server, signs of
 * life, and what others want to be done here, in the order of the bus where that counts. Nothing
 * that comes harms the bus's thread.
 */
final class IncomingMessages implements ClusterReceiver {
  private final LocalNode node;
  private final String nodeId;
  private final ForeignMessages foreign;
  private final Peers peers;
  private final Requests requests;

  /** Null if the bus knows who is there. */
  private final @Nullable Heartbeats heartbeats;

  /** Null unless the bus keeps events for clients that miss them. */
  private final @Nullable OrderedDelivery order;

  /** Messages are obeyed, and it is told whether the bus is there. */
  private volatile boolean open;

  /**
   * For a namespace of this server.
   *
   * @param nodeId the name of this server, whose messages are not for itself
   */
  IncomingMessages(
      LocalNode node,
      String nodeId,
      ForeignMessages foreign,
      Peers peers,
      Requests requests,
      @Nullable Heartbeats heartbeats,
      @Nullable OrderedDelivery order) {
    this.node = node;
    this.nodeId = nodeId;
    this.foreign = foreign;
    this.peers = peers;
    this.requests = requests;
    this.heartbeats = heartbeats;
    this.order = order;
  }

  void open() {
    open = true;
  }

  /** Nothing is obeyed any more. */
  void close() {
    open = false;
  }

  @Override
  public void onMessage(@Nullable String sender, ClusterMessage message, @Nullable String offset) {
    if (!open || nodeId.equals(sender)) {
      return;
    }
    try {
      take(sender, message, offset);
    } catch (RuntimeException e) {
      onRefused(String.valueOf(e.getMessage()));
    }
  }

  private void take(@Nullable String sender, ClusterMessage message, @Nullable String offset) {
    if (sender != null && message instanceof ClusterMessage.Leave) {
      if (peers.remove(sender)) {
        requests.onGone(sender);
      }
      return;
    }
    if (sender != null && !sender.equals(ClusterMessage.EMITTER)) {
      hear(sender);
    }
    if (message instanceof ClusterMessage.Response response) {
      requests.onResponse(sender, response);
    } else if (message instanceof ClusterMessage.Heartbeat heartbeat) {
      if (heartbeats != null) {
        heartbeats.onHeartbeat(heartbeat);
      }
    } else if (order == null || offset == null) {
      foreign.obey(sender, message, null);
    } else if (order.isFull()) {
      onLost(1, "messages came faster than they could be dealt with");
    } else {
      order.bring(offset, message, () -> obeyInOrder(sender, message, offset));
    }
  }

  private void obeyInOrder(@Nullable String sender, ClusterMessage message, String offset) {
    try {
      foreign.obey(sender, message, offset);
    } catch (RuntimeException e) {
      onRefused(String.valueOf(e.getMessage()));
    }
  }

  private void hear(String sender) {
    String displaced = peers.heard(sender);
    if (displaced != null) {
      requests.onGone(displaced);
    }
  }

  @Override
  public void onRefused(String detail) {
    node.clusterEvents().refused(LogText.of(detail));
  }

  @Override
  public void onLost(long count, String detail) {
    if (order != null) {
      order.onLost();
    }
    node.clusterEvents().lost(count, detail);
  }

  @Override
  public void onUp() {
    if (open) {
      if (order != null) {
        order.onUp();
      }
      node.clusterEvents().up();
      if (heartbeats != null) {
        heartbeats.onUp();
      }
    }
  }

  @Override
  public void onDown(String detail) {
    if (open) {
      if (order != null) {
        order.onDown();
      }
      node.clusterEvents().down(detail);
    }
  }
}
