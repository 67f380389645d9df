package io.sockeye.redis;

import io.lettuce.core.StreamMessage;
import io.sockeye.SocketIoException;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.ClusterReceiver;
import io.sockeye.server.cluster.EnvelopeCodec;
import io.sockeye.server.cluster.MessageFormats;
import io.sockeye.server.cluster.RecoveryBus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One namespace over a stream, as version 0.3 of the JavaScript adapter has it (section 6.6 of the
 * behaviour spec): what is to be obeyed is an entry of the stream; questions, which are of no use
 * later, and answers go over channels. What Redis keeps of the stream, and of clients that are
 * away, is there for those that come back.
 */
final class StreamsBus implements RecoveryBus {
  /** As the JavaScript adapter has it; no longer than two numbers of 64 bits. */
  private static final Pattern OFFSET = Pattern.compile("[0-9]{1,19}-[0-9]{1,19}");

  private final RedisLink link;
  private final StreamRoutes stream;
  private final StreamArchive archive;
  private final StreamLetters letters = new StreamLetters();
  private final String namespace;
  private final boolean sharded;
  private final String nodeId = NodeIds.hex();
  private final byte[] namespaceBytes;
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
      StreamArchive archive,
      String channelPrefix,
      String namespace,
      boolean sharded,
      MessageFormats formats) {
    this.link = link;
    this.stream = stream;
    this.archive = archive;
    this.namespace = namespace;
    this.namespaceBytes = namespace.getBytes(StandardCharsets.UTF_8);
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

  // -- for clients that come back

  @Override
  public Letter write(ClusterMessage message) {
    return new StreamLetters.Letter(codec.encodeFields(message), codec);
  }

  @Override
  public void send(Letter letter, Receipt receipt) {
    Map<String, byte[]> fields = ((StreamLetters.Letter) letter).fields();
    StreamLetters.Sent sent = letters.add(fields, receipt);
    CompletionStage<String> added = stream.append(fields);
    if (sent == null) {
      fail(receipt, new SocketIoException("the stream is not read as fast as it is written"));
      return;
    }
    added.whenComplete(
        (id, failure) -> {
          if (failure == null) {
            sent.onAdded();
          } else {
            fail(letters.fail(sent), failure);
          }
        });
  }

  private void fail(@Nullable Receipt receipt, Throwable failure) {
    if (receipt != null) {
      inbox.run(() -> receipt.onFailed(failure));
    }
  }

  @Override
  public CompletionStage<String> position() {
    CompletableFuture<String> position = new CompletableFuture<>();
    stream.position(
        id ->
            inbox.run(
                () -> {
                  if (id == null) {
                    position.completeExceptionally(
                        new SocketIoException("the stream was not read yet"));
                  } else {
                    position.complete(id.toString());
                  }
                }));
    return position;
  }

  @Override
  public boolean isOffset(String text) {
    return OFFSET.matcher(text).matches();
  }

  @Override
  public int compare(String offset, String other) {
    return StreamId.of(offset).compareTo(StreamId.of(other));
  }

  @Override
  public CompletionStage<Page> read(String after) {
    return archive
        .read(after)
        .thenApply(
            entries -> {
              List<Kept> kept = new ArrayList<>(entries.size());
              entries.forEach(entry -> kept.add(new Kept(entry.getId(), message(entry))));
              return new Page(kept, entries.size() < archive.pageSize());
            });
  }

  /** Null if it is none for this namespace; what would be refused is refused here, too. */
  private @Nullable ClusterMessage message(StreamMessage<String, byte[]> entry) {
    Map<String, byte[]> fields = entry.getBody();
    if (fields == null || !Arrays.equals(namespaceBytes, fields.get("nsp"))) {
      return null;
    }
    try {
      return codec.decodeFields(fields).message();
    } catch (ProtocolException refused) {
      return null;
    }
  }

  @Override
  public CompletionStage<Boolean> hasAllAfter(String offset) {
    return archive.hasAllAfter(offset);
  }

  @Override
  public CompletionStage<Optional<String>> find(String pid) {
    return archive.find(pid);
  }

  @Override
  public CompletionStage<Optional<String>> take(String pid) {
    return archive.take(pid);
  }

  @Override
  public CompletionStage<Void> save(String pid, String session, Duration time) {
    return archive.save(pid, session, time);
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
      if (Arrays.equals(nodeIdBytes, fields.get("uid"))) {
        Receipt receipt = letters.read(fields);
        if (receipt != null) {
          inbox.run(() -> receipt.onKept(entry.getId()));
        }
      } else {
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
      Receipt receipt = letters.missed();
      while (receipt != null) {
        fail(receipt, new SocketIoException(detail));
        receipt = letters.missed();
      }
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
