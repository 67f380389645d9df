package io.sockeye.server.cluster;

import io.sockeye.Args;
import io.sockeye.server.adapter.BroadcastAcks;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Brings the answers of clients of this server to another one, whose broadcast it was. */
final class ClientAnswers implements BroadcastAcks {
  private final Sender sender;
  private final String asker;
  private final String requestId;
  private final Runnable done;

  /** How many have neither answered nor gone, and one more until all are named. */
  private final AtomicInteger waiting = new AtomicInteger(1);

  /**
   * Answers to come.
   *
   * @param done is run once, when no more will come
   */
  ClientAnswers(Sender sender, String asker, String requestId, Runnable done) {
    this.sender = sender;
    this.asker = asker;
    this.requestId = requestId;
    this.done = done;
  }

  @Override
  public void onRecipients(Set<String> ids) {
    waiting.addAndGet(ids.size());
  }

  @Override
  public void onNoMoreRecipients() {
    // Nobody is asked before this, so all that were named still wait.
    sender.respondAnyway(asker, new ClusterMessage.ClientCount(requestId, waiting.get() - 1));
    settleOne();
  }

  @Override
  public void onAnswer(String id, Args answer) {
    sender.respondAnyway(asker, new ClusterMessage.ClientAnswer(requestId, first(answer)));
    settleOne();
  }

  @Override
  public void onGone(String id) {
    settleOne();
  }

  private void settleOne() {
    if (waiting.decrementAndGet() == 0) {
      done.run();
    }
  }

  /** Other servers take one value. */
  static Args first(Args answer) {
    return answer.size() <= 1 ? answer : Args.of(answer.get(0));
  }
}
