package io.sockeye.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.Ack;
import io.sockeye.server.adapter.BroadcastOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an emitter makes of what it is told; how that is written is the matter of publishers. */
final class ClusterEmitterTest {
  private static final BroadcastOptions ALL = BroadcastOptions.everybody();

  /** Keeps what is published. */
  private static final class Recorder implements ClusterPublisher {
    final List<String> namespaces = new ArrayList<>();
    final List<ClusterMessage> messages = new ArrayList<>();
    boolean closed;

    @Override
    public CompletionStage<Void> publish(String namespace, ClusterMessage message) {
      namespaces.add(namespace);
      messages.add(message);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
      closed = true;
    }

    ClusterMessage.Broadcast broadcast() {
      return (ClusterMessage.Broadcast) messages.get(messages.size() - 1);
    }
  }

  private final Recorder recorder = new Recorder();
  private final ClusterEmitter emitter = ClusterEmitter.over(recorder);

  @Test
  void eventGoesToEverybodyOfTheMainNamespace() {
    CompletionStage<Void> sent = emitter.emit("ev", 1, null, "a");

    assertThat(sent).isCompleted();
    assertThat(recorder.namespaces).containsExactly("/");
    assertThat(recorder.broadcast().options()).isEqualTo(ALL);
    assertThat(recorder.broadcast().requestId()).isNull();
    assertThat(recorder.broadcast().event().namespace()).isEqualTo("/");
    assertThat(recorder.broadcast().event().name()).isEqualTo("ev");
    assertThat(recorder.broadcast().event().args().toList()).containsExactly(1, null, "a");
  }

  @Test
  void modifiersAddUpAndChangeNothingHere() {
    ClusterEmitter modified =
        emitter.to("a").in(List.of("b", "a")).except("x").asVolatile().compress(false);
    modified.emit("ev");
    BroadcastOptions options = recorder.broadcast().options();
    emitter.emit("ev");

    assertThat(options)
        .isEqualTo(
            ALL.withRooms(Set.of("a", "b"))
                .withExcept(Set.of("x"))
                .withVolatile()
                .withCompress(false));
    assertThat(recorder.broadcast().options()).isEqualTo(ALL);
  }

  @Test
  void otherNamespaceMayBeNamedWithoutItsSlash() {
    emitter.of("chat").emit("ev");
    emitter.to("r").of("/chat").emit("ev");

    assertThat(recorder.namespaces).containsExactly("/chat", "/chat");
    assertThat(recorder.broadcast().event().namespace()).isEqualTo("/chat");
    assertThat(recorder.broadcast().options()).isEqualTo(ALL);
  }

  @Test
  void ordersGoToTheSocketsThatAreMeant() {
    emitter.in("a").socketsJoin("b", "c");
    emitter.in("a").socketsLeave("b");
    emitter.in("a").disconnectSockets();
    emitter.in("a").disconnectSockets(true);

    BroadcastOptions a = ALL.withRooms(Set.of("a"));
    assertThat(recorder.messages)
        .containsExactly(
            new ClusterMessage.SocketsJoin(a, List.of("b", "c")),
            new ClusterMessage.SocketsLeave(a, List.of("b")),
            new ClusterMessage.DisconnectSockets(a, false),
            new ClusterMessage.DisconnectSockets(a, true));
  }

  @Test
  void eventGoesToTheServers() {
    emitter.serverSideEmit("note", 1);

    ClusterMessage.ServerSideEmit sent = (ClusterMessage.ServerSideEmit) recorder.messages.get(0);
    assertThat(sent.event()).isEqualTo("note");
    assertThat(sent.args().toList()).containsExactly(1);
    assertThat(sent.requestId()).isNull();
  }

  @Test
  void noRoomsAreNotEverybody() {
    assertThatThrownBy(() -> emitter.to()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> emitter.in(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatCannotComeBackIsRefused() {
    Ack ack =
        new Ack() {
          @Override
          public void send(@Nullable Object... values) {}

          @Override
          public boolean isRequested() {
            return true;
          }
        };

    assertThatThrownBy(() -> emitter.emit("disconnect"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"disconnect\" is a reserved event name");
    assertThatThrownBy(() -> emitter.emit("ev", 1, ack))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing comes back to an emitter");
    assertThatThrownBy(() -> emitter.serverSideEmit("ev", ack))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing comes back to an emitter");
    assertThat(recorder.messages).isEmpty();
  }

  @Test
  void closingClosesThePublisher() {
    emitter.of("/chat").close();

    assertThat(recorder.closed).isTrue();
  }
}
