package io.sockeye.testsupport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that keeps its lines, each as {@code LEVEL text} and the kind of what was thrown. */
@SuppressWarnings("serial") // No test writes one to a stream.
public final class LogRecorder extends LegacyAbstractLogger {
  private final transient List<String> lines = new CopyOnWriteArrayList<>();
  private final Level lowest;

  /** Of the lines of a level and those that are more serious. */
  public LogRecorder(Level lowest) {
    this.lowest = lowest;
    this.name = "recorder";
  }

  /** What was written, oldest first; a copy. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Forgets what was written. */
  public void clear() {
    lines.clear();
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String text,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
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
