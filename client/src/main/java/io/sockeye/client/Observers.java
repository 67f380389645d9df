package io.sockeye.client;

import io.sockeye.client.engine.ConnectFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several observers, and keeps what one of them throws from everybody else. */
final class Observers implements ClientObserver {
  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  private final List<ClientObserver> observers;

  private Observers(List<ClientObserver> observers) {
    this.observers = observers;
  }

  static ClientObserver of(ClientObserver first, List<ClientObserver> others) {
    List<ClientObserver> all = new ArrayList<>();
    all.add(first);
    all.addAll(others);
    return new Observers(List.copyOf(all));
  }

  private void tell(Consumer<ClientObserver> call) {
    for (ClientObserver each : observers) {
      try {
        call.accept(each);
      } catch (Throwable e) { // Errors too: this may be in a mailbox, halfway through its work.
        LOG.error("an observer failed", e);
      }
    }
  }

  @Override
  public void listenerFailed(Socket socket, String event, Throwable failure) {
    tell(each -> each.listenerFailed(socket, event, failure));
  }

  @Override
  public void managerListenerFailed(Manager manager, String event, Throwable failure) {
    tell(each -> each.managerListenerFailed(manager, event, failure));
  }

  @Override
  public void eventRefused(Socket socket, String event, Throwable cause) {
    tell(each -> each.eventRefused(socket, event, cause));
  }

  @Override
  public void badAck(Socket socket, long id) {
    tell(each -> each.badAck(socket, id));
  }

  @Override
  public void packetDropped(Socket socket, String event, String why) {
    tell(each -> each.packetDropped(socket, event, why));
  }

  @Override
  public void limitHit(String limit, String detail) {
    tell(each -> each.limitHit(limit, detail));
  }

  @Override
  public void protocolViolated(Manager manager, String detail) {
    tell(each -> each.protocolViolated(manager, detail));
  }

  @Override
  public void connectFailed(Manager manager, ConnectFailure failure) {
    tell(each -> each.connectFailed(manager, failure));
  }

  @Override
  public void upgradeFailed(Manager manager, ConnectFailure failure) {
    tell(each -> each.upgradeFailed(manager, failure));
  }
}
