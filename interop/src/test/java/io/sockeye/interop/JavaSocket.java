package io.sockeye.interop;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A socket of an official Java client, whatever its version.
 *
 * <p>Values are as JSON has them: maps, lists, texts, numbers, null; and {@code ByteBuffer} for
 * binary, because two of the same contents are equal. Public, for it is implemented by classes of
 * other class loaders.
 */
public interface JavaSocket extends AutoCloseable {
  void connect();

  void disconnect();

  boolean isConnected();

  String id();

  /** Another namespace on the same connection, not connected yet. */
  JavaSocket of(String namespace);

  /**
   * The argument lists of all events of this name from now on, among them those of the client
   * itself.
   */
  BlockingQueue<List<@Nullable Object>> events(String name);

  /** Acknowledges each event of this name with what the listener returns. */
  void answer(String name, UnaryOperator<List<@Nullable Object>> listener);

  void emit(String event, @Nullable Object... args);

  /** Completes with the arguments of the acknowledgement. */
  CompletableFuture<List<@Nullable Object>> ask(String event, @Nullable Object... args);

  /** Leaves all namespaces and closes the connection. */
  @Override
  void close();
}
