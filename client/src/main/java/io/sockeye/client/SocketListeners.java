package io.sockeye.client;

import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.events.EventListeners;
import io.sockeye.events.Recipient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * All that listens to one socket, on its lane. Thread-safe: listeners may come and go on any
 * thread.
 */
final class SocketListeners extends EventListeners<RealSocket> {
  final List<ConnectionListeners.Signal> connected = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.ConnectError> connectErrors = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.Disconnect> disconnected = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.State> states = new CopyOnWriteArrayList<>();

  private final SerialExecutor lane;
  private final Recipient socket;

  /**
   * None yet.
   *
   * @param socket is told what a listener threw
   */
  SocketListeners(SerialExecutor lane, Recipient socket) {
    this.lane = lane;
    this.socket = socket;
  }

  void tellConnected() {
    tell("connect", connected, ConnectionListeners.Signal::onSignal);
  }

  void tellConnectError(ConnectFailure failure) {
    tell("connect_error", connectErrors, each -> each.onConnectError(failure));
  }

  void tellDisconnected(DisconnectReason reason) {
    tell("disconnect", disconnected, each -> each.onDisconnect(reason));
  }

  void tellState(SocketState state) {
    tell("state", states, each -> each.onState(state));
  }

  /** A call of a listener, which is code of the program. */
  @FunctionalInterface
  private interface Call<L> {
    void call(L listener) throws Exception;
  }

  /** Whatever one throws, the next is called. */
  private <L> void tell(String event, List<L> listeners, Call<L> call) {
    Consumer<L> guarded =
        each -> {
          try {
            call.call(each);
          } catch (Throwable e) {
            socket.onListenerFailed(event, e);
          }
        };
    lane.execute(() -> listeners.forEach(guarded));
  }
}
