package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EngineVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The Engine.IO server: takes requests from a binding, verifies them, and opens sessions. It knows
 * nothing of Socket.IO and can be used alone.
 *
 * <p>A request that no user code looks at is served on the thread that brings it. Where guards or
 * hooks are set, each request is handed to the executor first, so that they may block.
 */
public final class EngineServer implements EngineEndpoint {
  private final EngineOptions options;
  private final Executor executor;
  private final EngineObserver observer;
  private final SessionTable sessions;
  private final RequestVerifier verifier;
  private final EngineContext context;
  private final AtomicInteger handshakes = new AtomicInteger();
  private volatile Consumer<EngineSession> onSession = session -> {};
  private volatile BooleanSupplier admission = () -> true;

  /**
   * A server.
   *
   * @param timers belongs to the caller, who closes it after this server
   * @param executor runs guards and hooks; not inline if any of them blocks; belongs to the caller
   * @param observer is told what happens
   */
  public EngineServer(
      EngineOptions options, Timers timers, Executor executor, EngineObserver observer) {
    this.options = Objects.requireNonNull(options, "options");
    this.executor = Objects.requireNonNull(executor, "executor");
    this.observer = new GuardedObserver(observer);
    this.sessions = new SessionTable(options.maxConnections());
    this.verifier = new RequestVerifier(options, sessions);
    this.context =
        new EngineContext(
            options,
            Objects.requireNonNull(timers, "timers"),
            MailboxOverflow.create(),
            this.observer,
            sessions,
            session -> onSession.accept(session));
  }

  /**
   * Sets who takes new sessions. Called inside the session's mailbox, right after its handshake was
   * sent; it sets the session's {@linkplain EngineSession#receiver receiver}. To be set before the
   * first request.
   */
  public void onSession(Consumer<EngineSession> consumer) {
    onSession = Objects.requireNonNull(consumer, "consumer");
  }

  /** Sets a further condition for new sessions: while it is false they are answered 503. */
  public void admission(BooleanSupplier condition) {
    admission = Objects.requireNonNull(condition, "condition");
  }

  /** The options. */
  public EngineOptions options() {
    return options;
  }

  /** How many sessions there are now. */
  public int clientsCount() {
    return sessions.size();
  }

  /**
   * Closes all sessions and refuses new ones (503). Polls that wait are answered with the last
   * packets and a close packet, WebSockets are closed with code 1001 after what was sent.
   * Idempotent.
   *
   * @return completes when no session is left
   */
  public CompletionStage<Void> close() {
    sessions.close();
    List<CompletableFuture<Void>> left =
        sessions.all().stream()
            .map(
                session -> {
                  CompletableFuture<Void> done = new CompletableFuture<>();
                  session.shutDown();
                  session.execute(() -> done.complete(null)); // After the shutdown, by order.
                  return done;
                })
            .toList();
    return CompletableFuture.allOf(left.toArray(new CompletableFuture<?>[0]));
  }

  @Override
  public boolean matches(HttpRequest request) {
    String path = request.path();
    String own = options.path();
    return path.equals(own)
        || (path.length() == own.length() + 1 && path.startsWith(own) && path.endsWith("/"));
  }

  @Override
  public void handle(HttpExchange exchange) {
    EngineRequest request = new EngineRequest(exchange);
    if (options.cors().isPresent()) {
      Cors cors = options.cors().get();
      cors.addTo(request.headers(), request.head());
      if (request.head().method().equals("OPTIONS")) {
        exchange.respond(cors.preflight(request.head(), request.headers()));
        return;
      }
    }
    if (!options.hasHooks()) {
      serve(request);
      return;
    }
    if (handshakes.incrementAndGet() > options.maxConcurrentHandshakes()) {
      observer.limitHit("maxConcurrentHandshakes", "a request was answered 503");
      leave(request, Refusal.busy("Too many requests at once"));
      return;
    }
    try {
      executor.execute(() -> serveWithHooks(request));
    } catch (RejectedExecutionException e) {
      leave(request, Refusal.busy("Server is shutting down"));
    }
  }

  private void serveWithHooks(EngineRequest request) {
    for (RequestHook hook : options.requestHooks()) {
      Verdict verdict;
      try {
        verdict = hook.onRequest(request.head(), request.headers());
      } catch (Throwable e) { // Whatever it is, the client is waiting.
        observer.hookFailed(request.head(), e);
        verdict = Verdict.refuse();
      }
      if (!verdict.isAllowed()) {
        Refusal refusal = Refusal.badRequest("MIDDLEWARE_FAILURE", "refused by a request hook");
        leave(request, verdict.message().map(refusal::withMessage).orElse(refusal));
        return;
      }
    }
    handshakes.decrementAndGet();
    serve(request);
  }

  private void leave(EngineRequest request, Refusal refusal) {
    handshakes.decrementAndGet();
    refuse(request, refusal);
  }

  private void serve(EngineRequest request) {
    Optional<Refusal> refusal = verifier.verify(request);
    if (refusal.isPresent()) {
      refuse(request, refusal.get());
    } else if (request.sid().isPresent()) {
      serveFollowUp(request, request.sid().get());
    } else if (sessions.isClosed()) {
      refuse(request, Refusal.busy("Server is shutting down"));
    } else {
      admit(request);
    }
  }

  private void serveFollowUp(EngineRequest request, String sid) {
    RealSession session = sessions.find(sid);
    if (session == null) {
      refuse(request, Refusal.of(HandshakeError.UNKNOWN_SID, Map.of()));
      return;
    }
    if (request.isGet() || request.head().method().equals("POST")) {
      runHeaderHooks(options.headerHooks(), request);
    }
    if (request.head().isWebSocketUpgrade()) {
      session.onUpgradeRequest(request, accept(request));
    } else {
      session.onPollingRequest(request);
    }
  }

  // ---- handshake

  /** Asks the guard, without holding a thread for its answer. */
  private void admit(EngineRequest request) {
    if (options.allowRequest().isEmpty()) {
      handshake(request);
      return;
    }
    if (handshakes.incrementAndGet() > options.maxConcurrentHandshakes()) {
      observer.limitHit("maxConcurrentHandshakes", "a handshake was answered 503");
      leave(request, Refusal.busy("Too many handshakes at once"));
      return;
    }
    CompletionStage<Verdict> verdict;
    try {
      verdict = options.allowRequest().get().check(request.head());
    } catch (Throwable e) { // Whatever it is, the client is waiting.
      verdict = CompletableFuture.failedFuture(e);
    }
    verdict.whenComplete(
        (answer, failure) -> {
          if (failure != null || answer == null) {
            observer.hookFailed(
                request.head(),
                failure != null ? failure : new NullPointerException("allowRequest gave null"));
            leave(request, Refusal.of(HandshakeError.FORBIDDEN, Map.of()));
          } else if (!answer.isAllowed()) {
            Refusal refusal = Refusal.of(HandshakeError.FORBIDDEN, Map.of());
            leave(request, answer.message().map(refusal::withMessage).orElse(refusal));
          } else {
            handshakes.decrementAndGet();
            handshake(request);
          }
        });
  }

  private void handshake(EngineRequest request) {
    String eio = request.query().getOrDefault("EIO", "");
    Optional<EngineVersion> version = EngineVersion.of(eio);
    if (version.isEmpty()) {
      refuse(request, Refusal.of(HandshakeError.UNSUPPORTED_PROTOCOL_VERSION, "protocol", eio));
      return;
    }
    if (!admission.getAsBoolean()) {
      refuse(request, Refusal.busy("Too many connections"));
      return;
    }
    if (!sessions.reserve()) {
      observer.limitHit("maxConnections", "a handshake was answered 503");
      refuse(request, Refusal.busy("Too many connections"));
      return;
    }
    runHeaderHooks(options.initialHeaderHooks(), request);
    runHeaderHooks(options.headerHooks(), request);
    String id = RandomId.next();
    if (request.head().isWebSocketUpgrade()) {
      request
          .exchange()
          .acceptWebSocket(
              accept(request), RealSession.openByWebSocket(id, version.get(), request, context));
    } else {
      options
          .cookie()
          .ifPresent(
              cookie ->
                  request
                      .headers()
                      .add("Set-Cookie", cookie.headerValue(id, request.head().isSecure())));
      RealSession.openByPolling(id, version.get(), request, context);
    }
  }

  private WebSocketAccept accept(EngineRequest request) {
    // A client that offers subprotocols fails unless one is chosen; it means none of them.
    Optional<String> subprotocol =
        request
            .head()
            .header("sec-websocket-protocol")
            .map(offered -> offered.split(",", 2)[0].trim());
    return new WebSocketAccept(request.headers(), subprotocol, options.maxHttpBufferSize());
  }

  private void runHeaderHooks(List<HeaderHook> hooks, EngineRequest request) {
    for (HeaderHook hook : hooks) {
      try {
        hook.onHeaders(request.headers(), request.head());
      } catch (Throwable e) { // Whatever it is, the client is waiting.
        observer.hookFailed(request.head(), e);
      }
    }
  }

  private void refuse(EngineRequest request, Refusal refusal) {
    observer.connectionRefused(
        request.head(), refusal.error(), refusal.message(), refusal.context());
    request.refuse(refusal);
  }
}
