package io.sockeye.client.engine;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.OpenPacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A session over fake transports and time that is moved by hand; keeps what the session tells. */
final class SessionRig implements ClientSession.Events {
  static final String HANDSHAKE =
      "0{\"sid\":\"abc\",\"upgrades\":[\"websocket\"],"
          + "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":100}";

  final ManualTimers timers = new ManualTimers();
  final SleepyClock clock = new SleepyClock(timers);
  final SerialExecutor mailbox = SerialExecutor.mailbox(Runnable::run);
  final List<FakeTransport> transports = new ArrayList<>();

  /** What transports throw at; see {@link FakeTransport}. */
  final Set<String> throwingTransports = new HashSet<>();

  /** The events that throw, as their lines. */
  final Set<String> throwingEvents = new HashSet<>();

  /** All events, one line each. */
  final List<String> events = new ArrayList<>();

  @Nullable ConnectFailure failure;
  final ClientSession session;

  SessionRig() {
    this(options -> options);
  }

  SessionRig(UnaryOperator<SessionOptions.StandaloneBuilder> choice) {
    this(choice, Set.of());
  }

  SessionRig(UnaryOperator<SessionOptions.StandaloneBuilder> choice, Set<String> throwing) {
    throwingTransports.addAll(throwing);
    SessionOptions options = choice.apply(SessionOptions.builder()).build();
    session =
        get(
            () ->
                ClientSession.open(
                    URI.create("http://localhost:3000"),
                    options,
                    options.transports(),
                    this::create,
                    clock,
                    mailbox,
                    this));
  }

  private ClientTransport create(
      TransportType type, Optional<String> sid, ClientTransport.Events told) {
    FakeTransport transport = new FakeTransport(type, sid, told, throwingTransports);
    transports.add(transport);
    return transport;
  }

  /** A session that is open by long polling, and whose upgrade has begun. */
  static SessionRig open() {
    return open(options -> options);
  }

  static SessionRig open(UnaryOperator<SessionOptions.StandaloneBuilder> choice) {
    SessionRig rig = new SessionRig(choice);
    rig.run(() -> rig.first().ready());
    rig.run(() -> rig.first().packet(HANDSHAKE));
    rig.take();
    return rig;
  }

  /** A session that is open by long polling, and stays there. */
  static SessionRig openPolling() {
    return open(options -> options.transports(TransportType.POLLING));
  }

  /** A session that is open, and whose WebSocket has taken over. */
  static SessionRig openUpgraded() {
    SessionRig rig = open();
    rig.run(() -> rig.second().ready());
    rig.run(() -> rig.second().drain());
    rig.run(() -> rig.second().packet("3probe"));
    rig.run(() -> rig.first().rest());
    rig.run(() -> rig.second().drain());
    rig.second().take();
    rig.second().takeBatches();
    rig.take();
    return rig;
  }

  FakeTransport first() {
    return transports.get(0);
  }

  FakeTransport second() {
    return transports.get(1);
  }

  void run(Runnable task) {
    get(
        () -> {
          task.run();
          return "";
        });
  }

  <T> T get(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    mailbox.execute(future);
    try {
      return future.get();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  Optional<SendFailure> send(String text) {
    return send(PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, text)));
  }

  Optional<SendFailure> send(PacketGroup group) {
    return get(() -> session.send(group));
  }

  ClientSession.State state() {
    return get(session::state);
  }

  boolean isWritable() {
    return get(session::isWritable);
  }

  /** What comes to the thread's uncaught exception handler meanwhile, by its messages. */
  static List<String> uncaughtIn(Runnable task) {
    List<String> uncaught = new ArrayList<>();
    Thread thread = Thread.currentThread();
    thread.setUncaughtExceptionHandler((on, thrown) -> uncaught.add(thrown.getMessage()));
    try {
      task.run();
    } finally {
      thread.setUncaughtExceptionHandler(null);
    }
    return uncaught;
  }

  void advance(Duration time) {
    timers.advance(time);
  }

  List<String> take() {
    List<String> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  private void tell(String event) {
    events.add(event);
    if (throwingEvents.contains(event)) {
      throw new IllegalStateException(event);
    }
  }

  @Override
  public void onOpen(OpenPacket handshake) {
    tell("open " + handshake.sid());
  }

  @Override
  public void onMessage(EnginePacket message) {
    tell("message " + message.data().utf8());
  }

  @Override
  public void onPing() {
    tell("ping");
  }

  @Override
  public void onDrain() {
    tell("drain");
  }

  @Override
  public void onUpgrade(TransportType to) {
    tell("upgrade " + to);
  }

  @Override
  public void onUpgradeFailed(ConnectFailure why) {
    failure = why;
    tell("upgrade failed");
  }

  @Override
  public void onClose(DisconnectReason reason, @Nullable ConnectFailure why) {
    failure = why;
    tell("close " + reason);
  }
}
