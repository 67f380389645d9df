package io.sockeye.server.cluster;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks the other servers for an answer to an event between servers. */
final class ServerSideRequest extends Request {
  private final CompletableFuture<List<Args>> result = new CompletableFuture<>();
  private final List<Args> answers = new ArrayList<>();

  ServerSideRequest(String id) {
    super(id);
  }

  CompletionStage<List<Args>> result() {
    return result;
  }

  @Override
  void take(@Nullable String nodeId, ClusterMessage.Response response) {
    if (response instanceof ClusterMessage.ServerSideAnswer answer && roll().answer(nodeId)) {
      answers.add(answer.answer());
    }
  }

  @Override
  void end(Set<String> missing, String failure) {
    if (missing.isEmpty()) {
      result.complete(List.copyOf(answers));
    } else {
      result.completeExceptionally(new AckTimeoutException(failure, answers, missing));
    }
  }
}
