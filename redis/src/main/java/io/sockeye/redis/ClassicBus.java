package io.sockeye.redis;

import io.sockeye.server.cluster.ClusterBus;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.ClusterReceiver;
import io.sockeye.server.cluster.MessageFormats;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One namespace over the channels of the classic JavaScript adapter (section 6.4 of the behaviour
 * spec): a pattern for broadcasts, one channel for requests, one for the responses to all, and one
 * for those to this server.
 */
final class ClassicBus implements ClusterBus {
  private final RedisLink link;
  private final String nodeId = NodeIds.alphanumeric();
  private final ClassicChannels channels;
  private final ClassicWire wire;
  private final boolean ownResponses;
  private final Inbox inbox;
  private final LinkListener health;
  private final Map<Topic, ChannelListener> topics;

  /** How broadcasts of this server begin: an array of three, and its name. */
  private final byte[] ownBroadcast;

  /** The rooms that have somebody on this server. */
  private final Set<String> rooms = ConcurrentHashMap.newKeySet();

  /**
   * For a namespace.
   *
   * @param ownResponses whether answers go to the server that asked alone
   */
  ClassicBus(
      RedisLink link, String key, String namespace, boolean ownResponses, MessageFormats formats) {
    this.link = link;
    this.channels = new ClassicChannels(key, namespace);
    this.wire = new ClassicWire(nodeId, namespace, formats);
    this.ownResponses = ownResponses;
    this.inbox = new Inbox(nodeId, link.executor());
    this.health = inbox.source();
    this.topics =
        Map.of(
            Topic.pattern(channels.broadcastPattern()),
            this::onBroadcast,
            Topic.channel(channels.requests()),
            this::onRequest,
            Topic.channel(channels.responses()),
            this::onResponse,
            Topic.channel(channels.responses(nodeId)),
            this::onResponse);
    this.ownBroadcast = beginning(nodeId);
  }

  private static byte[] beginning(String nodeId) {
    byte[] name = nodeId.getBytes(StandardCharsets.US_ASCII);
    byte[] beginning = new byte[2 + name.length];
    beginning[0] = (byte) 0x93;
    beginning[1] = (byte) (0xa0 | name.length);
    System.arraycopy(name, 0, beginning, 2, name.length);
    return beginning;
  }

  @Override
  public String nodeId() {
    return nodeId;
  }

  @Override
  public CompletionStage<Void> open(ClusterReceiver receiver) {
    inbox.open(receiver);
    link.add(health);
    return CompletableFuture.allOf(
        topics.entrySet().stream()
            .map(each -> link.subscribe(each.getKey(), each.getValue()).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private void onBroadcast(String from, byte[] message) {
    if (!isOwnBroadcast(message) && channels.room(from).map(rooms::contains).orElse(true)) {
      inbox.take(message, () -> wire.decodeBroadcast(message), null);
    }
  }

  private boolean isOwnBroadcast(byte[] message) {
    int length = ownBroadcast.length;
    return message.length > length && Arrays.equals(message, 0, length, ownBroadcast, 0, length);
  }

  private void onRequest(String from, byte[] message) {
    inbox.take(message, () -> wire.decodeRequest(message), null);
  }

  private void onResponse(String from, byte[] message) {
    inbox.take(message, () -> wire.decodeResponse(message), null);
  }

  @Override
  public CompletionStage<Optional<String>> publish(ClusterMessage message) {
    CompletionStage<Void> published;
    if (message instanceof ClusterMessage.Broadcast broadcast && broadcast.requestId() == null) {
      byte[] bytes = wire.encodeBroadcast(broadcast.event(), broadcast.options());
      String channel = channels.broadcasts(broadcast.options().rooms());
      published = link.publish(false, channel, bytes);
    } else {
      published = link.publish(false, channels.requests(), wire.encodeRequest(message));
    }
    return published.thenApply(nothing -> Optional.empty());
  }

  /** Answers to events between servers, and to nobody knows whom, go to all, as in JavaScript. */
  @Override
  public CompletionStage<Void> respond(String to, ClusterMessage.Response response) {
    boolean toOne =
        ownResponses
            && !to.equals(ClusterMessage.EMITTER)
            && !(response instanceof ClusterMessage.ServerSideAnswer);
    String channel = toOne ? channels.responses(to) : channels.responses();
    return link.publish(false, channel, wire.encodeResponse(response));
  }

  @Override
  public CompletionStage<Integer> otherNodes() {
    return link.others(Topic.channel(channels.requests()));
  }

  /** What is for rooms that nobody here is in is not looked at. */
  @Override
  public CompletionStage<Void> enter(String room, boolean ofSocket) {
    rooms.add(room);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void leave(String room) {
    rooms.remove(room);
  }

  @Override
  public CompletionStage<Void> close() {
    inbox.close();
    link.remove(health);
    return CompletableFuture.allOf(
        topics.entrySet().stream()
            .map(each -> link.unsubscribe(each.getKey(), each.getValue()).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }
}
