package io.sockeye.server;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.json.JsonCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.server.engine.EngineOptions;
import io.sockeye.server.engine.EngineServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A Socket.IO server, to be started by a binding such as {@code NettyServer}; as a {@link
 * Namespace} it is the main namespace {@code /}.
 *
 * <pre>{@code
 * var io = SocketIoServer.builder().build();
 * io.onConnection(socket -> socket.on("say", String.class, text -> io.emit("said", text)));
 * var server = NettyServer.start(io, 3000);
 * }</pre>
 */
public interface SocketIoServer extends Namespace {
  /** A server whose options are still to be chosen. */
  static Builder builder() {
    return new Builder();
  }

  /** A server with all options at their defaults. */
  static SocketIoServer create() {
    return builder().build();
  }

  /**
   * The namespace of a name, created at the first call. It stays from then on, also if it is the
   * child of a parent, so do not call this with names that clients choose: {@link
   * ParentNamespace#child} finds a child without keeping it.
   *
   * <p>A new one whose name matches the pattern or the template of a parent becomes a child of that
   * parent, so that its middlewares hold. A predicate is not asked.
   *
   * @param name such as {@code /chat}; a missing slash is added
   * @throws IllegalArgumentException if no packet can carry the name, or it is a template
   */
  Namespace of(String name);

  /**
   * A parent of the namespaces whose whole name matches a pattern. Parents are tried in the order
   * in which they were made.
   */
  ParentNamespace of(Pattern pattern);

  /** A parent of the namespaces that a predicate accepts, client by client. */
  ParentNamespace of(NamespacePredicate predicate);

  /**
   * A parent of the namespaces that a template describes, such as <code>/tenant/{id}</code>. What
   * stands for a variable, which is at least one character and has no slash, is told by {@link
   * Namespace#variable}.
   *
   * @throws IllegalArgumentException if there is no variable in it, or a brace without one
   */
  ParentNamespace ofTemplate(String template);

  /**
   * Adds a listener for namespaces that come to be from now on: {@code new_namespace} of the
   * JavaScript server. It is told before any client is in the namespace, so what it adds to it,
   * such as a middleware, holds for all of them.
   *
   * <p>It runs on a handler lane, or inside {@link #of(String)}. If it throws, the namespace does
   * not come to be: the client is refused, or {@code of} throws the same. Who asks for it by {@code
   * of} while the listener runs gets one that no client ever enters.
   */
  SocketIoServer onNewNamespace(Consumer<Namespace> listener);

  /** The options of this floor. */
  ServerOptions options();

  /** The engine below, with its sessions. */
  EngineServer engine();

  /** The door for bindings. */
  EngineEndpoint endpoint();

  /**
   * Whether clients should be sent here: what a health check for balancers answers. True from the
   * beginning until {@link #prepareToClose} or {@link #close}. Says nothing of a cluster: a server
   * that does not reach the others serves its own clients.
   */
  boolean isReady();

  /**
   * How the server is now, for those who watch it: {@link #isReady}, and whether the other servers
   * of a cluster are reached. Do not let a process be started anew for it: whoever is degraded
   * serves its own clients, and recovers by itself. Does not block; any thread.
   */
  Health health();

  /**
   * Says that this server is going to close: it is not {@linkplain #isReady ready} any more, and
   * observers are told. Clients are served as before, new ones too. For those who give balancers a
   * while to notice before they {@link #close}, which does the same. Idempotent; any thread.
   */
  void prepareToClose();

  /**
   * Stops. New connections are refused (503). Then the clients go, spread over {@link
   * ServerOptions#closeSpread}; until its turn comes a client is served as before. Events that it
   * sends afterwards are not taken; those that were may be finished, answered, and wait for answers
   * of the client. Then its sockets are disconnected with {@code server shutting down}, all that
   * was sent to it goes out, and its connection is closed: a poll is answered with a close packet,
   * a WebSocket closed with code 1001. What is not done at the end of {@link
   * ServerOptions#closeTimeout} is left undone: listeners are interrupted if they run on threads of
   * the server's own, and connections are cut.
   *
   * <p>Idempotent. May be called from any thread, and from a listener, which must not wait for the
   * end: it would be its own.
   *
   * @return completes when all is closed, with what was left undone; the port belongs to the
   *     binding
   */
  CompletionStage<CloseReport> close();

  /**
   * The same, to be over in that time at most: what is not done by then is left undone. Also
   * hurries a close that is under way.
   *
   * @param atMost zero to leave everything undone
   */
  CompletionStage<CloseReport> close(Duration atMost);

  /** Options being chosen, those of the engine included. A wrong value is refused at once. */
  final class Builder extends EngineOptions.Builder<Builder> {
    Duration connectTimeout = Duration.ofSeconds(45);
    Duration authTimeout = Duration.ofSeconds(15);
    Duration ackTimeout = Duration.ofSeconds(30);
    Duration closeTimeout = Duration.ofSeconds(10);
    Duration closeSpread = Duration.ZERO;
    Duration reassemblyTimeout = Duration.ofSeconds(30);
    int maxNamespacesPerConnection = 100;
    int maxDynamicNamespaces = 10_000;
    boolean cleanupEmptyChildNamespaces = true;
    int maxUnjoinedConnections = 2_048;
    int maxPendingAcks = 1_000;
    int maxBadAcks = 100;
    int maxRoomsPerSocket = 10_000;
    int maxRoomNameLength = 512;
    int maxQueuedEvents = 256;
    int maxQueuedBytes = 1_000_000;
    int maxQueuedNamespaceEvents = 10_000;
    long maxReassemblyBytes = Math.min(64_000_000, Runtime.getRuntime().maxMemory() / 8);
    Optional<EventRateLimiter> eventRateLimiter = Optional.empty();
    boolean serveClient = true;
    AdapterFactory adapter = LocalAdapter::new;
    Optional<ConnectionStateRecovery> connectionStateRecovery = Optional.empty();
    Optional<JsonCodec> json = Optional.empty();
    Optional<SocketCodec> parser = Optional.empty();
    Optional<Executor> handlers = Optional.empty();
    Optional<Timers> timers = Optional.empty();
    final List<ServerObserver> observers = new ArrayList<>();

    private Builder() {
      path("/socket.io");
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * The server. It listens nowhere until a binding is given to it.
     *
     * @throws IllegalArgumentException if options contradict each other, naming the values
     */
    public SocketIoServer build() {
      return new RealServer(buildEngineOptions(), new ServerOptions(this));
    }

    /**
     * How long a connection may take after its handshake to get into a namespace for the first
     * time. Default 45 s.
     */
    public Builder connectTimeout(Duration value) {
      connectTimeout = requirePositive("connectTimeout", value);
      return this;
    }

    /**
     * How long all connection middlewares together may take for a socket, and before them the
     * {@link NamespacePredicate}s; a client that this keeps out of its only namespace is
     * disconnected. Also how long a stage of an {@link EventMiddleware} may take, and how long a
     * client that comes back waits for the listeners of its lost connection. Default 15 s. The
     * JavaScript server has no such limit.
     */
    public Builder authTimeout(Duration value) {
      authTimeout = requirePositive("authTimeout", value);
      return this;
    }

    /**
     * How long an answer may take where no {@code timeout} was given to the emit. Default 30 s; the
     * JavaScript server waits for ever.
     */
    public Builder ackTimeout(Duration value) {
      ackTimeout = requirePositive("ackTimeout", value);
      return this;
    }

    /**
     * How long {@link SocketIoServer#close} waits, once the last client's turn has come, for
     * listeners to finish and for clients to take what was sent to them. Default 10 s.
     */
    public Builder closeTimeout(Duration value) {
      closeTimeout = requirePositive("closeTimeout", value);
      return this;
    }

    /**
     * Over how long {@link SocketIoServer#close} spreads the ends of the connections, so that the
     * clients do not all come to the other servers at once: of 1,000 clients and 5 s it lets go 200
     * a second. Default zero: all at once.
     */
    public Builder closeSpread(Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException("closeSpread: expected at least zero, got " + value);
      }
      closeSpread = value;
      return this;
    }

    /**
     * How long the attachments of a packet may take to arrive. Default 30 s. The JavaScript server
     * has no such limit.
     */
    public Builder reassemblyTimeout(Duration value) {
      reassemblyTimeout = requirePositive("reassemblyTimeout", value);
      return this;
    }

    /**
     * How many namespaces one connection may be in, or wait to get into. Default 100. The
     * JavaScript server has no such limit.
     */
    public Builder maxNamespacesPerConnection(int value) {
      maxNamespacesPerConnection = requireAtLeast("maxNamespacesPerConnection", value, 1);
      return this;
    }

    /**
     * How many namespaces may exist that clients brought about, by asking for a name that a parent
     * takes; one more is refused. Default 10,000. The JavaScript server has no such limit.
     */
    public Builder maxDynamicNamespaces(int value) {
      maxDynamicNamespaces = requireAtLeast("maxDynamicNamespaces", value, 1);
      return this;
    }

    /**
     * Whether a namespace that a client brought about is closed when the last socket has left it,
     * or was refused. Default true; the JavaScript server keeps it.
     */
    public Builder cleanupEmptyChildNamespaces(boolean value) {
      cleanupEmptyChildNamespaces = value;
      return this;
    }

    /**
     * How many connections may never have been in a namespace; beyond it handshakes are answered
     * 503. Default 2,048. The JavaScript server has no such limit.
     */
    public Builder maxUnjoinedConnections(int value) {
      maxUnjoinedConnections = requireAtLeast("maxUnjoinedConnections", value, 1);
      return this;
    }

    /**
     * How many answers may be awaited from one socket; beyond it an {@code emitWithAck} fails at
     * once. Default 1,000. The JavaScript server has no such limit.
     */
    public Builder maxPendingAcks(int value) {
      maxPendingAcks = requireAtLeast("maxPendingAcks", value, 1);
      return this;
    }

    /**
     * How many acks that nobody waits for a connection may send before it is closed. Default 100.
     * The JavaScript server has no such limit.
     */
    public Builder maxBadAcks(int value) {
      maxBadAcks = requireAtLeast("maxBadAcks", value, 0);
      return this;
    }

    /** How many rooms a socket may be in, its own included. Default 10,000. */
    public Builder maxRoomsPerSocket(int value) {
      maxRoomsPerSocket = requireAtLeast("maxRoomsPerSocket", value, 1);
      return this;
    }

    /** How long the name of a room may be, in characters. Default 512. */
    public Builder maxRoomNameLength(int value) {
      maxRoomNameLength = requireAtLeast("maxRoomNameLength", value, 1);
      return this;
    }

    /**
     * From how many events on that its listeners are not done with a connection is not read any
     * more, all its sockets together; reading goes on when a quarter is left. Default 256.
     */
    public Builder maxQueuedEvents(int value) {
      maxQueuedEvents = requireAtLeast("maxQueuedEvents", value, 1);
      return this;
    }

    /** The same in bytes of the events. Default 1,000,000. */
    public Builder maxQueuedBytes(int value) {
      maxQueuedBytes = requireAtLeast("maxQueuedBytes", value, 1);
      return this;
    }

    /**
     * How many events between servers may wait for the listeners of a namespace, and how many room
     * events; more are dropped, and the observer is told. Default 10,000. The JavaScript server has
     * no such limit.
     */
    public Builder maxQueuedNamespaceEvents(int value) {
      maxQueuedNamespaceEvents = requireAtLeast("maxQueuedNamespaceEvents", value, 1);
      return this;
    }

    /**
     * How many bytes all connections together may hold for packets whose attachments are missing;
     * beyond it the connection that holds most is closed. Default 64 MB, or an eighth of the heap
     * if that is less.
     */
    public Builder maxReassemblyBytes(long value) {
      maxReassemblyBytes = requireAtLeast("maxReassemblyBytes", value, 1);
      return this;
    }

    /**
     * How many events clients may send, and what becomes of those beyond. Default: any number, as
     * with the JavaScript server; 100 a second, 200 at once, would do for most.
     */
    public Builder eventRateLimiter(EventRateLimiter value) {
      eventRateLimiter = Optional.of(value);
      return this;
    }

    /**
     * Whether to serve the JavaScript client ({@code socket.io.js} and its kin) under the path, if
     * {@code org.webjars.npm:socket.io-client} is on the class path. Default true.
     */
    public Builder serveClient(boolean value) {
      serveClient = value;
      return this;
    }

    /** What makes the adapter of each namespace. Default: rooms of this server alone. */
    public Builder adapter(AdapterFactory value) {
      adapter = Objects.requireNonNull(value, "adapter");
      return this;
    }

    /**
     * Lets a client that lost its connection come back to its socket: with the same id, rooms and
     * data, and with the events that it missed. Default: off, for each event then carries an offset
     * as one more argument, which the official clients hand to their listeners.
     */
    public Builder connectionStateRecovery(ConnectionStateRecovery value) {
      connectionStateRecovery = Optional.of(value);
      return this;
    }

    /** How values become JSON. Default: Jackson, which binds records, lists, java.time and more. */
    public Builder json(JsonCodec value) {
      json = Optional.of(value);
      return this;
    }

    /** How packets become messages; clients must have the same. Default: that of Socket.IO 5. */
    public Builder parser(SocketCodec value) {
      parser = Optional.of(value);
      return this;
    }

    /**
     * Where listeners and middlewares run. Default: a virtual thread each where the JVM has them,
     * or else a pool of daemon threads that grows while its threads are blocked, up to 256.
     *
     * @param value belongs to the caller; with few threads, listeners must not wait for acks
     */
    public Builder handlers(Executor value) {
      handlers = Optional.of(value);
      return this;
    }

    /**
     * Runs listeners and middlewares where the events come in, which costs least. One that blocks,
     * waits for an ack, or computes for long holds up other connections.
     */
    public Builder inlineHandlers() {
      handlers = Optional.of(Runnable::run);
      return this;
    }

    /** A clock, for tests. It belongs to the caller. Default: the system's. */
    public Builder timers(Timers value) {
      timers = Optional.of(value);
      return this;
    }

    /** Adds someone who is told what happens. */
    public Builder observer(ServerObserver value) {
      observers.add(Objects.requireNonNull(value, "observer"));
      return this;
    }
  }
}
