package io.sockeye.client.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends clients of the JDK with their selector threads. Java 21 and later have methods for it; on
 * Java 17 that thread ends some seconds after the client, with nothing under way, was collected.
 */
final class ClientShutdown {
  /**
   * How long the selector thread is waited for, by a thread of ours that has nothing else to do.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Null on Java 17. */
  private static final @Nullable MethodHandle SHUTDOWN_NOW =
      find("shutdownNow", MethodType.methodType(void.class));

  /** Null on Java 17. */
  private static final @Nullable MethodHandle AWAIT_TERMINATION =
      find("awaitTermination", MethodType.methodType(boolean.class, Duration.class));

  private ClientShutdown() {}

  /**
   * Ends clients that nothing is under way on, and then the threads.
   *
   * @param threads the clients' own threads; null if they are somebody else's
   */
  static void end(List<HttpClient> clients, @Nullable IoThreads threads) {
    MethodHandle shutdown = SHUTDOWN_NOW;
    if (shutdown != null) {
      for (HttpClient client : clients) {
        invoke(() -> shutdown.invoke(client));
      }
    }
    if (threads == null) {
      return;
    }
    MethodHandle await = AWAIT_TERMINATION;
    if (await == null) {
      threads.shutdown();
      return;
    }
    // Not by the caller, who must not be kept waiting: it may be a session's mailbox.
    threads.execute(
        () -> {
          for (HttpClient client : clients) {
            invoke(() -> await.invoke(client, PATIENCE));
          }
          threads.shutdown();
        });
  }

  private static @Nullable MethodHandle find(String name, MethodType type) {
    try {
      return MethodHandles.publicLookup().findVirtual(HttpClient.class, name, type);
    } catch (NoSuchMethodException olderJava) {
      return null;
    } catch (IllegalAccessException e) {
      throw new LinkageError(name, e);
    }
  }

  /** A call by a handle. */
  @FunctionalInterface
  private interface Invocation {
    @Nullable Object run() throws Throwable;
  }

  @SuppressWarnings("Interruption") // the flag is kept for whoever owns the thread
  private static void invoke(Invocation invocation) {
    try {
      invocation.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError("unexpected from the JDK's client", e);
    }
  }
}
