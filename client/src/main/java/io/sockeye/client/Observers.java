package io.sockeye.client;

import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.concurrent.Timers;
import io.sockeye.log.Audience;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several observers, and keeps what one of them throws from everybody else. */
final class Observers implements ClientObserver {
  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  private final Audience<ClientObserver> all;

  private Observers(Timers timers, List<ClientObserver> observers) {
    this.all = new Audience<>(timers, LOG, observers);
  }

  /** The log first, then those of the application. */
  static ClientObserver of(Timers timers, List<ClientObserver> others) {
    List<ClientObserver> all = new ArrayList<>();
    all.add(new LoggingObserver(timers));
    all.addAll(others);
    return new Observers(timers, all);
  }

  @Override
  public void listenerFailed(Socket socket, String event, Throwable failure) {
    all.tell(each -> each.listenerFailed(socket, event, failure));
  }

  @Override
  public void managerListenerFailed(Manager manager, String event, Throwable failure) {
    all.tell(each -> each.managerListenerFailed(manager, event, failure));
  }

  @Override
  public void eventRefused(Socket socket, String event, Throwable cause) {
    all.tell(each -> each.eventRefused(socket, event, cause));
  }

  @Override
  public void badAck(Socket socket, long id) {
    all.tell(each -> each.badAck(socket, id));
  }

  @Override
  public void packetDropped(Socket socket, String event, String why) {
    all.tell(each -> each.packetDropped(socket, event, why));
  }

  @Override
  public void limitHit(String limit, String detail) {
    all.tell(each -> each.limitHit(limit, detail));
  }

  @Override
  public void protocolViolated(Manager manager, String detail) {
    all.tell(each -> each.protocolViolated(manager, detail));
  }

  @Override
  public void connectFailed(Manager manager, ConnectFailure failure) {
    all.tell(each -> each.connectFailed(manager, failure));
  }

  @Override
  public void joinFailed(Socket socket, ConnectFailure failure) {
    all.tell(each -> each.joinFailed(socket, failure));
  }

  @Override
  public void upgradeFailed(Manager manager, ConnectFailure failure) {
    all.tell(each -> each.upgradeFailed(manager, failure));
  }
}
