package io.sockeye.server;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.json.JsonCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.server.adapter.AdapterFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The options of the Socket.IO floor, with the names and defaults of the JavaScript server; where
 * it has no such option or a default is safer here, {@link SocketIoServer.Builder} says so.
 * Immutable.
 */
public final class ServerOptions {
  private final Duration connectTimeout;
  private final Duration authTimeout;
  private final Duration ackTimeout;
  private final Duration closeTimeout;
  private final Duration closeSpread;
  private final Duration reassemblyTimeout;
  private final int maxNamespacesPerConnection;
  private final int maxDynamicNamespaces;
  private final boolean cleanupEmptyChildNamespaces;
  private final int maxUnjoinedConnections;
  private final int maxPendingAcks;
  private final int maxBadAcks;
  private final int maxRoomsPerSocket;
  private final int maxRoomNameLength;
  private final int maxQueuedEvents;
  private final int maxQueuedBytes;
  private final int maxQueuedNamespaceEvents;
  private final long maxReassemblyBytes;
  private final Optional<EventRateLimiter> eventRateLimiter;
  private final boolean serveClient;
  private final AdapterFactory adapter;
  private final Optional<ConnectionStateRecovery> connectionStateRecovery;
  private final Optional<JsonCodec> json;
  private final Optional<SocketCodec> parser;
  private final Optional<Executor> handlers;
  private final Optional<Timers> timers;
  private final List<ServerObserver> observers;

  ServerOptions(SocketIoServer.Builder builder) {
    connectTimeout = builder.connectTimeout;
    authTimeout = builder.authTimeout;
    ackTimeout = builder.ackTimeout;
    closeTimeout = builder.closeTimeout;
    closeSpread = builder.closeSpread;
    reassemblyTimeout = builder.reassemblyTimeout;
    maxNamespacesPerConnection = builder.maxNamespacesPerConnection;
    maxDynamicNamespaces = builder.maxDynamicNamespaces;
    cleanupEmptyChildNamespaces = builder.cleanupEmptyChildNamespaces;
    maxUnjoinedConnections = builder.maxUnjoinedConnections;
    maxPendingAcks = builder.maxPendingAcks;
    maxBadAcks = builder.maxBadAcks;
    maxRoomsPerSocket = builder.maxRoomsPerSocket;
    maxRoomNameLength = builder.maxRoomNameLength;
    maxQueuedEvents = builder.maxQueuedEvents;
    maxQueuedBytes = builder.maxQueuedBytes;
    maxQueuedNamespaceEvents = builder.maxQueuedNamespaceEvents;
    maxReassemblyBytes = builder.maxReassemblyBytes;
    eventRateLimiter = builder.eventRateLimiter;
    serveClient = builder.serveClient;
    adapter = builder.adapter;
    connectionStateRecovery = builder.connectionStateRecovery;
    json = builder.json;
    parser = builder.parser;
    handlers = builder.handlers;
    timers = builder.timers;
    observers = List.copyOf(builder.observers);
    if (json.isPresent() && parser.isPresent()) {
      throw new IllegalArgumentException(
          "json and parser are both set: a parser brings its own way to write values");
    }
  }

  /** How long a connection may stay in no namespace after its handshake. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** How long all connection middlewares together may take for a socket, and the predicates. */
  public Duration authTimeout() {
    return authTimeout;
  }

  /** How long an answer may take where no {@code timeout} was given to the emit. */
  public Duration ackTimeout() {
    return ackTimeout;
  }

  /**
   * How long {@link SocketIoServer#close} waits, once the last client's turn has come, for
   * listeners to finish and for clients to take what was sent to them.
   */
  public Duration closeTimeout() {
    return closeTimeout;
  }

  /** Over how long {@link SocketIoServer#close} spreads the ends of the connections. */
  public Duration closeSpread() {
    return closeSpread;
  }

  /** How long the attachments of a packet may take to arrive. */
  public Duration reassemblyTimeout() {
    return reassemblyTimeout;
  }

  /** How many namespaces one connection may be in, or wait to get into. */
  public int maxNamespacesPerConnection() {
    return maxNamespacesPerConnection;
  }

  /** How many namespaces may exist that clients brought about. */
  public int maxDynamicNamespaces() {
    return maxDynamicNamespaces;
  }

  /** Whether a namespace that a client brought about is closed when nobody is in it. */
  public boolean cleanupEmptyChildNamespaces() {
    return cleanupEmptyChildNamespaces;
  }

  /** How many connections may never have been in a namespace. */
  public int maxUnjoinedConnections() {
    return maxUnjoinedConnections;
  }

  /** How many answers may be awaited from one socket. */
  public int maxPendingAcks() {
    return maxPendingAcks;
  }

  /** How many acks that nobody waits for a connection may send before it is closed. */
  public int maxBadAcks() {
    return maxBadAcks;
  }

  /** How many rooms a socket may be in, its own included. */
  public int maxRoomsPerSocket() {
    return maxRoomsPerSocket;
  }

  /** How long the name of a room may be, in characters. */
  public int maxRoomNameLength() {
    return maxRoomNameLength;
  }

  /** From how many events on that wait or run a connection is not read any more. */
  public int maxQueuedEvents() {
    return maxQueuedEvents;
  }

  /** From how many bytes of such events on a connection is not read any more. */
  public int maxQueuedBytes() {
    return maxQueuedBytes;
  }

  /** How many events that belong to no socket may wait for the listeners of a namespace. */
  public int maxQueuedNamespaceEvents() {
    return maxQueuedNamespaceEvents;
  }

  /** How many bytes all connections together may hold for packets whose attachments are missing. */
  public long maxReassemblyBytes() {
    return maxReassemblyBytes;
  }

  /** How many events clients may send; any number if empty. */
  public Optional<EventRateLimiter> eventRateLimiter() {
    return eventRateLimiter;
  }

  /** Whether to serve the JavaScript client, if it is on the class path. */
  public boolean serveClient() {
    return serveClient;
  }

  /** What makes the adapter of each namespace. */
  public AdapterFactory adapter() {
    return adapter;
  }

  /** What is kept of clients that lose their connection; nothing if empty. */
  public Optional<ConnectionStateRecovery> connectionStateRecovery() {
    return connectionStateRecovery;
  }

  /** How values become JSON; Jackson if empty. */
  public Optional<JsonCodec> json() {
    return json;
  }

  /** How packets become messages; as Socket.IO 5 says if empty. */
  public Optional<SocketCodec> parser() {
    return parser;
  }

  /** Where listeners and middlewares run; on threads of the server's own if empty. */
  public Optional<Executor> handlers() {
    return handlers;
  }

  /** The clock; the system's if empty. */
  public Optional<Timers> timers() {
    return timers;
  }

  /** Those who are told what happens. */
  public List<ServerObserver> observers() {
    return observers;
  }
}
