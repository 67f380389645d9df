package io.sockeye.client;

import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.concurrent.Fatal;
import io.sockeye.concurrent.SerialExecutor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * All that listens to one manager, on a lane of its own. Thread-safe: listeners may come and go on
 * any thread.
 */
final class ManagerListeners {
  /** Code of the program. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  final List<ConnectionListeners.Signal> opened = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.Disconnect> closed = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.ConnectError> errors = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.Attempt> attempts = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.Attempt> reconnections = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.Signal> surrenders = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.Signal> pings = new CopyOnWriteArrayList<>();

  private final SerialExecutor lane;

  /** Whether a ping waits for its listeners: one stands for all since. */
  private final AtomicBoolean pingWaits = new AtomicBoolean();

  private final BiConsumer<String, Throwable> failed;

  /**
   * None yet.
   *
   * @param failed is told what a listener of an event threw
   */
  ManagerListeners(SerialExecutor lane, BiConsumer<String, Throwable> failed) {
    this.lane = lane;
    this.failed = failed;
  }

  void tellOpened() {
    signal("open", opened);
  }

  void tellClosed(DisconnectReason reason) {
    lane.execute(() -> closed.forEach(each -> call("close", () -> each.onDisconnect(reason))));
  }

  void tellError(ConnectFailure failure) {
    lane.execute(() -> errors.forEach(each -> call("error", () -> each.onConnectError(failure))));
  }

  void tellAttempt(int attempt) {
    number("reconnect_attempt", attempts, attempt);
  }

  void tellReconnected(int attempt) {
    number("reconnect", reconnections, attempt);
  }

  void tellSurrender() {
    signal("reconnect_failed", surrenders);
  }

  void tellPing() {
    if (!pings.isEmpty() && !pingWaits.getAndSet(true)) {
      lane.execute(
          () -> {
            pingWaits.set(false);
            pings.forEach(each -> call("ping", each::onSignal));
          });
    }
  }

  /** Removes a listener, of whatever shape. */
  void remove(Object listener) {
    for (List<?> each :
        List.of(opened, closed, errors, attempts, reconnections, surrenders, pings)) {
      each.remove(listener);
    }
  }

  private void signal(String event, List<ConnectionListeners.Signal> listeners) {
    lane.execute(() -> listeners.forEach(each -> call(event, each::onSignal)));
  }

  private void number(String event, List<ConnectionListeners.Attempt> listeners, int attempt) {
    lane.execute(() -> listeners.forEach(each -> call(event, () -> each.onAttempt(attempt))));
  }

  private void call(String event, Call listener) {
    try {
      listener.run();
    } catch (Throwable e) {
      failed.accept(event, e);
      Fatal.rethrow(e);
    }
  }
}
