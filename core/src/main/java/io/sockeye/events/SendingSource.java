package io.sockeye.events;

import io.sockeye.Args;
import io.sockeye.Emitter;
import io.sockeye.SendResult;
import io.sockeye.TypeRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The half of a socket that programs send to its peer with: all that they emit goes to its sink.
 */
public interface SendingSource extends Emitter {
  /** Where events go that are emitted. */
  EventSink outgoing();

  /** How events are sent that no modifier was given for. */
  EmitFlags flags();

  private Emitter emitter() {
    return new FlaggedEmitter(outgoing(), flags());
  }

  @Override
  default SendResult emit(String event, @Nullable Object... args) {
    return emitter().emit(event, args);
  }

  @Override
  default CompletableFuture<Args> emitWithAck(String event, @Nullable Object... args) {
    return emitter().emitWithAck(event, args);
  }

  @Override
  default <T> CompletableFuture<T> emitWithAck(
      String event, Class<T> answer, @Nullable Object... args) {
    return emitter().emitWithAck(event, answer, args);
  }

  @Override
  default <T> CompletableFuture<T> emitWithAck(
      String event, TypeRef<T> answer, @Nullable Object... args) {
    return emitter().emitWithAck(event, answer, args);
  }

  @Override
  default Emitter asVolatile() {
    return emitter().asVolatile();
  }

  @Override
  default Emitter compress(boolean compress) {
    return emitter().compress(compress);
  }

  @Override
  default Emitter timeout(Duration timeout) {
    return emitter().timeout(timeout);
  }
}
