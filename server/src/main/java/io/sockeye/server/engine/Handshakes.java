package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.EngineVersion;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests that want a session, which are well-formed already, in the order of the
 * JavaScript server: the guard, the protocol version, the room that is left, the id, and then the
 * session. No thread is held while user code takes its time.
 */
final class Handshakes {
  private final EngineContext context;
  private final Executor executor;
  private final EngineOptions options;
  private final SessionTable sessions;
  private final WaitingRequests waiting;
  private volatile BooleanSupplier admission = () -> true;

  /**
   * The way into a server.
   *
   * @param executor goes on with user code after an answer that came late
   */
  Handshakes(EngineContext context, Executor executor, WaitingRequests waiting) {
    this.context = context;
    this.executor = executor;
    this.options = context.options();
    this.sessions = context.sessions();
    this.waiting = waiting;
  }

  void admission(BooleanSupplier condition) {
    admission = condition;
  }

  void begin(EngineRequest request) {
    if (options.allowRequest().isEmpty()) {
      chooseId(request);
      return;
    }
    RequestGuard guard = options.allowRequest().get();
    ask(
        request,
        "allowRequest",
        () -> guard.check(request.head()),
        (verdict, failure) -> {
          if (failure != null || verdict == null) {
            report(request, "allowRequest", failure);
            context.refuse(request, Refusal.of(HandshakeError.FORBIDDEN, Map.of()));
          } else if (!verdict.isAllowed()) {
            Refusal refusal = Refusal.of(HandshakeError.FORBIDDEN, Map.of());
            context.refuse(request, verdict.message().map(refusal::withMessage).orElse(refusal));
          } else {
            chooseId(request);
          }
        });
  }

  private void chooseId(EngineRequest request) {
    String eio = request.query().getOrDefault("EIO", "");
    EngineVersion version = EngineVersion.of(eio);
    if (version == EngineVersion.V3 && !options.allowEio3()) {
      context.refuse(
          request, Refusal.of(HandshakeError.UNSUPPORTED_PROTOCOL_VERSION, "protocol", eio));
    } else if (!admission.getAsBoolean()) {
      context.refuse(request, Refusal.busy("Too many connections"));
    } else if (options.generateId().isEmpty()) {
      open(request, version, RandomId.next());
    } else {
      IdGenerator generator = options.generateId().get();
      ask(
          request,
          "generateId",
          () -> generator.generate(request.head()),
          (id, failure) -> {
            if (failure != null || id == null) {
              report(request, "generateId", failure);
              refuseId(request, "generateId failed");
            } else if (!isId(id)) {
              String what =
                  "generateId: expected 1 to %d characters of base64url, got %d characters"
                      .formatted(IdGenerator.MAX_LENGTH, id.length());
              report(request, "generateId", new IllegalArgumentException(what));
              refuseId(request, what);
            } else {
              open(request, version, id);
            }
          });
    }
  }

  private void open(EngineRequest request, EngineVersion version, String id) {
    switch (sessions.reserve(request.head())) {
      case TAKEN -> {}
      case NONE_LEFT -> {
        context.observer().limitHit("maxConnections", "a handshake was answered 503");
        context.refuse(request, Refusal.busy("Too many connections"));
        return;
      }
      case NONE_LEFT_FOR_ADDRESS -> {
        context.observer().limitHit("maxConnectionsPerIp", "a handshake was answered 429");
        context.refuse(request, Refusal.tooManyConnections());
        return;
      }
    }
    // Of random ids no two are the same, so the table need not hold them a second time.
    if (options.generateId().isPresent() && !sessions.claim(id)) {
      sessions.giveBack(request.head());
      refuseId(request, "generateId gave the id of another session");
      return;
    }
    context.addHeaders(options.initialHeaderHooks(), request);
    context.addHeaders(options.headerHooks(), request);
    if (request.head().isWebSocketUpgrade()) {
      WebSocketAccept accept = request.acceptance(options);
      WebSocketReceiver receiver = RealSession.openByWebSocket(id, version, request, context);
      request.exchange().acceptWebSocket(accept, receiver);
    } else {
      boolean secure = request.head().isSecure();
      options
          .cookie()
          .map(cookie -> cookie.headerValue(id, secure))
          .ifPresent(value -> request.headers().add("Set-Cookie", value));
      RealSession.openByPolling(id, version, request, context);
    }
  }

  private static boolean isId(String id) {
    return !id.isEmpty()
        && id.length() <= IdGenerator.MAX_LENGTH
        && id.chars().allMatch(Handshakes::isBase64Url);
  }

  private static boolean isBase64Url(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private void refuseId(EngineRequest request, String detail) {
    context.refuse(request, Refusal.badRequest("ID_GENERATION_ERROR", detail));
  }

  // ---- user code

  /** A question to user code, whose answer may come later. */
  private interface Question<T> {
    CompletionStage<T> ask() throws Exception;
  }

  private <T> void ask(
      EngineRequest request,
      String asked,
      Question<T> question,
      BiConsumer<@Nullable T, @Nullable Throwable> onAnswer) {
    if (!waiting.enter()) {
      context.refuse(request, Refusal.busy("Too many handshakes at once"));
      return;
    }
    CompletionStage<T> answer;
    try {
      answer = Objects.requireNonNull(question.ask(), () -> asked + " gave null, not a stage");
    } catch (Throwable e) { // Whatever it is, the client is waiting.
      answer = CompletableFuture.failedFuture(e);
    }
    // Whoever completes it later has no thread to spare for the user code that comes next.
    Executor next = isDone(answer) ? Runnable::run : executor;
    answer.whenComplete(
        (value, failure) -> {
          try {
            next.execute(
                () -> {
                  waiting.leave();
                  onAnswer.accept(value, failure);
                });
          } catch (RejectedExecutionException | OutOfMemoryError e) { // It has not begun.
            waiting.leave();
            context.refuse(request, Refusal.busy("Server is shutting down"));
          }
        });
  }

  private static boolean isDone(CompletionStage<?> answer) {
    try {
      return answer instanceof CompletableFuture<?> future && future.isDone();
    } catch (UnsupportedOperationException minimal) {
      return false; // One that lets nobody look, as completedStage makes it.
    }
  }

  private void report(EngineRequest request, String asked, @Nullable Throwable failure) {
    Throwable cause = failure == null ? new NullPointerException(asked + " gave null") : failure;
    context.observer().hookFailed(request.head(), cause);
  }
}
