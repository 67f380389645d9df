package io.sockeye.client;

import io.sockeye.client.engine.Network;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.json.JsonCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The options of a manager above those of its sessions, with the names and defaults of the
 * JavaScript client; where a default is safer here, {@link Manager.Builder} says so. Immutable.
 */
public final class ManagerOptions {
  private final boolean reconnection;
  private final int reconnectionAttempts;
  private final Duration reconnectionDelay;
  private final Duration reconnectionDelayMax;
  private final double randomizationFactor;
  private final boolean autoConnect;
  private final Optional<JsonCodec> json;
  private final Optional<SocketCodec> parser;
  private final Optional<Executor> handlers;
  private final Optional<Network> network;
  private final Optional<Timers> timers;
  private final List<ClientObserver> observers;

  ManagerOptions(Manager.Builder builder) {
    reconnection = builder.reconnection;
    reconnectionAttempts = builder.reconnectionAttempts;
    reconnectionDelay = builder.reconnectionDelay;
    reconnectionDelayMax = builder.reconnectionDelayMax;
    randomizationFactor = builder.randomizationFactor;
    autoConnect = builder.autoConnect;
    json = builder.json;
    parser = builder.parser;
    handlers = builder.handlers;
    network = builder.network;
    timers = builder.timers;
    observers = List.copyOf(builder.observers);
    if (json.isPresent() && parser.isPresent()) {
      throw new IllegalArgumentException(
          "json and parser are both set: a parser brings its own way to write values");
    }
    if (reconnectionDelay.compareTo(reconnectionDelayMax) > 0) {
      throw new IllegalArgumentException(
          "reconnectionDelay (%s) is longer than reconnectionDelayMax (%s)"
              .formatted(reconnectionDelay, reconnectionDelayMax));
    }
  }

  /** Whether a connection that is lost, or cannot be made, is tried again. */
  public boolean reconnection() {
    return reconnection;
  }

  /** How often it is tried again before that is given up. */
  public int reconnectionAttempts() {
    return reconnectionAttempts;
  }

  /** How long to wait before the first attempt. */
  public Duration reconnectionDelay() {
    return reconnectionDelay;
  }

  /** How long to wait at most. */
  public Duration reconnectionDelayMax() {
    return reconnectionDelayMax;
  }

  /** How much of a wait is left to chance. */
  public double randomizationFactor() {
    return randomizationFactor;
  }

  /** Whether the manager begins to connect when it is made. */
  public boolean autoConnect() {
    return autoConnect;
  }

  /** How values become JSON; Jackson if empty. */
  public Optional<JsonCodec> json() {
    return json;
  }

  /** How packets become messages; as Socket.IO 5 says if empty. */
  public Optional<SocketCodec> parser() {
    return parser;
  }

  /** Where listeners run; on threads that all managers share if empty. */
  public Optional<Executor> handlers() {
    return handlers;
  }

  /** What carries HTTP and WebSocket; the one that all managers share if empty. */
  public Optional<Network> network() {
    return network;
  }

  /** The clock; the system's if empty. */
  public Optional<Timers> timers() {
    return timers;
  }

  /** Those who are told what happens. */
  public List<ClientObserver> observers() {
    return observers;
  }
}
