package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The guard that says of each handshake, now or later, whether it may go on. */
class AllowRequestTest {
  private static final String HANDSHAKE = "EIO=4&transport=polling";

  @Test
  void guardRefusesWithItsMessage() {
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .allowRequest(
                    request ->
                        CompletableFuture.completedFuture(
                            request.query().contains("deny")
                                ? Verdict.refuse("no \"entry\"")
                                : Verdict.allow())));

    FakeExchange refused = rig.get(HANDSHAKE + "&deny=1");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text()).isEqualTo("{\"code\":4,\"message\":\"no \\\"entry\\\"\"}");
    assertThat(rig.upgrade("EIO=4&transport=websocket&deny=1").status()).isEqualTo(400);
    assertThat(rig.get(HANDSHAKE).status()).isEqualTo(200);
  }

  @Test
  void guardMayAnswerLaterAndIsAskedForHandshakesOnly() {
    List<CompletableFuture<Verdict>> asked = new ArrayList<>();
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .allowRequest(
                    request -> {
                      CompletableFuture<Verdict> answer = new CompletableFuture<>();
                      asked.add(answer);
                      return answer;
                    }));
    FakeExchange handshake = rig.get(HANDSHAKE);
    assertThat(handshake.isAnswered()).isFalse();

    asked.get(0).complete(Verdict.allow());
    rig.poll(EngineRig.sidOf(handshake.text()));

    assertThat(asked).hasSize(1);
  }

  @Test
  void whatFollowsALateAnswerRunsOnTheExecutor() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    CompletableFuture<String> id = new CompletableFuture<>();
    List<String> called = new ArrayList<>();
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .allowRequest(request -> verdict)
                .generateId(
                    request -> {
                      called.add("generateId");
                      return id;
                    })
                .onHeaders((headers, request) -> called.add("headers")),
            tasks::add);
    FakeExchange handshake = rig.get(HANDSHAKE);
    tasks.remove().run();

    verdict.complete(Verdict.allow());
    assertThat(called).isEmpty();
    tasks.remove().run();
    id.complete("abc");
    assertThat(called).containsExactly("generateId");
    tasks.remove().run();

    assertThat(called).containsExactly("generateId", "headers");
    assertThat(EngineRig.sidOf(handshake.text())).isEqualTo("abc");
    assertThat(tasks).isEmpty();
  }

  @Test
  void whatFollowsAnAnswerAtOnceTakesNoTurnOfItsOwn() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .allowRequest(request -> CompletableFuture.completedFuture(Verdict.allow())),
            tasks::add);
    FakeExchange handshake = rig.get(HANDSHAKE);

    tasks.remove().run();

    assertThat(handshake.status()).isEqualTo(200);
  }

  @Test
  void stagesThatLetNobodyLookAreAnswersToo() {
    CompletableFuture<Verdict> later = new CompletableFuture<>();
    Queue<CompletionStage<Verdict>> answers =
        new ArrayDeque<>(
            List.of(
                CompletableFuture.completedStage(Verdict.allow()),
                CompletableFuture.failedStage(new IllegalStateException("as a test wants it")),
                later.minimalCompletionStage()));
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .maxConcurrentHandshakes(1)
                .allowRequest(request -> answers.remove()));

    FakeExchange allowed = rig.get(HANDSHAKE);
    FakeExchange refused = rig.get(HANDSHAKE);
    FakeExchange late = rig.get(HANDSHAKE);
    assertThat(late.isAnswered()).isFalse();
    later.complete(Verdict.allow());

    assertThat(allowed.status()).isEqualTo(200);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(late.status()).isEqualTo(200);
  }

  @Test
  void lateAnswerForWhichThereIsNoThreadRefusesAndGivesItsPlaceBack() {
    AtomicBoolean stopped = new AtomicBoolean();
    List<CompletableFuture<Verdict>> asked = new ArrayList<>();
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .maxConcurrentHandshakes(1)
                .allowRequest(
                    request -> {
                      CompletableFuture<Verdict> answer = new CompletableFuture<>();
                      asked.add(answer);
                      return answer;
                    }),
            task -> {
              if (stopped.get()) {
                throw new RejectedExecutionException("stopped");
              }
              task.run();
            });
    FakeExchange refused = rig.get(HANDSHAKE);

    stopped.set(true);
    asked.get(0).complete(Verdict.allow());
    stopped.set(false);
    rig.get(HANDSHAKE);

    assertThat(refused.status()).isEqualTo(503);
    assertThat(asked).as("handshakes for which there was a place").hasSize(2);
  }

  @Test
  void guardThatThrowsRefuses() {
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .allowRequest(
                    request -> {
                      throw new IllegalStateException("database is down");
                    }));

    FakeExchange refused = rig.get(HANDSHAKE);

    assertThat(refused.text()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
    assertThat(rig.hookFailures)
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo("database is down");
  }

  @Test
  void handshakesThatWaitForTheGuardAreBounded() {
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .maxConcurrentHandshakes(2)
                .allowRequest(request -> new CompletableFuture<>()));
    rig.get(HANDSHAKE);
    rig.get(HANDSHAKE);

    FakeExchange refused = rig.get(HANDSHAKE);

    assertThat(refused.status()).isEqualTo(503);
    assertThat(rig.limitHits).contains("maxConcurrentHandshakes");
  }
}
