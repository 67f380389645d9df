package io.sockeye.server;

import io.sockeye.Args;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Is a broadcast operator by having one. */
interface ForwardingOperator extends BroadcastOperator {
  /** The operator that all calls go to. */
  BroadcastOperator everybody();

  @Override
  default BroadcastOperator to(String... rooms) {
    return everybody().to(rooms);
  }

  @Override
  default BroadcastOperator to(Collection<String> rooms) {
    return everybody().to(rooms);
  }

  @Override
  default BroadcastOperator in(String... rooms) {
    return everybody().in(rooms);
  }

  @Override
  default BroadcastOperator in(Collection<String> rooms) {
    return everybody().in(rooms);
  }

  @Override
  default BroadcastOperator except(String... rooms) {
    return everybody().except(rooms);
  }

  @Override
  default BroadcastOperator except(Collection<String> rooms) {
    return everybody().except(rooms);
  }

  @Override
  default BroadcastOperator local() {
    return everybody().local();
  }

  @Override
  default BroadcastOperator asVolatile() {
    return everybody().asVolatile();
  }

  @Override
  default BroadcastOperator compress(boolean compress) {
    return everybody().compress(compress);
  }

  @Override
  default BroadcastOperator timeout(Duration timeout) {
    return everybody().timeout(timeout);
  }

  @Override
  default void emit(String event, @Nullable Object... args) {
    everybody().emit(event, args);
  }

  @Override
  default CompletableFuture<List<Args>> emitWithAck(String event, @Nullable Object... args) {
    return everybody().emitWithAck(event, args);
  }

  @Override
  default <T> CompletableFuture<List<T>> emitWithAck(
      String event, Class<T> answer, @Nullable Object... args) {
    return everybody().emitWithAck(event, answer, args);
  }

  @Override
  default CompletableFuture<List<RemoteSocket>> fetchSockets() {
    return everybody().fetchSockets();
  }

  @Override
  default CompletionStage<Void> socketsJoin(String... rooms) {
    return everybody().socketsJoin(rooms);
  }

  @Override
  default CompletionStage<Void> socketsLeave(String... rooms) {
    return everybody().socketsLeave(rooms);
  }

  @Override
  default void disconnectSockets(boolean close) {
    everybody().disconnectSockets(close);
  }
}
