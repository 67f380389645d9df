package io.sockeye.server.cluster;

import io.sockeye.server.adapter.BroadcastAcks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the clients of other servers for their answers to a broadcast. Each server tells to how many
 * it went, and then brings their answers without saying whose they are; so each answer gets a name
 * when it comes, and those that do not come are named together.
 */
final class AnswersRequest extends Request {
  private static final String UNNAMED = "another server";

  /** What one server promised, or all those whose responses have no name. */
  private static final class Promise {
    /** To how many clients the broadcast went. */
    long clients;

    long answers;
  }

  private final BroadcastAcks acks;
  private final Map<String, Promise> promises = new LinkedHashMap<>();

  AnswersRequest(String id, BroadcastAcks acks) {
    super(id);
    this.acks = acks;
  }

  @Override
  void take(@Nullable String nodeId, ClusterMessage.Response response) {
    String name = nodeId == null ? UNNAMED : nodeId;
    if (response instanceof ClusterMessage.ClientCount count) {
      if (count.count() >= 0 && roll().answer(nodeId)) {
        promises.computeIfAbsent(name, key -> new Promise()).clients += count.count();
      }
    } else if (response instanceof ClusterMessage.ClientAnswer answer) {
      Promise promise = promises.get(name);
      if (promise != null && promise.answers < promise.clients) {
        promise.answers++;
        String client = name + "#" + promise.answers;
        acks.onRecipients(Set.of(client));
        acks.onAnswer(client, answer.answer());
      }
    }
  }

  @Override
  void leave(String nodeId) {
    super.leave(nodeId);
    Promise broken = promises.remove(nodeId);
    if (broken != null) {
      miss(nodeId, broken);
    }
  }

  @Override
  boolean isComplete() {
    return super.isComplete()
        && promises.values().stream().allMatch(each -> each.answers >= each.clients);
  }

  @Override
  void end(Set<String> missing, String failure) {
    promises.forEach(this::miss);
    missing.forEach(this::miss);
    acks.onNoMoreRecipients();
  }

  private void miss(String name, Promise promise) {
    if (promise.answers < promise.clients) {
      miss(
          "%d of %d sockets of %s"
              .formatted(promise.clients - promise.answers, promise.clients, name));
    }
  }

  private void miss(String name) {
    acks.onRecipients(Set.of(name));
    acks.onGone(name);
  }
}
