package io.sockeye.events;

import io.sockeye.Args;
import io.sockeye.Emitter;
import io.sockeye.SendResult;
import io.sockeye.TypeRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A view of a socket with flags of its own. Immutable. */
public final class FlaggedEmitter implements Emitter {
  private final EventSink sink;
  private final EmitFlags flags;

  /** Sends to the peer of a socket. */
  public FlaggedEmitter(EventSink sink, EmitFlags flags) {
    this.sink = sink;
    this.flags = flags;
  }

  @Override
  public SendResult emit(String event, @Nullable Object... args) {
    return sink.emit(flags, event, Args.of(args));
  }

  @Override
  public CompletableFuture<Args> emitWithAck(String event, @Nullable Object... args) {
    return sink.emitWithAck(flags, event, Args.of(args), answer -> answer);
  }

  @Override
  public <T> CompletableFuture<T> emitWithAck(
      String event, Class<T> answer, @Nullable Object... args) {
    return sink.emitWithAck(flags, event, Args.of(args), came -> Arguments.bind(came, 0, answer));
  }

  @Override
  public <T> CompletableFuture<T> emitWithAck(
      String event, TypeRef<T> answer, @Nullable Object... args) {
    return sink.emitWithAck(flags, event, Args.of(args), came -> Arguments.bind(came, 0, answer));
  }

  @Override
  public Emitter asVolatile() {
    return new FlaggedEmitter(sink, flags.withVolatile());
  }

  @Override
  public Emitter compress(boolean compress) {
    return new FlaggedEmitter(sink, flags.withCompress(compress));
  }

  @Override
  public Emitter timeout(Duration timeout) {
    return new FlaggedEmitter(sink, flags.withTimeout(timeout));
  }
}
