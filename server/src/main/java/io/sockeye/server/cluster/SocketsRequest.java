package io.sockeye.server.cluster;

import io.sockeye.server.adapter.FetchedSockets;
import io.sockeye.server.adapter.SocketSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks the other servers for their sockets. */
final class SocketsRequest extends Request {
  private final CompletableFuture<FetchedSockets> result = new CompletableFuture<>();
  private final List<SocketSnapshot> sockets = new ArrayList<>();

  SocketsRequest(String id) {
    super(id);
  }

  CompletionStage<FetchedSockets> result() {
    return result;
  }

  @Override
  void take(@Nullable String nodeId, ClusterMessage.Response response) {
    if (response instanceof ClusterMessage.Sockets answer && roll().answer(nodeId)) {
      sockets.addAll(answer.sockets());
    }
  }

  @Override
  void end(Set<String> missing, String failure) {
    result.complete(new FetchedSockets(List.copyOf(sockets), missing, failure));
  }
}
