package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.concurrent.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;

/** A manager without a network: the test plays the server, and moves the clock. */
final class Rig implements ClientObserver {
  final ManualTimers timers = new ManualTimers(1_790_000_000_000L);
  final List<FakeSession> sessions = new ArrayList<>();

  /** What happened, in order: of listeners and of the observer. */
  final List<String> log = new ArrayList<>();

  final RealManager manager;

  /** What the random part of waits is; none by default. */
  double random;

  Rig() {
    this(builder -> builder);
  }

  Rig(UnaryOperator<Manager.Builder> setting) {
    manager =
        setting
            .apply(
                Manager.builder("http://localhost:3000")
                    .autoConnect(false)
                    .timers(timers)
                    .inlineHandlers()
                    .observer(this))
            .build(
                (transports, events) -> {
                  FakeSession session = new FakeSession(this, transports, events);
                  sessions.add(session);
                  return session;
                },
                () -> random);
  }

  /** The session of the latest attempt. */
  FakeSession session() {
    return sessions.get(sessions.size() - 1);
  }

  /** A socket that is connected. */
  Socket connected(String namespace) {
    return connected(namespace, SocketOptions.defaults());
  }

  Socket connected(String namespace, SocketOptions options) {
    Socket socket = logging(manager.socket(namespace, options)).connect();
    if (!manager.isOpen()) {
      session().open();
    }
    join(namespace, "id-" + namespace.substring(1));
    session().sent();
    log.clear();
    return socket;
  }

  /** The server lets a socket in. */
  void join(String namespace, String id) {
    String prefix = namespace.equals("/") ? "" : namespace + ",";
    session().receive("0" + prefix + "{\"sid\":\"" + id + "\"}");
  }

  /** Writes into the log what happens to a socket. */
  Socket logging(Socket socket) {
    String name = socket.namespace();
    return socket
        .onConnect(() -> log.add(name + " connect"))
        .onConnectError(failure -> log.add(name + " connect_error " + failure.getMessage()))
        .onDisconnect(reason -> log.add(name + " disconnect " + reason))
        .onAny((event, args) -> log.add(name + " " + event + args.toList()));
  }

  /** What happened since the last call. */
  List<String> log() {
    List<String> all = List.copyOf(log);
    log.clear();
    return all;
  }

  void advance(Duration time) {
    timers.advance(time);
  }

  void seconds(long seconds) {
    advance(Duration.ofSeconds(seconds));
  }

  static ConnectFailure refused() {
    return new ConnectFailure.Tcp("connection refused by localhost:3000", null);
  }

  /** Something came to nothing already, for a reason of this type. */
  static AbstractThrowableAssert<?, ?> assertFailed(
      CompletableFuture<?> future, Class<? extends Throwable> with) {
    assertThat(future).isCompletedExceptionally();
    return assertThatThrownBy(future::get).cause().isInstanceOf(with);
  }

  @Override
  public void listenerFailed(Socket socket, String event, Throwable failure) {
    log.add("failed " + event + " " + failure.getMessage());
  }

  @Override
  public void managerListenerFailed(Manager who, String event, Throwable failure) {
    log.add("failed " + event + " " + failure.getMessage());
  }

  @Override
  public void eventRefused(Socket socket, String event, Throwable cause) {
    log.add("refused " + event);
  }

  @Override
  public void badAck(Socket socket, long id) {
    log.add("badAck " + id);
  }

  @Override
  public void packetDropped(Socket socket, String event, String why) {
    log.add("dropped " + event);
  }

  @Override
  public void limitHit(String limit, String detail) {
    log.add("limit " + limit);
  }

  @Override
  public void protocolViolated(Manager who, String detail) {
    log.add("violated " + detail);
  }
}
