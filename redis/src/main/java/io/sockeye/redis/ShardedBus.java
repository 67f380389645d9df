package io.sockeye.redis;

import io.sockeye.server.cluster.ClusterBus;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.ClusterReceiver;
import io.sockeye.server.cluster.EnvelopeCodec;
import io.sockeye.server.cluster.MessageFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One namespace over sharded channels, as the JavaScript sharded adapter has it (section 6.5 of the
 * behaviour spec): a channel for all servers, one for the answers to this one, and one for each
 * room where the mode says so.
 */
final class ShardedBus implements ClusterBus {
  private final RedisLink link;
  private final SubscriptionMode mode;
  private final String nodeId = NodeIds.hex();

  private final ShardedChannels channels;

  private final EnvelopeCodec codec;
  private final Inbox inbox;
  private final LinkListener health;
  private final ChannelListener listener = this::onMessage;

  /** What is subscribed to, to take it back. */
  private final Set<Topic> topics = ConcurrentHashMap.newKeySet();

  ShardedBus(
      RedisLink link,
      String prefix,
      String namespace,
      SubscriptionMode mode,
      MessageFormats formats) {
    this.link = link;
    this.mode = mode;
    this.channels = new ShardedChannels(prefix, namespace, mode);
    this.codec = new EnvelopeCodec(nodeId, namespace, formats);
    this.inbox = new Inbox(nodeId, link.executor());
    this.health = inbox.source();
  }

  @Override
  public String nodeId() {
    return nodeId;
  }

  @Override
  public CompletionStage<Void> open(ClusterReceiver receiver) {
    inbox.open(receiver);
    link.add(health);
    return subscribe(channels.main())
        .thenCombine(subscribe(channels.responses(nodeId)), (one, two) -> null);
  }

  private CompletionStage<Void> subscribe(String name) {
    Topic topic = Topic.shard(name);
    topics.add(topic);
    return link.subscribe(topic, listener);
  }

  private void onMessage(String from, byte[] message) {
    if (!codec.isOwn(message)) {
      inbox.take(message, () -> codec.decode(message), null);
    }
  }

  @Override
  public CompletionStage<Optional<String>> publish(ClusterMessage message) {
    return link.publish(true, channels.of(message), codec.encode(message))
        .thenApply(published -> Optional.empty());
  }

  @Override
  public CompletionStage<Void> respond(String to, ClusterMessage.Response response) {
    return link.publish(true, channels.responses(to), codec.encode(response));
  }

  @Override
  public CompletionStage<Integer> otherNodes() {
    return link.others(Topic.shard(channels.main()));
  }

  /**
   * Subscribes by what a publisher goes by, the name alone: a room that a socket has for itself may
   * have any name if the program chooses the ids.
   */
  @Override
  public CompletionStage<Void> enter(String room, boolean ofSocket) {
    return mode.hasChannel(room)
        ? subscribe(channels.room(room))
        : CompletableFuture.completedFuture(null);
  }

  @Override
  public void leave(String room) {
    Topic topic = Topic.shard(channels.room(room));
    if (topics.remove(topic)) {
      var unused = link.unsubscribe(topic, listener);
    }
  }

  @Override
  public CompletionStage<Void> close() {
    inbox.close();
    link.remove(health);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (Topic topic : topics) {
      all.add(link.unsubscribe(topic, listener).toCompletableFuture());
    }
    topics.clear();
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }
}
