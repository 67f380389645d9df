package io.sockeye.client.compat;

import io.sockeye.Args;
import io.sockeye.SocketIoException;
import io.sockeye.client.AckCallback;
import io.sockeye.client.engine.ConnectFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A socket of a namespace.
 *
 * <p>Arguments arrive as {@code Map}, {@code List}, {@code String}, {@code Integer}, {@code Long},
 * {@code BigInteger}, {@code Double}, {@code Boolean}, {@code byte[]} or null; anything that JSON
 * can say may be emitted, but no object of {@code org.json}. Listeners and acks of a manager's
 * sockets run one at a time.
 */
public final class Socket extends Emitter {
  /** The socket is connected. No arguments. */
  public static final String EVENT_CONNECT = "connect";

  /** The socket is disconnected. The reason, a {@code String}. */
  public static final String EVENT_DISCONNECT = "disconnect";

  /**
   * The socket could not be connected. A {@link ConnectFailure}, which is a {@link
   * ConnectFailure.Refused} if the server refused it and no attempt follows.
   */
  public static final String EVENT_CONNECT_ERROR = "connect_error";

  private static final Set<String> OWN_EVENTS =
      Set.of(EVENT_CONNECT, EVENT_DISCONNECT, EVENT_CONNECT_ERROR);

  private final Manager manager;
  private final Turns turns;
  private final io.sockeye.client.Socket real;

  /** The events of the server that are passed on to the listeners here. */
  private final Set<String> heard = ConcurrentHashMap.newKeySet();

  private final List<Listener> anyIncoming = new CopyOnWriteArrayList<>();
  private final List<Listener> anyOutgoing = new CopyOnWriteArrayList<>();

  Socket(Manager manager, Turns turns, io.sockeye.client.Socket real) {
    this.manager = manager;
    this.turns = turns;
    this.real = real;
    real.onConnect(() -> turns.run(() -> tell(EVENT_CONNECT)));
    real.onDisconnect(reason -> turns.run(() -> tell(EVENT_DISCONNECT, reason.text())));
    real.onConnectError(failure -> turns.run(() -> tell(EVENT_CONNECT_ERROR, failure)));
    real.onAny((event, args) -> tellAny(anyIncoming, event, args));
    real.onAnyOutgoing((event, args) -> tellAny(anyOutgoing, event, args));
  }

  // -- connecting

  /** Connects, and keeps connected as far as {@link Manager.Options#reconnection} wants. */
  public Socket connect() {
    real.connect();
    return this;
  }

  /** The same as {@link #connect}. */
  public Socket open() {
    return connect();
  }

  /** Disconnects; the connection ends with the last socket that it has. */
  public Socket disconnect() {
    real.disconnect();
    return this;
  }

  /** The same as {@link #disconnect}. */
  public Socket close() {
    return disconnect();
  }

  /** Whether it is connected. */
  public boolean connected() {
    return real.isConnected();
  }

  /** Whether it is connected, or will be without anybody's doing. */
  public boolean isActive() {
    return real.isActive();
  }

  /** The id that the server gave it, another one after each connection; null while it has none. */
  public @Nullable String id() {
    return real.id().orElse(null);
  }

  /** The manager of its connection. */
  public Manager io() {
    return manager;
  }

  /** The socket underneath, for all that the official client does not have. */
  public io.sockeye.client.Socket unwrap() {
    return real;
  }

  // -- sending

  /** Sends the event {@code message}. */
  public Socket send(@Nullable Object... args) {
    emit("message", args);
    return this;
  }

  /**
   * Sends an event, now or when the socket is connected.
   *
   * @param args anything that JSON can say and {@code byte[]} anywhere within; the last one may be
   *     an {@link Ack}
   * @throws IllegalArgumentException if the name is reserved, or an argument cannot be written
   */
  @Override
  public Emitter emit(String event, @Nullable Object... args) {
    int last = args.length - 1;
    if (last >= 0 && args[last] instanceof Ack ack) {
      return emit(event, Arrays.copyOf(args, last), ack);
    }
    Arguments.check(event, args);
    real.emit(event, args);
    return this;
  }

  /** Sends an event and asks for an answer, if there is somebody to receive it. */
  public Emitter emit(String event, @Nullable Object[] args, @Nullable Ack ack) {
    Arguments.check(event, args);
    if (ack == null) {
      real.emit(event, args);
    } else if (ack instanceof AckWithTimeout limited) {
      real.emitWithAck(event, limited.timeout(), callback(ack, limited::onTimeout), args);
    } else {
      real.emitWithAck(event, callback(ack, () -> {}), args);
    }
    return this;
  }

  private AckCallback callback(Ack ack, Runnable missing) {
    return new AckCallback() {
      @Override
      public void onAnswer(Args answer) {
        turns.run(() -> ack.call(answer.toList().toArray()));
      }

      @Override
      public void onFailure(SocketIoException why) {
        turns.run(missing);
      }
    };
  }

  // -- listening

  @Override
  public Emitter on(String event, Listener listener) {
    hear(event);
    return super.on(event, listener);
  }

  @Override
  public Emitter once(String event, Listener listener) {
    hear(event);
    return super.once(event, listener);
  }

  /**
   * Passes an event of the server on, from now on; with an {@link Ack} if it wants an answer.
   *
   * @throws IllegalArgumentException if no event of this name can arrive
   */
  private void hear(String event) {
    if (OWN_EVENTS.contains(event) || !heard.add(event)) {
      return;
    }
    try {
      real.on(event, (args, ack) -> pass(event, Arguments.with(args, ack)));
    } catch (IllegalArgumentException e) {
      heard.remove(event);
      throw e;
    }
  }

  private void pass(String event, @Nullable Object[] values) {
    turns.run(() -> tell(event, values));
  }

  /** Listens to every event that arrives; it is called with the name and the arguments. */
  public Socket onAnyIncoming(Listener listener) {
    anyIncoming.add(listener);
    return this;
  }

  /** Removes all that {@link #onAnyIncoming} added. */
  public Socket offAnyIncoming() {
    anyIncoming.clear();
    return this;
  }

  /** Removes one that {@link #onAnyIncoming} added. */
  public Socket offAnyIncoming(Listener listener) {
    anyIncoming.remove(listener);
    return this;
  }

  /** Listens to every event that is sent; it is called with the name and the arguments. */
  public Socket onAnyOutgoing(Listener listener) {
    anyOutgoing.add(listener);
    return this;
  }

  /** Removes all that {@link #onAnyOutgoing} added. */
  public Socket offAnyOutgoing() {
    anyOutgoing.clear();
    return this;
  }

  /** Removes one that {@link #onAnyOutgoing} added. */
  public Socket offAnyOutgoing(Listener listener) {
    anyOutgoing.remove(listener);
    return this;
  }

  private void tellAny(List<Listener> listeners, String event, Args args) {
    if (!listeners.isEmpty()) {
      @Nullable Object[] values = Arguments.behind(event, args);
      turns.run(() -> tell(listeners, values));
    }
  }
}
