package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.PayloadDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's packets over HTTP long polling: a GET waits for packets to send, a POST brings some.
 * Confined to the session's mailbox, but for the callbacks of the exchanges, which enter it.
 *
 * <p>There is at most one GET and one POST at a time; a second one means that two clients use one
 * session id, and ends the session.
 */
final class PollingTransport implements Transport {
  /**
   * How long after its probe the poll of a client that is about to upgrade comes back empty-handed:
   * as with the JavaScript server. What the client has asked for at its connection is answered
   * within that time as a rule, so its poll comes back with that rather than with nothing; the
   * JavaScript client's own suite counts the packets of the first 100 ms.
   */
  private static final Duration NOOP_DELAY = Duration.ofMillis(100);

  private static final PacketGroup CLOSE = PacketGroup.of(EnginePacket.of(EnginePacket.Type.CLOSE));
  private static final PacketGroup NOOP = PacketGroup.of(EnginePacket.of(EnginePacket.Type.NOOP));

  private final SessionCore session;
  private final PollFormat format;
  private final EngineOptions options;
  private final Timers timers;

  /** The GET that waits; null if none does. Written in the mailbox, read anywhere. */
  private volatile @Nullable EngineRequest poll;

  /** What polls were answered with and clients may not have taken yet. As {@link #poll}. */
  private volatile List<HttpExchange> answers = List.of();

  /** The POST that is being read, or whose answer waits for {@link #resumeReading}. */
  private @Nullable EngineRequest post;

  /** Whether the body of {@link #post} is there, so that its answer is all that is owed. */
  private boolean postTaken;

  /** Whether the packets of {@link #post} are being handed to the session at this moment. */
  private boolean decoding;

  private boolean readingPaused;

  /** Lets go the poll of a client that has probed; null unless such a poll waits. */
  private Timers.@Nullable Alarm noopAlarm;

  PollingTransport(SessionCore session, PollFormat format, EngineOptions options, Timers timers) {
    this.session = session;
    this.format = format;
    this.options = options;
    this.timers = timers;
  }

  @Override
  public TransportType type() {
    return TransportType.POLLING;
  }

  @Override
  public boolean isWritable() {
    return poll != null;
  }

  @Override
  public boolean isWritableForVolatile() {
    return poll != null;
  }

  @Override
  public long pendingBytes() {
    long bytes = 0;
    for (HttpExchange answer : answers) {
      bytes += answer.pendingBytes();
    }
    return bytes;
  }

  /** A request of this session's client. */
  void onRequest(EngineRequest request) {
    assert session.isCurrent();
    switch (request.head().method()) {
      case "GET" -> onPoll(request);
      case "POST" -> onPost(request);
      default -> {
        request.headers().set("Allow", "GET, POST, OPTIONS");
        request.respondEmpty(405);
      }
    }
  }

  // ---- reading by the client: GET

  private void onPoll(EngineRequest request) {
    if (poll != null) {
      request.respondEmpty(400);
      session.finish(CloseReason.TRANSPORT_ERROR, "overlap from client: two polls at once");
      return;
    }
    poll = request;
    request.exchange().onAbort(() -> session.execute(() -> onPollAborted(request)));
    session.onTransportWritable(this);
    if (session.isProbed()) {
      releasePoll();
    }
  }

  private void onPollAborted(EngineRequest request) {
    if (poll == request) {
      poll = null;
      session.onTransportError(this, "poll connection closed prematurely");
    }
  }

  /** The client has probed another transport: its poll must come back so that it can go there. */
  void onProbed() {
    assert session.isCurrent();
    releasePoll();
  }

  private void releasePoll() {
    if (poll != null && noopAlarm == null) {
      noopAlarm = timers.schedule(NOOP_DELAY, () -> session.execute(this::onNoopAlarm));
    }
  }

  private void onNoopAlarm() {
    noopAlarm = null;
    if (session.isProbed()) {
      answerNoop();
    }
  }

  /** The GET that waits is answered with a packet that means nothing, because the client goes. */
  void answerNoop() {
    if (poll != null) {
      answerPoll(List.of(NOOP));
    }
  }

  @Override
  public void send(PacketGroup group) {
    send(List.of(group));
  }

  @Override
  public void send(List<PacketGroup> groups) {
    assert session.isCurrent();
    answerPoll(groups);
  }

  private void answerPoll(List<PacketGroup> groups) {
    EngineRequest waiting = poll;
    if (waiting == null) {
      throw new IllegalStateException("no poll is waiting");
    }
    poll = null;
    // One that must not be compressed exempts all that go with it: what is compressed together with
    // a secret can betray it by its size.
    options
        .httpCompression()
        .ifPresent(
            how -> waiting.compression(how, groups.stream().allMatch(PacketGroup::compress)));
    format.respond(waiting, groups);
    noteAnswer(waiting.exchange());
  }

  /**
   * A client that polls by another connection before it has taken an answer makes both wait: they
   * are what it costs.
   */
  private void noteAnswer(HttpExchange latest) {
    for (HttpExchange earlier : answers) {
      if (earlier.pendingBytes() > 0) {
        List<HttpExchange> pending = new ArrayList<>(answers);
        pending.removeIf(each -> each.pendingBytes() == 0);
        pending.add(latest);
        answers = List.copyOf(pending);
        return;
      }
    }
    answers = List.of(latest);
  }

  // ---- writing by the client: POST

  private void onPost(EngineRequest request) {
    if (post != null) {
      request.respondEmpty(400);
      session.finish(CloseReason.TRANSPORT_ERROR, "data request overlap from client");
      return;
    }
    String contentType = request.contentType();
    if (!format.reads(contentType)) {
      request.respondEmpty(400);
      session.finish(CloseReason.TRANSPORT_ERROR, "invalid content: " + contentType);
      return;
    }
    if (request.head().header("content-encoding").isPresent()) {
      request.respondEmpty(415);
      return;
    }
    post = request;
    postTaken = false;
    request.exchange().onAbort(() -> session.execute(() -> onPostAborted(request)));
    request
        .exchange()
        .readBody(
            options.maxHttpBufferSize(),
            new HttpExchange.BodyReceiver() {
              @Override
              public void onBody(byte[] body) {
                session.execute(() -> onPostBody(request, body));
              }

              @Override
              public void onTooLarge() {
                session.execute(() -> onPostTooLarge(request));
              }
            });
  }

  private void onPostAborted(EngineRequest request) {
    if (post == request) {
      post = null;
      session.onTransportError(this, "data request connection closed prematurely");
    }
  }

  private void onPostTooLarge(EngineRequest request) {
    if (post == request) {
      post = null;
      request.respondEmpty(413);
      session.onLimitHit("maxHttpBufferSize", "a POST of more bytes");
    }
  }

  private void onPostBody(EngineRequest request, byte[] body) {
    if (post != request) {
      return; // The session was closed or upgraded meanwhile; the POST was answered then.
    }
    postTaken = true;
    decoding = true;
    try {
      PayloadDecoder packets = format.decoder(request, body, options.limits());
      for (EnginePacket packet = packets.next(); packet != null; packet = packets.next()) {
        session.onPollingPacket(this, packet);
        if (post != request) {
          return; // A packet ended the session, and with it the POST was answered.
        }
      }
    } catch (ProtocolException e) {
      refusePost();
      session.onUndecodable(this, e);
      return;
    } finally {
      decoding = false;
    }
    answerPost();
  }

  private void answerPost() {
    EngineRequest taken = post;
    if (taken != null && postTaken && !decoding && !readingPaused) {
      post = null;
      taken.respondOk();
    }
  }

  private void refusePost() {
    EngineRequest refused = post;
    post = null;
    if (refused != null) {
      refused.respondEmpty(400);
    }
  }

  @Override
  public void pauseReading() {
    assert session.isCurrent();
    readingPaused = true;
  }

  @Override
  public void resumeReading() {
    assert session.isCurrent();
    readingPaused = false;
    answerPost();
  }

  // ---- the end

  @Override
  public void close(List<PacketGroup> last, CloseReason reason) {
    assert session.isCurrent();
    if (poll != null) {
      List<PacketGroup> groups = new ArrayList<>(last);
      groups.add(CLOSE);
      send(groups);
    }
    if (decoding && (reason == CloseReason.TRANSPORT_ERROR || reason == CloseReason.PARSE_ERROR)) {
      refusePost(); // One of its packets is why.
    }
    discard();
  }

  /**
   * The client has changed over. It let its polls and POSTs come back before it said so; what is
   * here all the same was sent after it, and came in on another connection before the news did.
   */
  void retire() {
    assert session.isCurrent();
    Refusal upgraded = Refusal.badRequest("TRANSPORT_MISMATCH", "upgraded meanwhile");
    EngineRequest latePoll = poll;
    poll = null;
    if (latePoll != null) {
      latePoll.refuse(upgraded);
    }
    EngineRequest latePost = post;
    if (latePost != null && !postTaken) {
      post = null;
      latePost.refuse(upgraded);
    }
    discard();
  }

  @Override
  public void discard() {
    assert session.isCurrent();
    if (noopAlarm != null) {
      noopAlarm.cancel();
      noopAlarm = null;
    }
    answerNoop();
    EngineRequest unanswered = post;
    post = null;
    if (unanswered != null) {
      if (postTaken) {
        unanswered.respondOk();
      } else {
        unanswered.exchange().abort();
      }
    }
  }
}
