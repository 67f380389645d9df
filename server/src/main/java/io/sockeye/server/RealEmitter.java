package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.Emitter;
import io.sockeye.TypeRef;
import io.sockeye.events.Arguments;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A view of a socket with flags of its own. Immutable. */
final class RealEmitter implements Emitter {
  private final RealSocket socket;
  private final EmitFlags flags;

  RealEmitter(RealSocket socket, EmitFlags flags) {
    this.socket = socket;
    this.flags = flags;
  }

  @Override
  public void emit(String event, @Nullable Object... args) {
    socket.outgoing().emit(flags, event, Args.of(args));
  }

  @Override
  public CompletableFuture<Args> emitWithAck(String event, @Nullable Object... args) {
    return socket.outgoing().emitWithAck(flags, event, Args.of(args), answer -> answer);
  }

  @Override
  public <T> CompletableFuture<T> emitWithAck(
      String event, Class<T> answer, @Nullable Object... args) {
    return socket
        .outgoing()
        .emitWithAck(flags, event, Args.of(args), came -> Arguments.bind(came, 0, answer));
  }

  @Override
  public <T> CompletableFuture<T> emitWithAck(
      String event, TypeRef<T> answer, @Nullable Object... args) {
    return socket
        .outgoing()
        .emitWithAck(flags, event, Args.of(args), came -> Arguments.bind(came, 0, answer));
  }

  @Override
  public Emitter asVolatile() {
    return new RealEmitter(socket, flags.withVolatile());
  }

  @Override
  public Emitter compress(boolean compress) {
    return new RealEmitter(socket, flags.withCompress(compress));
  }

  @Override
  public Emitter timeout(Duration timeout) {
    return new RealEmitter(socket, flags.withTimeout(timeout));
  }
}
