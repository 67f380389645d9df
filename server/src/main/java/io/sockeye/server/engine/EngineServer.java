package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
  private final WaitingRequests waiting;
  private final Handshakes handshakes;
  private final RequestRates rates;
  private volatile Consumer<EngineSession> onSession = session -> {};

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
    this.observer = new GuardedObserver(Objects.requireNonNull(timers, "timers"), observer);
    AdmissionLimits admission = options.admission();
    this.sessions = new SessionTable(admission.maxConnections(), admission.maxConnectionsPerIp());
    this.verifier = new RequestVerifier(options, sessions);
    Executor overflow = MailboxOverflow.create();
    this.context =
        new EngineContext(
            options,
            timers,
            overflow,
            this.observer,
            this.observer.packets().orElse(null),
            sessions,
            new OutboundBudget(options.outbound().maxTotalBytes(), overflow),
            session -> onSession.accept(session));
    this.waiting = new WaitingRequests(admission.maxConcurrentHandshakes(), this.observer);
    this.handshakes = new Handshakes(context, executor, waiting);
    this.rates = new RequestRates(admission, timers, this.observer);
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
    handshakes.admission(Objects.requireNonNull(condition, "condition"));
  }

  /** The options. */
  public EngineOptions options() {
    return options;
  }

  /** How many sessions there are now. */
  public int clientsCount() {
    return sessions.size();
  }

  /** The sessions that there are now: an unmodifiable view, which changes while it is looked at. */
  public Collection<EngineSession> sessions() {
    return Collections.unmodifiableCollection(sessions.all());
  }

  /** The session of an id, if there is one now. */
  public Optional<EngineSession> session(String id) {
    return Optional.ofNullable(sessions.find(id));
  }

  /** Refuses new sessions (503) from now on; those that there are go on. Idempotent. */
  public void refuseSessions() {
    sessions.close();
  }

  /**
   * Closes all sessions and refuses new ones (503). Polls that wait are answered with the last
   * packets and a close packet, WebSockets are closed with code 1001 after what was sent.
   * Idempotent.
   *
   * @return completes when no session is left
   */
  public CompletionStage<Void> close() {
    refuseSessions();
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
  public void limitHit(String option, String detail) {
    observer.limitHit(option, detail);
  }

  @Override
  public void handle(HttpExchange exchange) {
    EngineRequest request = new EngineRequest(exchange, options.admission().trustedProxies());
    if (options.cors().isPresent()) {
      Cors cors = options.cors().get();
      cors.addTo(request.headers(), request.head());
      if (request.head().method().equals("OPTIONS")) {
        exchange.respond(cors.preflight(request.head(), request.headers()));
        return;
      }
    }
    Optional<Refusal> tooOften = rates.check(request);
    if (tooOften.isPresent()) {
      context.refuse(request, tooOften.get());
      return;
    }
    if (!options.hasHooks()) {
      serve(request);
      return;
    }
    if (!waiting.enter()) {
      context.refuse(request, Refusal.busy("Too many requests at once"));
      return;
    }
    try {
      executor.execute(() -> serveWithHooks(request));
    } catch (RejectedExecutionException e) {
      waiting.leave();
      context.refuse(request, Refusal.busy("Server is shutting down"));
    }
  }

  private void serveWithHooks(EngineRequest request) {
    for (RequestHook hook : options.requestHooks()) {
      Verdict verdict;
      try {
        verdict =
            Objects.requireNonNull(
                hook.onRequest(request.head(), request.headers()), "a request hook gave null");
      } catch (Throwable e) { // Whatever it is, the client is waiting.
        observer.hookFailed(request.head(), e);
        verdict = Verdict.refuse();
      }
      if (!verdict.isAllowed()) {
        Refusal refusal = Refusal.badRequest("MIDDLEWARE_FAILURE", "refused by a request hook");
        waiting.leave();
        context.refuse(request, verdict.message().map(refusal::withMessage).orElse(refusal));
        return;
      }
    }
    waiting.leave();
    serve(request);
  }

  private void serve(EngineRequest request) {
    Optional<Refusal> refusal = verifier.verify(request);
    if (refusal.isPresent()) {
      context.refuse(request, rates.judge(request, refusal.get()));
    } else if (request.sid().isPresent()) {
      serveFollowUp(request, request.sid().get());
    } else if (sessions.isClosed()) {
      context.refuse(request, Refusal.busy("Server is shutting down"));
    } else {
      handshakes.begin(request);
    }
  }

  private void serveFollowUp(EngineRequest request, String sid) {
    RealSession session = sessions.find(sid);
    if (session == null) {
      context.refuse(request, Refusal.of(HandshakeError.UNKNOWN_SID, Map.of()));
      return;
    }
    if (request.isGet() || request.head().method().equals("POST")) {
      context.addHeaders(options.headerHooks(), request);
    }
    if (request.head().isWebSocketUpgrade()) {
      session.onUpgradeRequest(request, request.acceptance(options));
    } else {
      session.onPollingRequest(request);
    }
  }
}
