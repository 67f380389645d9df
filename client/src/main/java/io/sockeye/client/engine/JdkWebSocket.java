package io.sockeye.client.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.Slice;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of the JDK as a {@link WebSocketChannel}.
 *
 * <p>The JDK takes one message at a time, and tells when it is written; it gives pieces of
 * messages, each by one request. Here are the queue before the one and the assembly behind the
 * other. What is sent, and all events, go through a mailbox, so that they are one at a time and
 * nothing of the receiver's runs inside of a call of its own. The JDK calls back on the executor,
 * or inside of a call; only the end of a write that had to wait comes on its selector thread, and
 * is moved to the executor.
 */
@SuppressWarnings("FutureReturnValueIgnored") // its end tells of every failure
final class JdkWebSocket implements WebSocketChannel, WebSocket.Listener, JdkNetwork.Connection {
  /** Nobody may send 1009, message too big, by the JDK; this stands for it (RFC 6455 7.4.1). */
  private static final int POLICY_VIOLATION = 1008;

  /** How long a connection stays open to tell the server why it is closed. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** A message that waits. */
  private record Message(boolean binary, Slice bytes) {}

  private final WebSocketCall call;
  private final WebSocketEvents events;
  private final Executor executor;
  private final Supplier<Target> target;
  private final SerialExecutor mailbox;
  private final CompletableFuture<WebSocketChannel> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicLong queuedBytes = new AtomicLong();

  /** By the JDK's receiving side alone, which is serial. */
  private final MessageAssembly assembly;

  /** Null until it is open. */
  private volatile @Nullable WebSocket socket;

  // ---- confined to the mailbox

  /** The messages that wait, the one that is being written first. */
  private final Deque<Message> queue = new ArrayDeque<>();

  /** Whether the first of the queue is being written. */
  private boolean writing;

  /** Whether a close frame follows what waits, and no message is told any more. */
  private boolean closing;

  JdkWebSocket(
      WebSocketCall call, WebSocketEvents events, Executor executor, Supplier<Target> target) {
    this.call = call;
    this.events = events;
    this.executor = executor;
    this.target = target;
    this.mailbox = SerialExecutor.mailbox(executor);
    this.assembly = new MessageAssembly(call.maxMessageBytes());
  }

  /** Completes with this; cancelling it ends the attempt. */
  CompletableFuture<WebSocketChannel> opened() {
    return opened;
  }

  /** Completes when nothing is left of it. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  // ---- opening

  /** Becomes open, or not, as the handshake does. */
  void follow(WebSocketHandshake handshake, CompletableFuture<WebSocket> answer) {
    answer.whenComplete(
        (open, thrown) -> {
          if (thrown != null) {
            handshake
                .failure(thrown)
                .whenComplete((why, unexpected) -> opened.completeExceptionally(why));
          }
        });
    opened.whenComplete(
        (open, thrown) -> {
          if (thrown != null) {
            answer.cancel(true);
            ended.complete(null);
          }
        });
  }

  @Override
  public void onOpen(WebSocket open) {
    socket = open;
    // Here rather than when the JDK's future completes, which is on a thread of the common pool.
    if (!opened.complete(this)) {
      open.abort();
    }
  }

  // ---- sending

  @Override
  public void send(boolean binary, Slice bytes) {
    queuedBytes.addAndGet(bytes.length());
    mailbox.execute(
        () -> {
          if (closing || ended.isDone()) {
            queuedBytes.addAndGet(-bytes.length());
            return;
          }
          queue.add(new Message(binary, bytes));
          write();
        });
  }

  @Override
  public long queuedBytes() {
    return queuedBytes.get();
  }

  private void write() {
    assert mailbox.isCurrent();
    while (!writing && !ended.isDone()) {
      Message next = queue.peek();
      if (next == null) {
        events.onWritten();
        if (closing) {
          sendClose(WebSocket.NORMAL_CLOSURE, "");
        }
        return;
      }
      CompletableFuture<WebSocket> written = hand(next);
      if (written.isDone()) {
        onWritten(next, failure(written));
      } else {
        writing = true;
        written.whenCompleteAsync(
            (done, thrown) ->
                mailbox.execute(
                    () -> {
                      writing = false;
                      onWritten(next, thrown);
                      write();
                    }),
            executor);
      }
    }
  }

  private CompletableFuture<WebSocket> hand(Message message) {
    WebSocket open = open();
    Slice bytes = message.bytes();
    return message.binary()
        ? open.sendBinary(ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length()), true)
        : open.sendText(bytes.utf8(), true);
  }

  private static @Nullable Throwable failure(CompletableFuture<?> done) {
    return done.isCompletedExceptionally() ? done.handle((result, thrown) -> thrown).join() : null;
  }

  private void onWritten(Message message, @Nullable Throwable thrown) {
    if (ended.isDone()) {
      return;
    }
    if (thrown != null) {
      fail(broken(thrown));
      return;
    }
    queue.remove();
    queuedBytes.addAndGet(-message.bytes().length());
  }

  private void sendClose(int code, String reason) {
    WebSocket open = open();
    open.sendClose(code, reason);
    // The server's close frame is read even if nobody asked for a message; messages are dropped.
    open.request(Long.MAX_VALUE);
  }

  // ---- receiving

  @Override
  public void request(int messages) {
    open().request(messages);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket open, CharSequence data, boolean last) {
    received(open, false, assembly.add(data, last));
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket open, ByteBuffer data, boolean last) {
    received(open, true, assembly.add(data, last));
    return null;
  }

  private void received(WebSocket open, boolean binary, byte @Nullable [] message) {
    if (message != null) {
      mailbox.execute(
          () -> {
            if (!closing && !ended.isDone()) {
              events.onMessage(binary, message);
            }
          });
      return;
    }
    String fault = assembly.fault();
    if (fault == null) {
      open.request(1); // That was a piece; a whole message was asked for.
      return;
    }
    mailbox.execute(
        () -> {
          if (!ended.isDone()) {
            end(false);
            // The JDK may need another thread to write it; a server that does not read never gets
            // it.
            open.sendClose(POLICY_VIOLATION, fault)
                .orTimeout(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((sent, thrown) -> open.abort());
            events.onFailure(
                new ConnectFailure.Protocol(target.get().where() + ": " + fault, null));
          }
        });
  }

  /** A ping is answered by the JDK, and counts as a message for it. */
  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket open, ByteBuffer data) {
    open.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket open, ByteBuffer data) {
    open.request(1);
    return null;
  }

  // ---- the end

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket open, int code, String reason) {
    mailbox.execute(
        () -> {
          if (ended.isDone()) {
            return;
          }
          // The JDK answers the close frame, but not past a message that the server does not read.
          end(writing);
          events.onClose(code, reason);
        });
    return null;
  }

  @Override
  public void onError(WebSocket open, Throwable thrown) {
    mailbox.execute(() -> fail(broken(thrown)));
  }

  private ConnectFailure broken(Throwable thrown) {
    return Failures.broken(thrown, target.get().peer());
  }

  private void fail(ConnectFailure failure) {
    if (socket != null && !ended.isDone()) {
      end(true);
      events.onFailure(failure);
    }
  }

  @Override
  public void close() {
    mailbox.execute(
        () -> {
          if (!closing && !ended.isDone()) {
            closing = true;
            write();
          }
        });
  }

  @Override
  public void abort() {
    mailbox.execute(() -> end(true));
  }

  @Override
  public void end(ConnectFailure why) {
    if (!opened.completeExceptionally(why)) {
      mailbox.execute(() -> fail(why));
    }
  }

  private void end(boolean abort) {
    assert mailbox.isCurrent();
    if (ended.complete(null)) {
      queue.forEach(message -> queuedBytes.addAndGet(-message.bytes().length()));
      queue.clear();
      if (abort) {
        open().abort();
      }
    }
  }

  private WebSocket open() {
    WebSocket open = socket;
    if (open == null) {
      throw new IllegalStateException("not open yet");
    }
    return open;
  }

  /** For logs. */
  @Override
  public String toString() {
    return "JdkWebSocket[" + Target.where(call.uri()) + "]";
  }
}
