package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.Ack;
import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.server.adapter.LocalNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Events between servers (section 4.7 of the behaviour spec). */
final class ServerSideEventTest {
  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final ServerSideBus bus = new ServerSideBus();
  private final SocketIoServer here = builder().build();
  private final SocketIoServer there = builder().build();
  private final SocketIoServer elsewhere = builder().build();
  private final List<Object> seen = new ArrayList<>();

  private SocketIoServer.Builder builder() {
    return SocketIoServer.builder()
        .timers(timers)
        .inlineHandlers()
        .observer(recorder)
        .adapter(bus::connect);
  }

  @Test
  void eventReachesAllOtherServersAndNoClient() {
    TestClient client = TestClient.connect(there);
    here.onServerSide("hello", (namespace, args, ack) -> seen.add("here"));
    there.onServerSide("hello", (namespace, args, ack) -> seen.add(args.toList()));
    elsewhere.onServerSide("hello", (namespace, args, ack) -> seen.add(ack.isRequested()));
    elsewhere.of("/other").onServerSide("hello", (namespace, args, ack) -> seen.add("other"));

    here.serverSideEmit("hello", "world", 1);

    assertThat(seen).containsExactly(List.of("world", 1), false);
    assertThat(client.taken()).isEmpty();
  }

  @Test
  void namespacesHaveTheirOwnEvents() {
    there.onServerSide("hello", (namespace, args, ack) -> seen.add("main"));
    there.of("/chat").onServerSide("hello", (namespace, args, ack) -> seen.add(namespace.name()));

    here.of("/chat").serverSideEmit("hello");

    assertThat(seen).containsExactly("/chat");
  }

  @Test
  void answersOfAllServersAreGathered() {
    there.onServerSide("count", (namespace, args, ack) -> ack.send(2, "more"));
    List<Ack> later = new ArrayList<>();
    elsewhere.onServerSide("count", (namespace, args, ack) -> later.add(ack));

    CompletableFuture<List<Integer>> answers =
        here.serverSideEmitWithAck("count", Integer.class, "x");
    assertThat(answers).isNotDone();
    later.get(0).send(3);
    later.get(0).send(4);

    assertThat(answers.join()).containsExactly(2, 3);
    assertThat(here.of("/none").serverSideEmitWithAck("count").join()).isEmpty();
  }

  @Test
  void serverThatDoesNotAnswerIsMissing() {
    there.onServerSide("count", (namespace, args, ack) -> ack.send(2));
    List<Throwable> failures = new ArrayList<>();
    CompletionStage<List<Args>> answers = here.serverSideEmitWithAck("count");
    answers.whenComplete((came, failure) -> failures.add(failure));

    timers.advance(Duration.ofSeconds(30));

    assertThat(failures).hasSize(1).first().isInstanceOf(AckTimeoutException.class);
    AckTimeoutException late = (AckTimeoutException) failures.get(0);
    assertThat(late.answers()).extracting(answer -> answer.get(0)).containsExactly(2);
    assertThat(late.missing()).hasSize(1);
  }

  @Test
  void singleServerHasNobodyToTell() {
    SocketIoServer alone = SocketIoServer.builder().timers(timers).inlineHandlers().build();
    alone.onServerSide("hello", (namespace, args, ack) -> seen.add("alone"));

    alone.serverSideEmit("hello");

    assertThat(alone.serverSideEmitWithAck("hello")).isCompletedWithValue(List.of());
    assertThat(alone.of("/a").serverSideEmitWithAck("hello", String.class))
        .isCompletedWithValue(List.of());
    assertThat(seen).isEmpty();
  }

  @Test
  void reservedNamesAreRefused() {
    ParentNamespace parent = here.of(Pattern.compile("/dyn"));
    for (String name : List.of("connect", "connection", "new_namespace")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> here.serverSideEmit(name))
          .withMessageContaining(name);
      assertThatIllegalArgumentException().isThrownBy(() -> here.serverSideEmitWithAck(name));
      assertThatIllegalArgumentException().isThrownBy(() -> parent.serverSideEmit(name));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> here.onServerSide(name, (namespace, args, ack) -> {}));
    }
    here.serverSideEmit("disconnect"); // means nothing between servers
  }

  @Test
  void listenersCanBeRemovedAndWhatOneThrowsHarmsNobody() {
    ServerSideListener removed = (namespace, args, ack) -> seen.add("removed");
    there.onServerSide("x", removed).offServerSide("x", removed).offServerSide("y", removed);
    there.onServerSide(
        "x",
        (namespace, args, ack) -> {
          throw new IllegalStateException("of its own");
        });
    there.onServerSide("x", (namespace, args, ack) -> seen.add("second"));

    here.serverSideEmit("x");
    there.offServerSide("x");
    here.serverSideEmit("x");

    assertThat(seen).containsExactly("second");
    assertThat(recorder.lines).contains("listener of x failed in /");
  }

  @Test
  void parentsSpeakForTheirChildren() {
    ParentNamespace mine = here.ofTemplate("/tenant/{id}");
    ParentNamespace theirs = there.ofTemplate("/tenant/{id}");
    theirs.onServerSide("who", (namespace, args, ack) -> ack.send(namespace.variable("id")));
    for (String id : List.of("1", "2")) {
      TestClient.open(here).join("/tenant/" + id);
      TestClient.open(there).join("/tenant/" + id);
    }

    assertThat(mine.serverSideEmitWithAck("who", String.class).join())
        .containsExactlyInAnyOrder("1", "2");
    theirs.onServerSide("note", (namespace, args, ack) -> seen.add(namespace.name()));
    mine.serverSideEmit("note");
    assertThat(seen).containsExactlyInAnyOrder("/tenant/1", "/tenant/2");
  }

  @Test
  void parentsFindTheSocketsOfAllServersAndOfThoseThatAnswered() {
    ParentNamespace mine = here.ofTemplate("/tenant/{id}");
    there.ofTemplate("/tenant/{id}");
    TestClient.open(here).join("/tenant/1");
    TestClient.open(there).join("/tenant/1");
    TestClient.open(here).join("/tenant/2");
    TestClient.open(there).join("/tenant/2");

    assertThat(mine.fetchSockets().join()).hasSize(4);
    assertThat(mine.serverCount()).isCompletedWithValue(2);
    bus.silence("/tenant/2");
    List<Throwable> failures = new ArrayList<>();
    CompletionStage<List<RemoteSocket>> fetched = mine.fetchSockets();
    fetched.whenComplete((found, failure) -> failures.add(failure));
    timers.advance(Duration.ofSeconds(5));

    MissingServersException partly = (MissingServersException) failures.get(0);
    assertThat(partly.sockets()).hasSize(3);
    assertThat(partly.missing()).hasSize(1);
  }

  @Test
  void eventsAreHeardInOrderOnALaneAndTooManyAreDropped() {
    ManualExecutor executor = new ManualExecutor();
    List<LocalNode> nodes = new ArrayList<>();
    SocketIoServer io =
        SocketIoServer.builder()
            .timers(timers)
            .handlers(executor)
            .observer(recorder)
            .maxQueuedNamespaceEvents(3)
            .adapter(
                node -> {
                  nodes.add(node);
                  return bus.connect(node);
                })
            .build();
    io.onServerSide("x", (namespace, args, ack) -> seen.add(args.get(0)));

    for (int i = 0; i < 5; i++) {
      nodes.get(0).onServerSideEmit("x", Args.of(i), NONE);
    }
    assertThat(seen).isEmpty();
    executor.runAll();

    assertThat(seen).containsExactly(0, 1, 2);
    assertThat(recorder.lines).contains("limit maxQueuedNamespaceEvents");
  }

  private static final Ack NONE =
      new Ack() {
        @Override
        public void send(@Nullable Object... values) {}

        @Override
        public boolean isRequested() {
          return false;
        }
      };
}
