package io.sockeye.client.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.log.LogText;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EngineCodec;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.WireFrames;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A session's packets by WebSocket, one frame a packet. What the network tells enters the mailbox
 * here; all else is confined to it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what follows is a task of the mailbox
final class WebSocketTransport implements ClientTransport {
  private final Network network;
  private final Endpoint endpoint;
  private final SessionOptions options;
  private final Optional<String> sid;
  private final SerialExecutor mailbox;
  private final Events events;
  private final EngineCodec codec = EngineVersion.V4.codec();

  /** Null until {@link #open}. */
  private @Nullable CompletableFuture<WebSocketChannel> opening;

  /** Null until it is open. */
  private @Nullable WebSocketChannel channel;

  private boolean reading = true;

  /** Whether a message was asked for that has not come. */
  private boolean awaiting;

  /** Whether something was sent that is not written. */
  private boolean writing;

  /** Whether a close frame is under way, and nothing is told but the end. */
  private boolean closing;

  /** Whether the end was told, or is not to be told. */
  private boolean ended;

  /**
   * A transport that is not open.
   *
   * @param sid the session that it will carry on; empty for a new one
   */
  WebSocketTransport(
      Network network,
      Endpoint endpoint,
      SessionOptions options,
      Optional<String> sid,
      SerialExecutor mailbox,
      Events events) {
    this.network = network;
    this.endpoint = endpoint;
    this.options = options;
    this.sid = sid;
    this.mailbox = mailbox;
    this.events = events;
  }

  @Override
  public TransportType type() {
    return TransportType.WEBSOCKET;
  }

  @Override
  public void open() {
    assert mailbox.isCurrent();
    URI uri = endpoint.webSocket(sid);
    WebSocketCall call =
        new WebSocketCall(
            uri,
            new RequestHeaders(options).of(JdkNetwork.httpUri(uri)),
            options.protocols(),
            options.timeout(),
            options.maxPayload());
    CompletableFuture<WebSocketChannel> begun =
        NetworkCalls.openWebSocket(network, call, new FromNetwork());
    opening = begun;
    begun.whenComplete(
        (opened, thrown) ->
            mailbox.execute(
                () -> {
                  if (opened != null) {
                    onOpened(opened);
                  } else {
                    fail(
                        thrown == null
                            ? NetworkCalls.nothing("openWebSocket")
                            : Failures.ofNetwork(thrown));
                  }
                }));
  }

  private void onOpened(WebSocketChannel opened) {
    if (ended) {
      opened.abort(); // It was open before the attempt could be ended.
      return;
    }
    channel = opened;
    events.onReady();
    read();
  }

  @Override
  public void opened(String opened) {
    assert mailbox.isCurrent(); // The connection itself stands for the session.
  }

  // ---- reading

  private void read() {
    if (channel != null && reading && !awaiting && !closing && !ended) {
      awaiting = true;
      channel.request(1);
    }
  }

  private void onMessage(boolean binary, byte[] bytes) {
    awaiting = false;
    if (ended || closing) {
      return;
    }
    try {
      events.onPacket(binary ? codec.decodeBinary(bytes) : codec.decodeText(bytes));
    } catch (ProtocolException e) {
      fail(new ConnectFailure.Protocol(where() + ": " + e.getMessage(), e));
      return;
    }
    read();
  }

  @Override
  public void setReading(boolean on) {
    assert mailbox.isCurrent();
    reading = on;
    read();
  }

  // ---- writing

  @Override
  public boolean isWritable() {
    return channel != null && !writing && !closing && !ended;
  }

  @Override
  public void send(List<PacketGroup> groups) {
    assert mailbox.isCurrent();
    writing = true;
    for (PacketGroup group : groups) {
      send(
          options.forceBase64()
              ? group.base64Frames(EngineVersion.V4)
              : group.frames(EngineVersion.V4));
    }
  }

  private void send(WireFrames frames) {
    if (channel == null || closing || ended) {
      return;
    }
    for (int i = 0; i < frames.count(); i++) {
      channel.send(frames.isBinary(i), frames.bytes(i));
    }
  }

  /** It may have been told for what was sent before, while more was under way. */
  private void onWritten() {
    if (writing && !ended && channel != null && channel.queuedBytes() == 0) {
      writing = false;
      if (!closing) {
        events.onDrain();
      }
    }
  }

  /** There is nothing to end before another transport can take over. */
  @Override
  public void pause(Runnable paused) {
    assert mailbox.isCurrent();
    paused.run();
  }

  @Override
  public void resume() {
    assert mailbox.isCurrent();
  }

  // ---- the end

  private void onClose(int code, String reason) {
    if (ended) {
      return;
    }
    ended = true;
    String detail =
        "websocket connection closed (%d%s)"
            .formatted(code, reason.isEmpty() ? "" : " " + LogText.of(reason));
    if (closing && writing) {
      events.onFailure(unfinished(detail));
    } else {
      events.onClose(detail);
    }
  }

  private void fail(ConnectFailure failure) {
    if (ended) {
      return;
    }
    boolean wanted = closing && !writing; // Otherwise something is lost that was to be sent.
    abort();
    if (wanted) {
      events.onClose("websocket connection closed");
    } else {
      events.onFailure(failure);
    }
  }

  private ConnectFailure unfinished(String detail) {
    return new ConnectFailure.Closed(
        "%s: before all was written that was sent: %s".formatted(where(), detail));
  }

  @Override
  public void close() {
    assert mailbox.isCurrent();
    if (ended || closing) {
      return;
    }
    if (channel == null) {
      abort();
      events.onClose("closed before the websocket connection was open");
      return;
    }
    closing = true;
    channel.close();
  }

  @Override
  public void abort() {
    assert mailbox.isCurrent();
    ended = true;
    if (opening != null) {
      opening.cancel(true);
    }
    if (channel != null) {
      channel.abort();
    }
  }

  private String where() {
    return Target.where(endpoint.webSocket(sid));
  }

  /** What the network tells, on its threads. */
  private final class FromNetwork implements WebSocketEvents {
    @Override
    public void onMessage(boolean binary, byte[] bytes) {
      mailbox.execute(() -> WebSocketTransport.this.onMessage(binary, bytes));
    }

    @Override
    public void onWritten() {
      mailbox.execute(WebSocketTransport.this::onWritten);
    }

    @Override
    public void onClose(int code, String reason) {
      mailbox.execute(() -> WebSocketTransport.this.onClose(code, reason));
    }

    @Override
    public void onFailure(ConnectFailure failure) {
      mailbox.execute(() -> fail(failure));
    }
  }
}
