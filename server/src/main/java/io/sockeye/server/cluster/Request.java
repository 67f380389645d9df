package io.sockeye.server.cluster;

import io.sockeye.concurrent.Timers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question to all other servers, until they have answered or the time is over. Confined to the
 * mailbox of the adapter.
 */
abstract class Request {
  private final String id;
  private final RollCall roll = new RollCall();

  /** Ends the wait; null before it is set, and once the request is over. */
  private Timers.@Nullable Alarm alarm;

  /** A question that is about to be asked under an id. */
  Request(String id) {
    this.id = id;
  }

  final String id() {
    return id;
  }

  final RollCall roll() {
    return roll;
  }

  final void alarm(Timers.Alarm ringing) {
    alarm = ringing;
  }

  final void cancelAlarm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  /**
   * Takes a response; ignores what does not answer this question.
   *
   * @param nodeId whose it is; null if that is not known
   */
  abstract void take(@Nullable String nodeId, ClusterMessage.Response response);

  /** A server is not there any more. */
  void leave(String nodeId) {
    roll.leave(nodeId);
  }

  /** Whether nothing more is to come. */
  boolean isComplete() {
    return roll.isComplete();
  }

  /**
   * It is over, for good; told once.
   *
   * @param missing the servers that did not answer; empty if all did
   * @param failure what went wrong; empty if nothing did
   */
  abstract void end(Set<String> missing, String failure);
}
