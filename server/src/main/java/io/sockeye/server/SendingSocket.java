package io.sockeye.server;

import io.sockeye.events.SendingSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The half of a socket that programs send with: to it, and to others but it. */
interface SendingSocket extends Socket, SendingSource {
  /** The rooms it is in. */
  SocketRooms membership();

  @Override
  RealNamespace namespace();

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
