package io.sockeye.server.cluster;

import io.sockeye.Args;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks who has the socket of a client; over with the first that has it. */
final class HolderRequest extends Request {
  private final CompletableFuture<Optional<Args>> result = new CompletableFuture<>();
  private @Nullable Args found;

  HolderRequest(String id) {
    super(id);
  }

  /** What the one that has it says; empty if nobody said so in time. */
  CompletionStage<Optional<Args>> result() {
    return result;
  }

  @Override
  void take(@Nullable String nodeId, ClusterMessage.Response response) {
    if (response instanceof ClusterMessage.ServerSideAnswer answer && roll().answer(nodeId)) {
      Args says = answer.answer();
      if (found == null && says.size() > 0 && says.get(0) instanceof String) {
        found = says;
      }
    }
  }

  @Override
  boolean isComplete() {
    return found != null || super.isComplete();
  }

  @Override
  void end(Set<String> missing, String failure) {
    result.complete(Optional.ofNullable(found));
  }
}
