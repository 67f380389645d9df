package io.sockeye.server.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A bus whose other servers are played by the test. */
final class FakeBus implements ClusterBus {
  final List<ClusterMessage> published = new ArrayList<>();

  /** The responses, with who asked for them. */
  final List<String> responded = new ArrayList<>();

  final List<ClusterMessage.Response> responses = new ArrayList<>();

  /** What was told of rooms. */
  final List<String> rooms = new ArrayList<>();

  CompletableFuture<Void> entered = CompletableFuture.completedFuture(null);
  int others;
  boolean broken;
  private final boolean countsNodes;
  private @Nullable ClusterReceiver receiver;

  FakeBus(boolean countsNodes) {
    this.countsNodes = countsNodes;
  }

  /** A message of another server comes. */
  void bring(@Nullable String nodeId, ClusterMessage message) {
    receiver().onMessage(nodeId, message, null);
  }

  ClusterReceiver receiver() {
    if (receiver == null) {
      throw new AssertionError("the bus was not opened");
    }
    return receiver;
  }

  /** The last message, which must be of a type. */
  <T extends ClusterMessage> T last(Class<T> type) {
    return type.cast(published.get(published.size() - 1));
  }

  @Override
  public String nodeId() {
    return "self";
  }

  @Override
  public CompletionStage<Void> open(ClusterReceiver taker) {
    receiver = taker;
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Optional<String>> publish(ClusterMessage message) {
    if (broken) {
      return CompletableFuture.failedStage(new IllegalStateException("broken"));
    }
    published.add(message);
    return CompletableFuture.completedStage(Optional.empty());
  }

  @Override
  public CompletionStage<Void> respond(String nodeId, ClusterMessage.Response response) {
    if (broken) {
      throw new IllegalStateException("broken, and throws");
    }
    responded.add(nodeId);
    responses.add(response);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public boolean countsNodes() {
    return countsNodes;
  }

  @Override
  public CompletionStage<Integer> otherNodes() {
    return broken
        ? CompletableFuture.failedStage(new IllegalStateException("broken"))
        : CompletableFuture.completedStage(others);
  }

  @Override
  public CompletionStage<Void> enter(String room, boolean ofSocket) {
    rooms.add("enter " + room + (ofSocket ? " of socket" : ""));
    return entered;
  }

  @Override
  public void leave(String room) {
    rooms.add("leave " + room);
  }

  @Override
  public CompletionStage<Void> close() {
    return CompletableFuture.completedStage(null);
  }
}
