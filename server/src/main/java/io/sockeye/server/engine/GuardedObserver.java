package io.sockeye.server.engine;

import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what an observer throws from the engine, which calls it in the middle of its work. */
final class GuardedObserver implements EngineObserver {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedObserver.class);

  private final EngineObserver observer;

  GuardedObserver(EngineObserver observer) {
    this.observer = Objects.requireNonNull(observer, "observer");
  }

  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.warn("an observer threw; it was told something and the work goes on", e);
    }
  }

  @Override
  public void connectionRefused(
      HttpRequest request, HandshakeError error, String message, Map<String, String> context) {
    guarded(() -> observer.connectionRefused(request, error, message, context));
  }

  @Override
  public void sessionOpened(EngineSession session) {
    guarded(() -> observer.sessionOpened(session));
  }

  @Override
  public void sessionUpgraded(EngineSession session) {
    guarded(() -> observer.sessionUpgraded(session));
  }

  @Override
  public void upgradeFailed(EngineSession session, String detail) {
    guarded(() -> observer.upgradeFailed(session, detail));
  }

  @Override
  public void sessionClosed(EngineSession session, CloseReason reason, String detail) {
    guarded(() -> observer.sessionClosed(session, reason, detail));
  }

  @Override
  public void limitHit(String limit, String detail) {
    guarded(() -> observer.limitHit(limit, detail));
  }

  @Override
  public void hookFailed(HttpRequest request, Throwable cause) {
    guarded(() -> observer.hookFailed(request, cause));
  }
}
