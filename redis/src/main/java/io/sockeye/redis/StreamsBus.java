package io.sockeye.redis;

import io.lettuce.core.StreamMessage;
import io.sockeye.server.cluster.ClusterBus;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.ClusterReceiver;
import io.sockeye.server.cluster.EnvelopeCodec;
import io.sockeye.server.cluster.MessageFormats;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One namespace over a stream, as version 0.3 of the JavaScript adapter has it (section 6.6 of the
 * behaviour spec): what is to be obeyed is an entry of the stream; questions, which are of no use
 * later, and answers go over channels.
 */
final class StreamsBus implements ClusterBus {
  private final RedisLink link;
  private final StreamRoutes stream;
  private final String namespace;
  private final boolean sharded;
  private final String nodeId = NodeIds.hex();
  private final byte[] nodeIdBytes = nodeId.getBytes(StandardCharsets.US_ASCII);
  private final String channel;
  private final EnvelopeCodec codec;
  private final Inbox inbox;
  private final LinkListener linkHealth;
  private final Route route;
  private final ChannelListener listener = this::onMessage;

  StreamsBus(
      RedisLink link,
      StreamRoutes stream,
      String channelPrefix,
      String namespace,
      boolean sharded,
      MessageFormats formats) {
    this.link = link;
    this.stream = stream;
    this.namespace = namespace;
    this.sharded = sharded;
    this.channel = channelPrefix + "#" + namespace + "#";
    this.codec = new EnvelopeCodec(nodeId, namespace, formats);
    this.inbox = new Inbox(nodeId, link.executor());
    this.linkHealth = inbox.source();
    this.route = new Route(inbox.source());
  }

  @Override
  public String nodeId() {
    return nodeId;
  }

  @Override
  public CompletionStage<Void> open(ClusterReceiver receiver) {
    inbox.open(receiver);
    link.add(linkHealth);
    return CompletableFuture.allOf(
        stream.add(namespace, route).toCompletableFuture(),
        link.subscribe(topic(channel), listener).toCompletableFuture(),
        link.subscribe(topic(responses(nodeId)), listener).toCompletableFuture());
  }

  private Topic topic(String name) {
    return sharded ? Topic.shard(name) : Topic.channel(name);
  }

  private void onMessage(String from, byte[] message) {
    if (!codec.isOwn(message)) {
      inbox.take(message, () -> codec.decode(message), null);
    }
  }

  @Override
  public CompletionStage<Optional<String>> publish(ClusterMessage message) {
    return isQuestion(message)
        ? link.publish(sharded, channel, codec.encodeMsgpack(message))
            .thenApply(published -> Optional.empty())
        : stream.append(codec.encodeFields(message)).thenApply(Optional::of);
  }

  /** Events between servers are none, and yet go that way in JavaScript. */
  private static boolean isQuestion(ClusterMessage message) {
    return message instanceof ClusterMessage.FetchSockets
        || message instanceof ClusterMessage.ServerSideEmit
        || (message instanceof ClusterMessage.Broadcast broadcast && broadcast.requestId() != null);
  }

  @Override
  public CompletionStage<Void> respond(String to, ClusterMessage.Response response) {
    return link.publish(sharded, responses(to), codec.encodeMsgpack(response));
  }

  private String responses(String to) {
    return channel + to + "#";
  }

  @Override
  public CompletionStage<Integer> otherNodes() {
    return link.others(topic(channel));
  }

  @Override
  public CompletionStage<Void> close() {
    inbox.close();
    link.remove(linkHealth);
    stream.remove(namespace, route);
    return CompletableFuture.allOf(
        link.unsubscribe(topic(channel), listener).toCompletableFuture(),
        link.unsubscribe(topic(responses(nodeId)), listener).toCompletableFuture());
  }

  /** What comes of the stream. */
  private final class Route implements StreamRoutes.Route {
    private final LinkListener health;

    Route(LinkListener health) {
      this.health = health;
    }

    @Override
    public void onEntry(StreamMessage<String, byte[]> entry) {
      Map<String, byte[]> fields = entry.getBody();
      if (!Arrays.equals(nodeIdBytes, fields.get("uid"))) {
        int size = 0;
        boolean tooLarge = false;
        for (byte[] value : fields.values()) {
          size += value.length;
          tooLarge |= value == BoundedCodec.TOO_LARGE;
        }
        inbox.take(size, tooLarge, () -> codec.decodeFields(fields), entry.getId());
      }
    }

    @Override
    public boolean isBehind() {
      return inbox.isFilling();
    }

    @Override
    public void onMissed(long count, String detail) {
      inbox.lost(count, detail);
    }

    @Override
    public void onUp() {
      health.onUp();
    }

    @Override
    public void onDown(String detail) {
      health.onDown(detail);
    }
  }
}
