package io.sockeye.server;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.DisconnectedException;
import io.sockeye.SendResult;
import io.sockeye.events.EmitFlags;
import io.sockeye.events.EventSink;
import io.sockeye.events.SendingSource;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.SocketSnapshot;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A socket of another server as it was when it was fetched. What is done to it goes by the room of
 * its id.
 */
final class FetchedSocket implements RemoteSocket, SendingSource, EventSink {
  private final RealNamespace namespace;
  private final String id;
  private final Handshake handshake;
  private final Set<String> rooms;
  private final SocketData data;

  FetchedSocket(RealNamespace namespace, SocketSnapshot snapshot) {
    this.namespace = namespace;
    this.id = snapshot.id();
    this.handshake = new FetchedHandshake(namespace.server().codec(), snapshot.handshake());
    this.rooms = Collections.unmodifiableSet(new LinkedHashSet<>(snapshot.rooms()));
    this.data = SocketData.of(snapshot.data());
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Handshake handshake() {
    return handshake;
  }

  @Override
  public Set<String> rooms() {
    return rooms;
  }

  @Override
  public SocketData data() {
    return data;
  }

  @Override
  public CompletionStage<Void> join(String... more) {
    return itself(BroadcastOptions.everybody()).socketsJoin(more);
  }

  @Override
  public CompletionStage<Void> leave(String... some) {
    return itself(BroadcastOptions.everybody()).socketsLeave(some);
  }

  @Override
  public void disconnect(boolean close) {
    itself(BroadcastOptions.everybody()).disconnectSockets(close);
  }

  // -- what is sent

  @Override
  public EventSink outgoing() {
    return this;
  }

  @Override
  public EmitFlags flags() {
    return namespace.server().emitFlags();
  }

  @Override
  public SendResult emit(EmitFlags how, String event, Args args) {
    itself(options(how)).emit(namespace.event(event, args, SocketPacket.NO_ID));
    return SendResult.SENT; // To the server that has it.
  }

  @Override
  public <T> CompletableFuture<T> emitWithAck(
      EmitFlags how, String event, Args args, Function<Args, T> binding) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    var unused =
        itself(options(how).withTimeout(how.timeout()))
            .ask(namespace.event(event, args, SocketPacket.NO_ID), came -> came)
            .whenComplete((came, failure) -> settle(answer, came, failure, binding));
    return answer;
  }

  /** One answer is enough, also if another server did not say that it has no such socket. */
  private static <T> void settle(
      CompletableFuture<T> answer,
      @Nullable List<Args> all,
      @Nullable Throwable failure,
      Function<Args, T> binding) {
    List<Args> came = failure instanceof AckTimeoutException late ? late.answers() : all;
    try {
      if (came != null && !came.isEmpty()) {
        answer.complete(binding.apply(came.get(0)));
      } else if (failure == null) {
        answer.completeExceptionally(new DisconnectedException());
      } else {
        answer.completeExceptionally(
            failure instanceof AckTimeoutException ? new AckTimeoutException() : failure);
      }
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private RealBroadcastOperator itself(BroadcastOptions options) {
    return new RealBroadcastOperator(namespace, options.withRooms(List.of(id)));
  }

  private static BroadcastOptions options(EmitFlags how) {
    BroadcastOptions options = BroadcastOptions.everybody().withCompress(how.compress());
    return how.asVolatile() ? options.withVolatile() : options;
  }

  @Override
  public String toString() {
    return "RemoteSocket[" + id + "]";
  }
}
