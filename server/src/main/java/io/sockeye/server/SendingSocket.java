package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.Emitter;
import io.sockeye.TypeRef;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The half of a socket that programs send with: to it, and to others but it. */
interface SendingSocket extends Socket {
  /** How events are sent that no modifier was given for. */
  EmitFlags flags();

  /** The rooms it is in. */
  SocketRooms membership();

  @Override
  RealNamespace namespace();

  private Emitter emitter() {
    return new RealEmitter((RealSocket) this, flags());
  }

  @Override
  default void emit(String event, @Nullable Object... args) {
    emitter().emit(event, args);
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

  @Override
  default Set<String> rooms() {
    return membership().all();
  }

  @Override
  default CompletionStage<Void> join(String... rooms) {
    Collection<String> names = namespace().checkedRooms(Arrays.asList(rooms));
    for (String name : names) {
      if (!name.equals(id()) && namespace().isSocketId(name)) {
        throw new IllegalArgumentException(
            "join: the room is the id of another socket; did a client name it? "
                + "If that is meant, there is joinRoomOf");
      }
    }
    return membership().join(names);
  }

  @Override
  default CompletionStage<Void> joinRoomOf(RemoteSocket other) {
    return membership().join(List.of(other.id()));
  }

  @Override
  default CompletionStage<Void> leave(String... rooms) {
    List<String> names = Arrays.asList(rooms);
    if (names.contains(id())) {
      throw new IllegalArgumentException("leave: a socket stays in the room of its own id");
    }
    return membership().leave(names);
  }

  @Override
  default BroadcastOperator broadcast() {
    return namespace().everybody().except(id());
  }

  @Override
  default BroadcastOperator to(String... rooms) {
    return broadcast().to(rooms);
  }

  @Override
  default BroadcastOperator to(Collection<String> rooms) {
    return broadcast().to(rooms);
  }

  @Override
  default BroadcastOperator in(String... rooms) {
    return broadcast().to(rooms);
  }

  @Override
  default BroadcastOperator in(Collection<String> rooms) {
    return broadcast().to(rooms);
  }

  @Override
  default BroadcastOperator except(String... rooms) {
    return broadcast().except(rooms);
  }

  @Override
  default BroadcastOperator except(Collection<String> rooms) {
    return broadcast().except(rooms);
  }

  @Override
  default BroadcastOperator local() {
    return broadcast().local();
  }
}
