package io.sockeye.server;

/**
 * What a server left undone when it closed.
 *
 * @param unfinishedListeners sockets whose listeners had not returned, or not answered, when the
 *     time was up; those on threads of the server's own were interrupted
 * @param unsentBytes bytes that clients had not taken when the time was up, or had not polled for
 *     when they were waited for no longer, and never got
 */
public record CloseReport(int unfinishedListeners, long unsentBytes) {
  /** Whether nothing was left undone. */
  public boolean isClean() {
    return unfinishedListeners == 0 && unsentBytes == 0;
  }
}
