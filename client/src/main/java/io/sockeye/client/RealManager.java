package io.sockeye.client;

import io.sockeye.DisconnectReason;
import io.sockeye.SocketIoException;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.client.engine.SessionOptions;
import io.sockeye.client.engine.TransportType;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A manager: one connection at a time, and the sockets that want it.
 *
 * <p>All of it is confined to one mailbox: this, the session with its transports, and what the
 * sockets have to do with them. The program's calls go through it; what the program is told goes to
 * lanes.
 */
final class RealManager implements ListeningManager {
  /**
   * What becomes of the connection. There is never more than one attempt at a time.
   *
   * <pre>
   *     IDLE --open--> OPENING --opened--> OPEN
   *                      ^  | fails         | lost
   *        alarm,        |  v               |
   *        reconnectNow  WAITING <----------+       any --close, given up--> IDLE
   * </pre>
   */
  private enum Phase {
    IDLE,
    OPENING,
    OPEN,
    WAITING
  }

  static final Session.Refusal NO_CONNECTION =
      new Session.Refusal(true, new SocketIoException("there is no connection"));

  private final URI server;
  private final SessionOptions sessionOptions;
  private final ManagerOptions options;
  private final Timers timers;
  private final Executor handlers;
  private final Executor completers;
  private final ClientObserver observer;
  private final SocketCodec codec;
  private final DoubleSupplier random;
  private final SerialExecutor mailbox = SerialExecutor.mailbox(ClientRuntime.HANDLERS);
  private final Session.Opener opener;
  private final ManagerListeners listeners;

  private final SocketTable sockets = new SocketTable(this);

  // In the mailbox.

  private final Reconnection reconnection;
  private final TransportOrder transportOrder;

  /** What the sockets are told while the next attempt waits; null while none does. */
  private SocketState.@Nullable Reconnecting plan;

  /** The number of the attempt that is under way; 0 for one that comes after no other. */
  private int announced;

  // Written in the mailbox, read anywhere.

  private volatile Phase phase = Phase.IDLE;

  /** Null while idle or waiting. */
  private volatile @Nullable Connection connection;

  /**
   * A manager that is idle.
   *
   * @param opener null for real sessions
   * @param random gives numbers from 0 to less than 1
   */
  @SuppressWarnings("this-escape") // its parts keep it for later
  RealManager(
      URI server,
      SessionOptions sessionOptions,
      ManagerOptions options,
      Session.@Nullable Opener opener,
      DoubleSupplier random) {
    this.server = server;
    this.sessionOptions = sessionOptions;
    this.options = options;
    this.timers = options.timers().orElse(SharedTimers.INSTANCE);
    this.handlers = options.handlers().orElse(ClientRuntime.HANDLERS);
    this.completers = ClientRuntime.withOursBehind(handlers);
    this.observer = Observers.of(timers, options.observers());
    this.codec =
        options
            .parser()
            .orElseGet(
                () ->
                    new JsonSocketCodec(
                        options
                            .json()
                            .orElseGet(() -> JacksonJson.create(sessionOptions.limits()))));
    this.random = random;
    this.reconnection = new Reconnection(this);
    this.transportOrder = new TransportOrder(sessionOptions);
    this.opener = opener != null ? opener : new EngineOpener(this);
    this.listeners =
        new ManagerListeners(
            newLane(), (event, failure) -> observer.managerListenerFailed(this, event, failure));
  }

  // -- what the program asks for, on any thread

  @Override
  public Socket socket(String namespace) {
    return sockets.get(namespace);
  }

  @Override
  public Socket socket(String namespace, AuthProvider auth) {
    return socket(namespace, SocketOptions.builder().auth(auth).build());
  }

  @Override
  public Socket socket(String namespace, SocketOptions socketOptions) {
    return sockets.create(namespace, socketOptions);
  }

  @Override
  public RealManager open() {
    mailbox.execute(this::openNow);
    return this;
  }

  @Override
  public RealManager reconnectNow() {
    mailbox.execute(
        () -> {
          switch (phase) {
            case WAITING -> {
              int attempt = reconnection.attempts();
              reconnection.reset();
              attemptAgain(attempt);
            }
            case OPENING -> restart();
            case OPEN -> sockets.active().forEach(Membership::hurry);
            case IDLE -> {}
          }
        });
    return this;
  }

  @Override
  public void close() {
    mailbox.execute(
        () -> {
          sockets.all().forEach(socket -> socket.membership().close());
          goIdle();
        });
  }

  // -- attempts, in the mailbox

  private void openNow() {
    if (phase == Phase.IDLE) {
      announced = 0;
      attempt();
    }
  }

  private void attempt() {
    assert mailbox.isCurrent();
    reconnection.cancel();
    plan = null;
    phase = Phase.OPENING;
    Connection next = new Connection(this);
    connection = next;
    sockets.active().forEach(Membership::onTry);
    next.open(opener, transportOrder.next());
  }

  /** An attempt that was begun by a network that is not there any more may take its time. */
  private void restart() {
    Connection present = connection;
    if (present != null) {
      present.close();
    }
    reconnection.reset();
    attempt();
  }

  private void attemptAgain(int number) {
    announced = number;
    listeners.tellAttempt(number);
    attempt();
  }

  /** A session is open. */
  void onOpened(Connection opened) {
    assert mailbox.isCurrent();
    phase = Phase.OPEN;
    opened.transport().ifPresent(transportOrder::onTravels);
    reconnection.succeed();
    listeners.tellOpened();
    if (announced > 0) {
      listeners.tellReconnected(announced);
    }
    sockets.active().forEach(member -> member.onOpened(opened));
  }

  /** The session could not be opened, or is lost. */
  void onLost(Connection lost, DisconnectReason reason, @Nullable ConnectFailure failure) {
    assert mailbox.isCurrent();
    if (connection != lost) {
      return;
    }
    connection = null;
    if (phase != Phase.OPEN || reason == DisconnectReason.TRANSPORT_ERROR) {
      transportOrder.onFailed();
    }
    List<Membership> all = sockets.active();
    if (phase == Phase.OPEN) {
      reconnection.onLost(lost.openedNanos());
      SocketState next = decide(Optional.of(reason), failure);
      listeners.tellClosed(reason);
      settle(all, member -> member.onLost(next, reason, failure));
    } else {
      ConnectFailure why =
          failure != null ? failure : new ConnectFailure.Closed(reason.text() + " while opening");
      observer.connectFailed(this, why);
      listeners.tellError(why);
      SocketState next = decide(Optional.empty(), why);
      settle(all, member -> member.onFailed(next, why));
    }
  }

  /** What is next after a loss or a failure: another attempt, or none. */
  private SocketState decide(Optional<DisconnectReason> reason, @Nullable ConnectFailure failure) {
    Optional<SocketState.Reconnecting> next =
        reconnection.plan(
            Optional.ofNullable(failure), reason, () -> attemptAgain(reconnection.attempts()));
    if (next.isPresent()) {
      phase = Phase.WAITING;
      plan = next.get();
      return next.get();
    }
    if (reconnection.attempts() > 0) {
      listeners.tellSurrender();
    }
    sockets.deactivateAll();
    phase = Phase.IDLE;
    goIdle();
    return reason.isPresent() || failure == null
        ? new SocketState.Closed(reason.orElse(DisconnectReason.TRANSPORT_ERROR))
        : new SocketState.Failed(failure);
  }

  /** All sockets come to their next state before the program hears of the first. */
  private static void settle(List<Membership> all, Function<Membership, Runnable> change) {
    all.stream().map(change).toList().forEach(Runnable::run);
  }

  /** Ends whatever is there. */
  private void goIdle() {
    Connection present = connection;
    boolean wasOpen = phase == Phase.OPEN;
    connection = null;
    phase = Phase.IDLE;
    plan = null;
    reconnection.cancel();
    reconnection.reset();
    if (present != null) {
      present.close();
    }
    if (wasOpen) {
      listeners.tellClosed(DisconnectReason.FORCED_CLOSE);
    }
  }

  // -- what sockets ask for, in the mailbox

  /** A socket wants the connection. */
  void activate(Membership member) {
    assert mailbox.isCurrent();
    sockets.activate(member);
    Connection present = connection;
    if (phase == Phase.IDLE) {
      announced = 0;
      attempt();
    } else if (phase == Phase.OPEN && present != null) {
      member.onOpened(present);
    } else if (plan != null) {
      member.onTryAgain(plan);
    }
  }

  /** A socket does not want it any more. */
  void deactivate(Membership member) {
    assert mailbox.isCurrent();
    if (sockets.deactivate(member)) {
      goIdle();
    }
  }

  /** Whether any socket is connected by a connection. */
  boolean isOfUse(Connection which) {
    return connection == which && sockets.active().stream().anyMatch(Membership::isConnected);
  }

  // -- what the connection tells, in the mailbox

  void onPing() {
    listeners.tellPing();
  }

  void onDrain() {
    sockets.active().forEach(Membership::onDrain);
  }

  void onUpgraded(TransportType to) {
    transportOrder.onTravels(to);
  }

  void onUpgradeFailed(ConnectFailure why) {
    transportOrder.onFailed();
    observer.upgradeFailed(this, why);
  }

  // -- what its parts use

  SocketTable sockets() {
    return sockets;
  }

  SerialExecutor mailbox() {
    return mailbox;
  }

  /** What foreign code runs on, in a lane of its own. */
  SerialExecutor newLane() {
    return SerialExecutor.lane(handlers);
  }

  /** Completes futures of the program. It never throws, whatever the program's executor does. */
  Executor completers() {
    return completers;
  }

  Timers timers() {
    return timers;
  }

  ClientObserver observer() {
    return observer;
  }

  SocketCodec codec() {
    return codec;
  }

  DoubleSupplier random() {
    return random;
  }

  // -- what it is

  @Override
  public ManagerListeners listeners() {
    return listeners;
  }

  @Override
  public boolean isOpen() {
    return phase == Phase.OPEN;
  }

  @Override
  public Optional<TransportType> transport() {
    Connection present = connection;
    return phase == Phase.OPEN && present != null ? present.transport() : Optional.empty();
  }

  @Override
  public boolean reconnection() {
    return options.reconnection();
  }

  @Override
  public URI server() {
    return server;
  }

  @Override
  public ManagerOptions options() {
    return options;
  }

  @Override
  public SessionOptions sessionOptions() {
    return sessionOptions;
  }

  @Override
  public String toString() {
    return "Manager[" + server + "]";
  }
}
