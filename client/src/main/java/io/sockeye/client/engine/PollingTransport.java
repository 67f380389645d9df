package io.sockeye.client.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.PayloadDecoder;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session's packets by HTTP long polling (section 1.11): one GET after the other that waits for
 * what the server has to say, and a POST for what we have, one at a time. Confined to the mailbox.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what follows is a task of the mailbox
final class PollingTransport implements ClientTransport {
  private static final int OK = 200;

  private final Network network;
  private final Endpoint endpoint;
  private final SessionOptions options;
  private final RequestHeaders headers;
  private final SerialExecutor mailbox;
  private final Events events;

  /** Empty until the server has opened the session. */
  private Optional<String> sid;

  /** The GET that is under way; null if none is. */
  private @Nullable CompletableFuture<HttpAnswer> poll;

  /** The POST that is under way; null if none is. */
  private @Nullable CompletableFuture<HttpAnswer> post;

  private boolean reading = true;

  /** Whether no new GET is sent. */
  private boolean paused;

  /** To be told when nothing is under way; null if nobody waits for that. */
  private @Nullable Runnable onPaused;

  /** Whether a packet CLOSE is sent next, or under way, and nothing is told but the end. */
  private boolean closing;

  /** Whether the end was told, or is not to be told. */
  private boolean ended;

  PollingTransport(
      Network network,
      Endpoint endpoint,
      SessionOptions options,
      Optional<String> sid,
      SerialExecutor mailbox,
      Events events) {
    this.network = network;
    this.endpoint = endpoint;
    this.options = options;
    this.headers = new RequestHeaders(options);
    this.sid = sid;
    this.mailbox = mailbox;
    this.events = events;
  }

  @Override
  public TransportType type() {
    return TransportType.POLLING;
  }

  @Override
  public void open() {
    assert mailbox.isCurrent();
    poll();
    if (!ended) {
      events.onReady();
    }
  }

  @Override
  public void opened(String opened) {
    assert mailbox.isCurrent();
    sid = Optional.of(opened);
  }

  // ---- reading

  private void poll() {
    if (poll != null || ended || closing || paused || !reading) {
      return;
    }
    URI uri = endpoint.polling(sid);
    poll = exchange("GET", uri, null, answer -> onPolled(uri, answer));
  }

  private void onPolled(URI uri, HttpAnswer answer) {
    poll = null;
    if (closing) {
      return;
    }
    if (answer.status() != OK) {
      fail(HttpRefusals.failure("GET", uri, OK, answer));
      return;
    }
    try {
      tell(EngineVersion.V4.codec().payload(answer.body(), options.limits()));
    } catch (ProtocolException e) {
      fail(undecodable(uri, answer, e));
      return;
    }
    if (!ended && !closing && sid.isEmpty()) {
      fail(
          new ConnectFailure.Protocol(
              "expected the packet OPEN from %s first, got another".formatted(Target.where(uri)),
              null));
      return;
    }
    poll();
    tellPaused();
  }

  private void tell(PayloadDecoder payload) throws ProtocolException {
    EnginePacket packet;
    while (!ended && !closing && (packet = payload.next()) != null) {
      if (packet.type() == EnginePacket.Type.CLOSE) {
        end();
        events.onClose("transport closed by the server");
      } else {
        events.onPacket(packet);
      }
    }
  }

  private static ConnectFailure undecodable(URI uri, HttpAnswer answer, ProtocolException e) {
    String help =
        HttpRefusals.isHtml(answer)
            ? "; that is a web page: is there a Socket.IO server at the path %s, or a portal before it?"
                .formatted(uri.getRawPath())
            : "";
    return new ConnectFailure.Protocol(Target.where(uri) + ": " + e.getMessage() + help, e);
  }

  @Override
  public void setReading(boolean on) {
    assert mailbox.isCurrent();
    reading = on;
    if (!sid.isEmpty()) {
      poll();
    }
  }

  // ---- writing

  @Override
  public boolean isWritable() {
    return sid.isPresent() && post == null && !paused && !closing && !ended;
  }

  @Override
  public void send(List<PacketGroup> groups) {
    assert mailbox.isCurrent();
    assert isWritable();
    post(
        PacketGroup.payload(EngineVersion.V4, groups),
        () -> {
          if (closing) {
            postClose();
          } else {
            events.onDrain();
            tellPaused();
          }
        });
  }

  private void post(byte[] payload, Runnable done) {
    URI uri = endpoint.polling(sid);
    post =
        exchange(
            "POST",
            uri,
            payload,
            answer -> {
              post = null;
              if (answer.status() == OK) {
                done.run();
              } else {
                fail(HttpRefusals.failure("POST", uri, OK, answer));
              }
            });
  }

  // ---- both

  private CompletableFuture<HttpAnswer> exchange(
      String method, URI uri, byte @Nullable [] body, Consumer<HttpAnswer> onAnswer) {
    Map<String, List<String>> fields = headers.of(uri);
    if (body != null) {
      fields.put("Content-Type", List.of("text/plain;charset=UTF-8"));
    }
    HttpCall call =
        new HttpCall(method, uri, fields, body, options.requestTimeout(), options.maxPayload());
    CompletableFuture<HttpAnswer> exchange = ask(call);
    exchange.whenComplete(
        (answer, thrown) ->
            mailbox.execute(
                () -> {
                  if (ended) {
                    return;
                  }
                  if (thrown != null) {
                    fail(Failures.ofNetwork(thrown));
                    return;
                  }
                  headers.keepCookies(uri, answer);
                  onAnswer.accept(answer);
                }));
    return exchange;
  }

  private CompletableFuture<HttpAnswer> ask(HttpCall call) {
    try {
      return network.send(call);
    } catch (RuntimeException refused) { // Somebody else's network may throw what it likes.
      return CompletableFuture.failedFuture(refused);
    }
  }

  @Override
  public void pause(Runnable whenPaused) {
    assert mailbox.isCurrent();
    paused = true;
    onPaused = whenPaused;
    tellPaused();
  }

  private void tellPaused() {
    Runnable waiting = onPaused;
    if (waiting != null && poll == null && post == null && !ended && !closing) {
      onPaused = null;
      waiting.run();
    }
  }

  @Override
  public void resume() {
    assert mailbox.isCurrent();
    paused = false;
    onPaused = null;
    poll();
  }

  // ---- the end

  @Override
  public void close() {
    assert mailbox.isCurrent();
    if (ended || closing) {
      return;
    }
    if (sid.isEmpty()) {
      abort();
      events.onClose("closed before the session was open");
      return;
    }
    closing = true;
    if (post == null) {
      postClose();
    }
  }

  private void postClose() {
    PacketGroup close = PacketGroup.of(EnginePacket.of(EnginePacket.Type.CLOSE));
    post(PacketGroup.payload(EngineVersion.V4, List.of(close)), this::tellClosed);
  }

  private void tellClosed() {
    end();
    events.onClose("closed by this side");
  }

  private void fail(ConnectFailure failure) {
    if (ended) {
      return;
    }
    if (closing) {
      tellClosed(); // It was to end, and has.
      return;
    }
    end();
    events.onFailure(failure);
  }

  @Override
  public void abort() {
    assert mailbox.isCurrent();
    end();
  }

  private void end() {
    ended = true;
    onPaused = null;
    if (poll != null) {
      poll.cancel(true);
    }
    if (post != null) {
      post.cancel(true);
    }
  }
}
