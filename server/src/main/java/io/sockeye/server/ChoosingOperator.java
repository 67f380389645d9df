package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.events.Arguments;
import io.sockeye.events.EmitFlags;
import io.sockeye.server.adapter.BroadcastOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What broadcast operators have in common: they gather options, and bind answers. */
interface ChoosingOperator extends BroadcastOperator {
  /** What was chosen so far. */
  BroadcastOptions options();

  /** The same operator with another choice. */
  BroadcastOperator with(BroadcastOptions changed);

  @Override
  default BroadcastOperator to(String... rooms) {
    return to(Arrays.asList(rooms));
  }

  @Override
  default BroadcastOperator to(Collection<String> rooms) {
    if (rooms.isEmpty()) {
      throw new IllegalArgumentException(
          "to: expected at least one room; without to() everybody is meant");
    }
    return with(options().withRooms(rooms));
  }

  @Override
  default BroadcastOperator in(String... rooms) {
    return to(Arrays.asList(rooms));
  }

  @Override
  default BroadcastOperator in(Collection<String> rooms) {
    return to(rooms);
  }

  @Override
  default BroadcastOperator except(String... rooms) {
    return except(Arrays.asList(rooms));
  }

  @Override
  default BroadcastOperator except(Collection<String> rooms) {
    return with(options().withExcept(rooms));
  }

  @Override
  default BroadcastOperator local() {
    return with(options().withLocal());
  }

  @Override
  default BroadcastOperator asVolatile() {
    return with(options().withVolatile());
  }

  @Override
  default BroadcastOperator compress(boolean compress) {
    return with(options().withCompress(compress));
  }

  @Override
  default BroadcastOperator timeout(Duration timeout) {
    return with(options().withTimeout(EmitFlags.requirePositive(timeout)));
  }

  /** Sends, and binds what each answers. */
  <T> CompletableFuture<List<T>> emitWithAck(
      String event, Function<Args, T> binding, @Nullable Object[] args);

  @Override
  default CompletableFuture<List<Args>> emitWithAck(String event, @Nullable Object... args) {
    return emitWithAck(event, answer -> answer, args);
  }

  @Override
  default <T> CompletableFuture<List<T>> emitWithAck(
      String event, Class<T> answer, @Nullable Object... args) {
    return emitWithAck(event, came -> Arguments.bind(came, 0, answer), args);
  }
}
