package io.sockeye.client.engine;

import static java.util.Objects.requireNonNull;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.OpenPacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One Engine.IO session of a client, from its opening to its end; for the next there is another
 * object. Confined to a mailbox: it is opened and used inside, and tells its events inside.
 *
 * <p>A session travels by one transport at a time: the one that opened it, or the WebSocket that
 * took over. {@link SessionOpening} finds the first, {@link ClientUpgrade} the second, {@link
 * Carrier} has the one of the moment and what it does not take yet, {@link Incoming} sorts what
 * comes by it, {@link ClientHeartbeat} notices when the server is gone; this class holds them
 * together. What ends the session comes to {@link #finish}, once.
 */
public final class ClientSession {
  /**
   * The life of a session.
   *
   * <pre>
   * OPENING --handshake--> OPEN --close--> CLOSING --drained, or too late--> CLOSED
   *    \____________________\_________________\______failure, abort___________/
   *     \____________________________________________close, failure, abort___/
   * </pre>
   */
  public enum State {
    /** No handshake has come yet. */
    OPENING,
    /** Packets go both ways. */
    OPEN,
    /** What waits is sent, nothing more is taken. */
    CLOSING,
    /** It is over. */
    CLOSED
  }

  /**
   * What a session tells; inside its mailbox, so it must not block. What it throws goes to the
   * thread's uncaught exception handler, and stops nothing.
   */
  public interface Events {
    /** The server has opened the session; first of all events, unless that fails. */
    void onOpen(OpenPacket handshake);

    /** A message came, text or binary. */
    void onMessage(EnginePacket message);

    /** The server asked whether we live, and is being answered. */
    void onPing();

    /** All that waited was sent, and more can be: the session was not writable, and is again. */
    void onDrain();

    /** The session changed over to another transport. */
    void onUpgrade(TransportType to);

    /** The session could not change over, and goes on as it was. */
    void onUpgradeFailed(ConnectFailure why);

    /**
     * The session is over, or could not be opened. Comes exactly once, last; from inside {@link
     * ClientSession#close} or {@link ClientSession#abort}, if that ends it at once.
     *
     * @param failure what happened; never null if the session was not open, otherwise null where
     *     the reason says it all
     */
    void onClose(DisconnectReason reason, @Nullable ConnectFailure failure);
  }

  /** How long an orderly end may take. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final URI server;
  private final boolean mayUpgrade;
  private final TransportFactory factory;
  private final Timers timers;
  private final SerialExecutor mailbox;
  private final Events events;

  private final SessionOpening opening;
  private final ClientHeartbeat heartbeat;
  private final ClientUpgrade upgrade;
  private final Carrier carrier;
  private final Incoming incoming;

  private State state = State.OPENING;

  /** Null before the session is open. */
  private @Nullable String sid;

  /** Null unless the session is closing. */
  private Timers.@Nullable Alarm closeAlarm;

  private boolean readingPaused;

  private ClientSession(
      URI server,
      SessionOptions options,
      List<TransportType> transports,
      TransportFactory factory,
      Timers timers,
      SerialExecutor mailbox,
      Events events) {
    this.server = server;
    this.mayUpgrade = options.upgrade() && transports.contains(TransportType.WEBSOCKET);
    this.factory = factory;
    this.timers = timers;
    this.mailbox = mailbox;
    this.events = new GuardedEvents(requireNonNull(events, "events"));
    this.opening =
        new SessionOpening(
            server, options, transports, factory, timers, mailbox, new OpeningOwner());
    this.heartbeat = new ClientHeartbeat(timers, mailbox, this::onPingTimeout);
    this.upgrade = new ClientUpgrade(timers, mailbox, new UpgradeOwner());
    this.carrier = new Carrier(options, transports.get(0));
    this.incoming = new Incoming(server, heartbeat, carrier, this.events, new IncomingOwner());
  }

  /**
   * Opens a session; called inside the mailbox. What it tells comes after this has returned.
   *
   * @param server the scheme, host and port of the server
   * @param transports those to use, the first one to begin with; the others where {@link
   *     SessionOptions#tryAllTransports} wants them tried, and WebSocket to change over to
   * @throws IllegalArgumentException if there is no transport, or the server's address is none
   */
  public static ClientSession open(
      URI server,
      SessionOptions options,
      List<TransportType> transports,
      Network network,
      Timers timers,
      SerialExecutor mailbox,
      Events events) {
    Endpoint endpoint = new Endpoint(server, options, new SplittableRandom());
    TransportFactory factory = new NetworkTransports(network, endpoint, options, timers, mailbox);
    return open(server, options, transports, factory, timers, mailbox, events);
  }

  static ClientSession open(
      URI server,
      SessionOptions options,
      List<TransportType> transports,
      TransportFactory factory,
      Timers timers,
      SerialExecutor mailbox,
      Events events) {
    assert mailbox.isCurrent();
    if (transports.isEmpty()) {
      throw new IllegalArgumentException("transports: expected at least one, got none");
    }
    ClientSession session =
        new ClientSession(
            server, options, List.copyOf(transports), factory, timers, mailbox, events);
    mailbox.execute(session.opening::begin); // Nobody is told anything before this has returned.
    return session;
  }

  // ---- what it is

  /** How far it is in its life. */
  public State state() {
    assert mailbox.isCurrent();
    return state;
  }

  /** The server's id of the session, a secret of the two; empty before it is open. */
  public Optional<String> sid() {
    assert mailbox.isCurrent();
    return Optional.ofNullable(sid);
  }

  /** What it travels by; before it is open, what was asked for first. */
  public TransportType transport() {
    assert mailbox.isCurrent();
    return carrier.type();
  }

  /** Whether it is open, nothing waits, and the transport takes a message at once. */
  public boolean isWritable() {
    assert mailbox.isCurrent();
    return state == State.OPEN && carrier.isWritable();
  }

  /**
   * The bytes that wait to be sent, or were sent and may not be out yet, counted as by {@link
   * SessionOptions.Builder#maxQueuedBytes}.
   */
  public long queuedBytes() {
    assert mailbox.isCurrent();
    return carrier.queuedBytes();
  }

  /**
   * Whether the server is silent for so long that it must be gone. The alarm that tells may not
   * have come yet, when the process was suspended: if so, the session ends by a task that is in the
   * mailbox when this returns.
   */
  public boolean hasPingExpired() {
    assert mailbox.isCurrent();
    boolean expired = state == State.OPEN && heartbeat.isExpired();
    if (expired) {
      mailbox.execute(this::endIfOpen);
    }
    return expired;
  }

  // ---- sending

  /**
   * Sends a message behind those that were taken before, as soon as the transport can.
   *
   * @return empty if it was taken; otherwise why not, and nothing of it is sent: the session is not
   *     open, {@code maxQueuedBytes} wait already, or the server does not take messages of this
   *     size (by long polling, where bytes go as base64, they are a third larger)
   */
  public Optional<SendFailure> send(PacketGroup group) {
    assert mailbox.isCurrent();
    if (state != State.OPEN || hasPingExpired()) {
      return Optional.of(new SendFailure.NotOpen(state));
    }
    return carrier.send(group);
  }

  // ---- receiving

  /**
   * Reads nothing more until {@link #resumeReading}; some messages may be on their way already. The
   * server notices that its pings are not answered, so this cannot last for as long as it likes.
   */
  public void pauseReading() {
    setReading(false);
  }

  /** Reads again. */
  public void resumeReading() {
    setReading(true);
  }

  private void setReading(boolean reading) {
    assert mailbox.isCurrent();
    if (readingPaused != reading || state == State.CLOSED) {
      return;
    }
    readingPaused = !reading;
    heartbeat.setReading(reading);
    carrier.setReading(reading);
  }

  private final class IncomingOwner implements Incoming.Owner {
    @Override
    public void onDrained() {
      assert mailbox.isCurrent();
      carrier.onDrain();
      tellIfWritable();
    }

    @Override
    public void onTransportClosed(String detail) {
      assert mailbox.isCurrent();
      if (carrier.isClosing()) {
        finish(DisconnectReason.FORCED_CLOSE, null);
      } else {
        fail(DisconnectReason.TRANSPORT_CLOSE, new ConnectFailure.Closed(server + ": " + detail));
      }
    }

    @Override
    public void onTransportFailed(ConnectFailure failure) {
      assert mailbox.isCurrent();
      fail(reasonOf(failure), failure);
    }
  }

  private void tellIfWritable() {
    if (isWritable()) {
      events.onDrain();
    }
  }

  private static DisconnectReason reasonOf(ConnectFailure failure) {
    return failure instanceof ConnectFailure.Protocol
        ? DisconnectReason.PARSE_ERROR
        : DisconnectReason.TRANSPORT_ERROR;
  }

  // ---- opening, and the change to another transport

  private final class OpeningOwner implements SessionOpening.Owner {
    @Override
    public void onOpened(Route opened, OpenPacket handshake) {
      state = State.OPEN;
      sid = handshake.sid();
      carrier.setMaxPayload(handshake.maxPayload());
      heartbeat.start(handshake);
      carrier.adopt(opened, incoming);
      events.onOpen(handshake);
      if (state == State.OPEN
          && mayUpgrade
          && !opening.hasFailed(TransportType.WEBSOCKET)
          && carrier.type() == TransportType.POLLING
          && handshake.upgrades().contains(TransportType.WEBSOCKET.text())) {
        upgrade.start(factory, handshake.sid());
      }
    }

    @Override
    public void onOpeningFailed(ConnectFailure failure) {
      finish(reasonOf(failure), failure);
    }
  }

  private final class UpgradeOwner implements ClientUpgrade.Owner {
    @Override
    public void pausePolling(Runnable paused) {
      carrier.pause(paused);
    }

    @Override
    public void onUpgraded(Route candidate) {
      carrier.adopt(candidate, incoming);
      carrier.sendFirst(ClientUpgrade.UPGRADE);
      events.onUpgrade(carrier.type());
    }

    @Override
    public void onUpgradeFailed(ConnectFailure why) {
      events.onUpgradeFailed(why);
    }

    @Override
    public void resumePolling() {
      carrier.resume();
      tellIfWritable(); // It was not while polling came to rest, and nothing may be to be drained.
    }
  }

  // ---- the end

  /**
   * Ends the session in an orderly way: takes nothing more, sends what waits, lets an upgrade that
   * is about to change transports come to its end, and tells the server. If that takes more than
   * five seconds, or the session is not open yet, it ends at once.
   */
  public void close() {
    assert mailbox.isCurrent();
    if (state == State.OPENING) {
      abort();
    }
    if (state != State.OPEN) {
      return;
    }
    state = State.CLOSING;
    heartbeat.stop();
    closeAlarm = timers.schedule(CLOSE_TIMEOUT, () -> mailbox.execute(this::onCloseTimeout));
    if (!upgrade.isPausing()) {
      upgrade.cancel();
    }
    if (readingPaused) {
      setReading(true); // The end of a transport, and of an upgrade, must be read too.
    }
    carrier.closeWhenDrained();
  }

  /** Ends the session at once, whatever waits to be sent. */
  public void abort() {
    assert mailbox.isCurrent();
    finish(
        DisconnectReason.FORCED_CLOSE,
        state == State.OPENING
            ? new ConnectFailure.Closed(server + ": by this side, before the session was open")
            : null);
  }

  private void onCloseTimeout() {
    finish(
        DisconnectReason.FORCED_CLOSE,
        new ConnectFailure.Timeout("closing the session with " + server, CLOSE_TIMEOUT));
  }

  /** Whatever has come meanwhile: something was not sent already, for the server is gone. */
  private void endIfOpen() {
    if (state == State.OPEN) {
      onPingTimeout();
    }
  }

  private void onPingTimeout() {
    finish(DisconnectReason.PING_TIMEOUT, null);
  }

  /** The transport ended; if the session was to end anyway, that is what it did. */
  private void fail(DisconnectReason reason, ConnectFailure failure) {
    finish(state == State.CLOSING ? DisconnectReason.FORCED_CLOSE : reason, failure);
  }

  private void finish(DisconnectReason reason, @Nullable ConnectFailure failure) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    heartbeat.stop();
    if (closeAlarm != null) {
      closeAlarm.cancel();
      closeAlarm = null;
    }
    try {
      opening.cancel();
      upgrade.cancel();
      carrier.abort();
    } finally {
      events.onClose(reason, failure); // Whoever waits for the end must hear of it.
    }
  }
}
