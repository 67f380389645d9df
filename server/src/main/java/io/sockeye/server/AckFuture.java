package io.sockeye.server;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.DisconnectedException;
import io.sockeye.SocketIoException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Waits for one answer of one socket.
 *
 * <p>The future is completed on a handler thread, where what programs hang on it may block; not on
 * the lane, where a listener may be waiting for this very answer.
 */
final class AckFuture<T> implements PendingAcks.Waiter {
  private final RealSocket socket;
  private final Function<Args, T> binding;
  private final CompletableFuture<T> future = new CompletableFuture<>();

  /**
   * An answer to come.
   *
   * @param binding makes of the answer what the program asked for
   */
  AckFuture(RealSocket socket, Function<Args, T> binding) {
    this.socket = socket;
    this.binding = binding;
  }

  CompletableFuture<T> future() {
    return future;
  }

  @Override
  public void onAnswer(Args answer) {
    socket
        .server()
        .runHandler(
            () -> {
              try {
                future.complete(binding.apply(answer));
              } catch (RuntimeException e) {
                future.completeExceptionally(e);
              }
            });
  }

  @Override
  public void onTimeout() {
    fail(new AckTimeoutException());
  }

  @Override
  public void onGone() {
    fail(new DisconnectedException());
  }

  @Override
  public void onRefused() {
    int max = socket.server().options().maxPendingAcks();
    socket.observer().limitHit("maxPendingAcks", max + " answers are awaited from a socket");
    fail(
        new SocketIoException(
            "maxPendingAcks: %d answers are awaited from the socket already".formatted(max)));
  }

  private void fail(SocketIoException failure) {
    socket.server().runHandler(() -> future.completeExceptionally(failure));
  }
}
