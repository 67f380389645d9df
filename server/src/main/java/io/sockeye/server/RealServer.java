package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.concurrent.HandlerThreads;
import io.sockeye.concurrent.Stages;
import io.sockeye.concurrent.Timers;
import io.sockeye.events.EmitFlags;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.server.engine.EngineOptions;
import io.sockeye.server.engine.EngineServer;
import io.sockeye.server.engine.EngineSession;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The server: its parts, and the tables that all of them share. */
final class RealServer implements SocketIoServer, ForwardingNamespace {
  static final String MAIN = "/";

  private final ServerOptions options;
  private final Timers timers;
  private final HandlerThreads threads = HandlerThreads.create("sockeye-handler-");
  private final Executor handlers;
  private final ServerObserver observer;
  private final SocketCodec codec;
  private final Args emptyAuth;
  private final EngineServer engine;
  private final EngineEndpoint endpoint;
  private final ReassemblyBudget reassembly;

  /** Null without an {@code eventRateLimiter}. */
  private final EventGate.@Nullable Maker gates;

  private final NamespaceTable namespaces;
  private final RealNamespace main;
  private final Shutdown shutdown;

  /** All clients, until their sessions are closed. */
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();

  private final BusyLanes busyLanes = new BusyLanes();

  /** How a socket emits if nothing else is asked for. */
  private final EmitFlags emitFlags;

  /** Clients that have not been in a namespace yet. */
  private final AtomicInteger unjoined = new AtomicInteger();

  @SuppressWarnings("this-escape") // the namespace keeps it for later
  RealServer(EngineOptions engineOptions, ServerOptions options) {
    this.options = options;
    this.emitFlags = new EmitFlags(false, true, options.ackTimeout());
    this.timers = options.timers().orElseGet(() -> Timers.create("sockeye-timers"));
    this.handlers = options.handlers().orElse(threads);
    this.observer = Observers.of(timers, options.observers());
    this.codec = options.parser().orElseGet(() -> defaultParser(options, engineOptions.limits()));
    this.emptyAuth = codec.object(Map.of());
    this.reassembly = new ReassemblyBudget(options.maxReassemblyBytes());
    this.gates =
        options
            .eventRateLimiter()
            .map(limiter -> new EventGate.Maker(limiter, timers))
            .orElse(null);
    this.engine = new EngineServer(engineOptions, timers, threads, observer);
    this.endpoint = options.serveClient() ? ClientBundle.inFrontOf(engine) : engine;
    this.shutdown = new Shutdown(this);
    this.namespaces = new NamespaceTable(this);
    this.main = namespaces.of(MAIN);
    engine.admission(this::isAdmitting);
    engine.onSession(this::onSession);
    if (options.parser().isEmpty()) {
      WarmUp.run(codec, threads);
    }
  }

  private static SocketCodec defaultParser(ServerOptions options, Limits limits) {
    return new JsonSocketCodec(options.json().orElseGet(() -> JacksonJson.create(limits)));
  }

  // -- what programs see

  @Override
  public RealNamespace main() {
    return main;
  }

  @Override
  public RealNamespace of(String name) {
    return namespaces.of(name);
  }

  @Override
  public ParentNamespace of(NamespacePredicate predicate) {
    return namespaces.addParent(predicate);
  }

  @Override
  public ParentNamespace of(Pattern pattern) {
    return namespaces.addParent(new NamespaceRule.OfPattern(pattern));
  }

  @Override
  public ParentNamespace ofTemplate(String template) {
    return namespaces.addParent(
        new NamespaceTemplate(template.startsWith("/") ? template : "/" + template));
  }

  @Override
  public SocketIoServer onNewNamespace(Consumer<Namespace> listener) {
    namespaces.onNew(listener);
    return this;
  }

  @Override
  public ServerOptions options() {
    return options;
  }

  @Override
  public EngineServer engine() {
    return engine;
  }

  @Override
  public EngineEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public boolean isReady() {
    return !shutdown.isAnnounced();
  }

  @Override
  public Health health() {
    Map<String, String> down = new HashMap<>();
    for (RealNamespace namespace : namespaces.all()) {
      String why = namespace.clusterEvents().down();
      if (why != null) {
        down.put(namespace.name(), why);
      }
    }
    Health.Status running = down.isEmpty() ? Health.Status.UP : Health.Status.DEGRADED;
    return new Health(isReady() ? running : Health.Status.DOWN, down);
  }

  @Override
  public void prepareToClose() {
    shutdown.announce();
  }

  @Override
  public CompletionStage<CloseReport> close() {
    return shutdown.begin();
  }

  @Override
  public CompletionStage<CloseReport> close(Duration atMost) {
    if (atMost.isNegative()) {
      throw new IllegalArgumentException("atMost: expected at least zero, got " + atMost);
    }
    return shutdown.begin(atMost);
  }

  // -- what its parts see

  private boolean isAdmitting() {
    if (unjoined.get() >= options.maxUnjoinedConnections()) {
      observer.limitHit("maxUnjoinedConnections", "a handshake was answered 503");
      return false;
    }
    return true;
  }

  /** A client departs without bytes that wait for it. */
  void onUnsent(long bytes) {
    shutdown.onUnsent(bytes);
  }

  /** Whether it stops; true before the first client departs. */
  boolean isClosing() {
    return shutdown.hasBegun();
  }

  private void onSession(EngineSession session) {
    Client client = new Client(this, session);
    session.receiver(client);
    unjoined.incrementAndGet();
    clients.add(client);
    if (shutdown.hasBegun()) {
      client.endByShutdown(); // It has not seen this client.
      session.shutDown();
    } else {
      client.begin();
    }
  }

  void onClientJoined() {
    unjoined.decrementAndGet();
  }

  void onClientGone(Client client, boolean joined) {
    clients.remove(client);
    if (!joined) {
      unjoined.decrementAndGet();
    }
  }

  BusyLanes busyLanes() {
    return busyLanes;
  }

  EmitFlags emitFlags() {
    return emitFlags;
  }

  /** Runs what programs hang on a future, where it may block. */
  void runHandler(Runnable task) {
    try {
      handlers.execute(task);
    } catch (RejectedExecutionException e) {
      threads.execute(task);
    }
  }

  /**
   * The same result; what programs hang on it runs where it may block, unless it is there already.
   */
  <T> CompletableFuture<T> onHandlers(CompletionStage<T> result) {
    CompletableFuture<T> future = result.toCompletableFuture();
    if (future.isDone() && !future.isCompletedExceptionally()) {
      return future;
    }
    Executor where = future.isDone() ? Runnable::run : this::runHandler;
    CompletableFuture<T> handedOver = new CompletableFuture<>();
    var unused =
        future.whenComplete(
            (value, failure) -> where.execute(() -> complete(handedOver, value, failure)));
    return handedOver;
  }

  private static <T> void complete(
      CompletableFuture<T> future, T value, @Nullable Throwable failure) {
    if (failure == null) {
      future.complete(value);
    } else {
      future.completeExceptionally(Stages.cause(failure));
    }
  }

  Timers timers() {
    return timers;
  }

  Executor handlers() {
    return handlers;
  }

  HandlerThreads threads() {
    return threads;
  }

  ServerObserver observer() {
    return observer;
  }

  /** The auth of a client that sent none: one empty object. */
  Args emptyAuth() {
    return emptyAuth;
  }

  SocketCodec codec() {
    return codec;
  }

  /** What the events of a client have to pass; null if nothing. */
  @Nullable EventGate gateOf(Client client) {
    return gates == null ? null : gates.of(client);
  }

  ReassemblyBudget reassembly() {
    return reassembly;
  }

  List<Client> clients() {
    return List.copyOf(clients);
  }

  NamespaceTable namespaces() {
    return namespaces;
  }
}
