package io.sockeye.client.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.PayloadDecoder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session's packets by HTTP long polling (section 1.11): one GET after the other that waits for
 * what the server has to say, and a POST for what we have, one at a time. Confined to the mailbox.
 */
final class PollingTransport implements ClientTransport {
  private static final int OK = 200;

  /**
   * How long a POST may take without {@code requestTimeout}. While one is under way no ping can be
   * answered, so this is after how long a server with the usual pings has given the session up.
   */
  static final Duration POST_TIMEOUT = Duration.ofSeconds(45);

  private final Network network;
  private final Endpoint endpoint;
  private final SessionOptions options;
  private final RequestHeaders headers;
  private final Timers timers;
  private final SerialExecutor mailbox;
  private final Events events;

  /** Empty until the server has opened the session. */
  private Optional<String> sid;

  /** The GET that is under way; null if none is. */
  private @Nullable TimedExchange poll;

  private final PollPace pace = new PollPace();

  /** Null unless the next GET waits for its time. */
  private Timers.@Nullable Alarm pacing;

  /** The POST that is under way; null if none is. */
  private @Nullable TimedExchange post;

  /** Whether the POST that is under way is that of the packet CLOSE, and carries nothing else. */
  private boolean postsClose;

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
      Timers timers,
      SerialExecutor mailbox,
      Events events) {
    this.network = network;
    this.endpoint = endpoint;
    this.options = options;
    this.headers = new RequestHeaders(options);
    this.sid = sid;
    this.timers = timers;
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
    if (poll != null || pacing != null || ended || closing || paused || !reading) {
      return;
    }
    poll = exchange("GET", endpoint.polling(sid), null, new Poll(timers.nanoTime()));
  }

  /** A GET that is under way. */
  private final class Poll implements Receiver {
    private final long begun;

    Poll(long begun) {
      this.begun = begun;
    }

    @Override
    public void onAnswer(URI uri, HttpAnswer answer) {
      poll = null;
      if (!closing) {
        pace.onAnswer(Duration.ofNanos(timers.nanoTime() - begun));
        onPolled(uri, answer);
      }
    }

    @Override
    public void onFailure(ConnectFailure failure) {
      poll = null;
      if (!closing) { // Otherwise nobody needs it, and what is being posted goes on.
        fail(failure);
      }
    }
  }

  private void onPolled(URI uri, HttpAnswer answer) {
    if (answer.status() != OK) {
      fail(HttpRefusals.failure("GET", uri, OK, answer));
      return;
    }
    try {
      tell(EngineVersion.V4.codec().payload(answer.body(), options.limits()));
    } catch (ProtocolException e) {
      if (!closing) {
        fail(undecodable(uri, answer, e));
      }
      return;
    }
    if (ended || closing) {
      return;
    }
    if (sid.isEmpty()) {
      fail(
          new ConnectFailure.Protocol(
              "expected the packet OPEN from %s first, got another".formatted(Target.where(uri)),
              null));
      return;
    }
    if (pace.pause().isZero()) {
      poll();
    } else {
      pacing = timers.schedule(pace.pause(), () -> mailbox.execute(this::onPaced));
    }
    tellPaused();
  }

  private void onPaced() {
    pacing = null;
    poll();
  }

  private void tell(PayloadDecoder payload) throws ProtocolException {
    EnginePacket packet;
    while (!ended && !closing && (packet = payload.next()) != null) {
      if (packet.type() == EnginePacket.Type.CLOSE) {
        end();
        events.onClose("transport closed by the server");
      } else {
        pace.onPacket(packet.type());
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
    post(PacketGroup.payload(EngineVersion.V4, groups), false);
  }

  private void post(byte[] payload, boolean close) {
    postsClose = close;
    post = exchange("POST", endpoint.polling(sid), payload, new Post());
  }

  /** The POST that is under way. */
  private final class Post implements Receiver {
    @Override
    public void onAnswer(URI uri, HttpAnswer answer) {
      post = null;
      if (answer.status() != OK) {
        onFailure(HttpRefusals.failure("POST", uri, OK, answer));
      } else {
        onPosted();
      }
    }

    @Override
    public void onFailure(ConnectFailure failure) {
      post = null;
      if (postsClose) {
        tellClosed(); // It was to end, and has.
      } else {
        fail(failure);
      }
    }
  }

  private void onPosted() {
    if (postsClose) {
      tellClosed();
    } else if (closing) {
      postClose();
    } else {
      events.onDrain();
      tellPaused();
    }
  }

  // ---- both

  /** What becomes of a request, unless the transport has ended. */
  private interface Receiver {
    void onAnswer(URI uri, HttpAnswer answer);

    void onFailure(ConnectFailure failure);
  }

  private TimedExchange exchange(
      String method, URI uri, byte @Nullable [] body, Receiver receiver) {
    Map<String, List<String>> fields = headers.of(uri);
    Duration limit = options.requestTimeout();
    if (body != null) {
      fields.put("Content-Type", List.of("text/plain;charset=UTF-8"));
      limit = limit.isZero() ? POST_TIMEOUT : limit;
    }
    HttpCall call = new HttpCall(method, uri, fields, body, limit, options.maxPayload());
    return TimedExchange.send(
        network,
        call,
        timers,
        mailbox,
        new TimedExchange.Receiver() {
          @Override
          public void onAnswer(HttpAnswer answer) {
            headers.keepCookies(uri, answer);
            receiver.onAnswer(uri, answer);
          }

          @Override
          public void onFailure(ConnectFailure failure) {
            receiver.onFailure(failure);
          }
        });
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
    post(PacketGroup.payload(EngineVersion.V4, List.of(close)), true);
  }

  private void tellClosed() {
    end();
    events.onClose("closed by this side");
  }

  private void fail(ConnectFailure failure) {
    if (ended) {
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
    if (pacing != null) {
      pacing.cancel();
      pacing = null;
    }
    if (poll != null) {
      poll.cancel();
    }
    if (post != null) {
      post.cancel();
    }
  }
}
