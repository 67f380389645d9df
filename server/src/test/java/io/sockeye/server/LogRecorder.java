package io.sockeye.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that keeps its lines, each as {@code LEVEL text} and the kind of what was thrown. */
@SuppressWarnings("serial") // which no test does
final class LogRecorder extends LegacyAbstractLogger {
  final transient List<String> lines = new CopyOnWriteArrayList<>();
  private final Level lowest;

  /** Of the lines of a level and those that are more serious. */
  LogRecorder(Level lowest) {
    this.lowest = lowest;
    this.name = "recorder";
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level, Marker marker, String text, Object[] arguments, Throwable thrown) {
    String message = MessageFormatter.basicArrayFormat(text, arguments);
    String cause = thrown == null ? "" : " <" + thrown.getClass().getSimpleName() + ">";
    lines.add(level + " " + message + cause);
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return LogRecorder.class.getName();
  }

  private boolean isKept(Level level) {
    return level.toInt() >= lowest.toInt();
  }

  @Override
  public boolean isTraceEnabled() {
    return isKept(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isKept(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isKept(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isKept(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isKept(Level.ERROR);
  }
}
