package io.sockeye.client;

import static java.util.Objects.requireNonNull;

import io.sockeye.client.engine.Network;
import io.sockeye.client.engine.SessionOptions;
import io.sockeye.client.engine.TransportType;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.json.JsonCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection to a server, for the sockets of any number of namespaces, and makes it again
 * when it is lost.
 *
 * <pre>{@code
 * var manager = Manager.connect("https://chat.example");
 * var socket = manager.socket("/chat", () -> new Token(session.token()));
 * socket.on("said", String.class, text -> show(text));
 * socket.connect();
 * }</pre>
 *
 * <p>All methods may be called from any thread, and none blocks. The connection ends when the last
 * of its sockets leaves; a manager that is not connected holds no thread and no memory of the
 * system, so it need not be closed then. All threads are daemons, shared by all managers.
 *
 * <p>Listeners of a manager run one at a time, on a lane of their own; what one throws is reported,
 * and harms nothing.
 */
public interface Manager extends AutoCloseable {
  /**
   * A manager with all options at their defaults, which begins to connect at once.
   *
   * @param url such as {@code https://chat.example}; a query becomes part of each request's
   * @throws IllegalArgumentException if it is not the address of a server; a path is none, see
   *     {@link #socket(String)} and {@link Builder#path}
   */
  static Manager connect(String url) {
    return builder(url).build();
  }

  /**
   * A manager whose options are still to be chosen.
   *
   * @throws IllegalArgumentException as {@link #connect}
   */
  static Builder builder(String url) {
    return new Builder(ServerAddress.parse(url));
  }

  /**
   * The socket of a namespace: always the same one, made at the first call. It is not connected by
   * that, so that listeners can be added first.
   *
   * @param namespace such as {@code /chat}, or {@code /}; a missing slash is added
   * @throws IllegalArgumentException if no packet can carry the name
   */
  Socket socket(String namespace);

  /**
   * A new socket, which tells the server who it is.
   *
   * @throws IllegalStateException if there is one for that namespace already
   */
  Socket socket(String namespace, AuthProvider auth);

  /**
   * A new socket with options of its own.
   *
   * @throws IllegalStateException if there is one for that namespace already
   */
  Socket socket(String namespace, SocketOptions options);

  /** Connects, if it is not connected or about to be. Sockets do it by themselves. */
  Manager open();

  /** Whether there is a connection to the server. */
  boolean isOpen();

  /** How the connection travels at the moment; empty while there is none. */
  Optional<TransportType> transport();

  /** Whether a lost connection is made again. */
  boolean reconnection();

  /**
   * Makes the attempt now that waits for its time, and begins anew with short waits: for who learns
   * that the network is back. An attempt that is under way begins anew, as it may have begun on a
   * network that is gone; a socket that waits to ask the program for its auth asks now. Does
   * nothing else to a connection that is open.
   */
  Manager reconnectNow();

  /** The address of the server, without a path. */
  URI server();

  /** The options of this floor. */
  ManagerOptions options();

  /** The options of its sessions. */
  SessionOptions sessionOptions();

  /**
   * Disconnects all sockets and ends the connection, or the attempts to make one; what waits to be
   * sent is dropped, and all acks that are awaited fail. What a {@link Socket#connect} or {@link
   * #open} would begin again.
   */
  @Override
  void close();

  /**
   * Listens to each connection that is made.
   *
   * @return this manager, as all methods that add a listener
   */
  Manager onOpen(ConnectionListeners.Signal listener);

  /** Listens to the end of each connection. */
  Manager onClose(ConnectionListeners.Disconnect listener);

  /** Listens to each attempt to connect that fails. */
  Manager onError(ConnectionListeners.ConnectError listener);

  /** Listens to each attempt to connect again, when it begins. */
  Manager onReconnectAttempt(ConnectionListeners.Attempt listener);

  /** Listens to each connection that is made again; the number is that of the attempt. */
  Manager onReconnect(ConnectionListeners.Attempt listener);

  /** Listens to the end of the attempts, when all that are allowed have failed. */
  Manager onReconnectFailed(ConnectionListeners.Signal listener);

  /** Listens to the server's pings; to one for all that come while the listeners are busy. */
  Manager onPing(ConnectionListeners.Signal listener);

  /** Removes a listener, of whatever kind: the object that was added. */
  Manager off(Object listener);

  /** Options being chosen, those of the session included. A wrong value is refused at once. */
  final class Builder extends SessionOptions.Builder<Builder> {
    final URI server;
    boolean reconnection = true;
    int reconnectionAttempts = Integer.MAX_VALUE;
    Duration reconnectionDelay = Duration.ofSeconds(1);
    Duration reconnectionDelayMax = Duration.ofSeconds(5);
    double randomizationFactor = 0.5;
    boolean autoConnect = true;
    Optional<JsonCodec> json = Optional.empty();
    Optional<SocketCodec> parser = Optional.empty();
    Optional<Executor> handlers = Optional.empty();
    Optional<Network> network = Optional.empty();
    Optional<Timers> timers = Optional.empty();
    final List<ClientObserver> observers = new ArrayList<>();

    private Builder(ServerAddress address) {
      server = address.uri();
      query(address.query());
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * The manager. It begins to connect at once, unless {@link #autoConnect} says otherwise.
     *
     * @throws IllegalArgumentException if options contradict each other, naming the values
     */
    public Manager build() {
      return build(null, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * With parts that tests play.
     *
     * @param opener null for real sessions
     * @param random gives numbers from 0 to less than 1
     */
    RealManager build(Session.@Nullable Opener opener, DoubleSupplier random) {
      ManagerOptions options = new ManagerOptions(this);
      RealManager manager = new RealManager(server, buildSessionOptions(), options, opener, random);
      return autoConnect ? manager.open() : manager;
    }

    /** Whether a connection that is lost, or cannot be made, is tried again. Default true. */
    public Builder reconnection(boolean value) {
      reconnection = value;
      return this;
    }

    /** How often it is tried again before that is given up. Default: without end. */
    public Builder reconnectionAttempts(int value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            "reconnectionAttempts: expected at least 1 (there is reconnection(false)), got "
                + value);
      }
      reconnectionAttempts = value;
      return this;
    }

    /** How long to wait before the first attempt; twice as long each time. Default 1 s. */
    public Builder reconnectionDelay(Duration value) {
      reconnectionDelay = positive("reconnectionDelay", value);
      return this;
    }

    /** How long to wait at most. Default 5 s. */
    public Builder reconnectionDelayMax(Duration value) {
      reconnectionDelayMax = positive("reconnectionDelayMax", value);
      return this;
    }

    /**
     * How much of a wait is left to chance, from 0 to 1: it is that much shorter at most, so that
     * clients do not come back all together. Default 0.5. The JavaScript client makes a wait longer
     * as well, and then cuts it, so that its clients meet again at {@code reconnectionDelayMax}.
     */
    public Builder randomizationFactor(double value) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException(
            "randomizationFactor: expected a number from 0 to 1, got " + value);
      }
      randomizationFactor = value;
      return this;
    }

    /**
     * Whether the manager begins to connect when it is made. Default true. Without, the first
     * socket that connects makes it, or {@link Manager#open}.
     */
    public Builder autoConnect(boolean value) {
      autoConnect = value;
      return this;
    }

    /** How values become JSON. Default: by Jackson. */
    public Builder json(JsonCodec value) {
      json = Optional.of(value);
      return this;
    }

    /**
     * How packets become messages, as the server does it. Default: as Socket.IO 5 says. What it
     * does with an object that the program gives, it does on the program's threads; the rest must
     * not block.
     */
    public Builder parser(SocketCodec value) {
      parser = Optional.of(value);
      return this;
    }

    /**
     * Where listeners run, and futures complete. Default: threads that all managers share. Futures
     * complete on those as well when this executor refuses to. It is not closed with the manager.
     */
    public Builder handlers(Executor value) {
      handlers = Optional.of(value);
      return this;
    }

    /**
     * Runs listeners where things happen, on threads of the network and of the program. For
     * listeners that never block.
     */
    public Builder inlineHandlers() {
      return handlers(Runnable::run);
    }

    /**
     * What carries HTTP and WebSocket, such as a {@code JdkNetwork} with a proxy or certificates of
     * one's own. Default: one that all managers share. It is not closed with the manager.
     */
    public Builder network(Network value) {
      network = Optional.of(value);
      return this;
    }

    /** The clock. Default: the system's. It is not closed with the manager. */
    public Builder timers(Timers value) {
      timers = Optional.of(value);
      return this;
    }

    /** Adds somebody who is told what happens. */
    public Builder observer(ClientObserver value) {
      observers.add(requireNonNull(value, "observer"));
      return this;
    }

    private static Duration positive(String name, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(name + ": expected more than nothing, got " + value);
      }
      return value;
    }
  }
}
