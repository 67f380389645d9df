package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * User code that looks at requests: {@code allowRequest}, {@code use}, header hooks, the cookie.
 */
class HooksTest {
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

  @ParameterizedTest
  @MethodSource("hooksThatGiveNull")
  void nullInsteadOfAnAnswerRefusesAndTakesNoPlaceForEver(EngineOptions.StandaloneBuilder options) {
    EngineRig rig = new EngineRig(options.maxConcurrentHandshakes(1));

    FakeExchange first = rig.get(HANDSHAKE);
    FakeExchange second = rig.get(HANDSHAKE);

    assertThat(first.status()).isIn(400, 403);
    assertThat(second.status()).isEqualTo(first.status());
    assertThat(rig.hookFailures)
        .hasSize(2)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("gave null"));
  }

  @SuppressWarnings("NullAway") // that is what is tested
  static List<EngineOptions.StandaloneBuilder> hooksThatGiveNull() {
    return List.of(
        EngineRig.options().allowRequest(request -> null),
        EngineRig.options().allowRequest(request -> CompletableFuture.completedFuture(null)),
        EngineRig.options().generateId(request -> null),
        EngineRig.options().generateId(request -> CompletableFuture.completedFuture(null)),
        EngineRig.options().use((request, headers) -> null));
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

  @Test
  void hookSeesEveryRequestAndAddsHeadersToEveryAnswer() {
    List<String> seen = new ArrayList<>();
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .use(
                    (request, response) -> {
                      seen.add(request.method());
                      request
                          .header("x-engineio")
                          .ifPresent(
                              value -> response.add("X-EngineIO", "hi").add("X-EngineIO", value));
                      return Verdict.allow();
                    }));
    FakeExchange handshake = rig.get(HANDSHAKE, "X-EngineIO", "there");

    rig.post(EngineRig.sidOf(handshake.text()), "4x");
    FakeExchange refused = rig.get("EIO=4&transport=abc", "X-EngineIO", "again");

    List<String> values = new ArrayList<>();
    handshake
        .response()
        .headers()
        .forEach(
            (name, value) -> {
              if (name.equals("X-EngineIO")) {
                values.add(value);
              }
            });
    assertThat(values).containsExactly("hi", "there");
    assertThat(refused.header("x-engineio")).isEqualTo("hi");
    assertThat(seen).containsExactly("GET", "POST", "GET");
  }

  @Test
  void hooksRunInTheirOrder() {
    List<String> seen = new ArrayList<>();
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .use(
                    (request, response) -> {
                      seen.add("first");
                      response.set("X-Hook", "first");
                      return Verdict.allow();
                    })
                .use(
                    (request, response) -> {
                      seen.add("second after " + response.get("X-Hook").orElse("nobody"));
                      response.set("X-Hook", "second");
                      return Verdict.allow();
                    }));

    FakeExchange handshake = rig.get(HANDSHAKE);

    assertThat(handshake.status()).isEqualTo(200);
    assertThat(seen).containsExactly("first", "second after first");
    assertThat(handshake.header("x-hook")).isEqualTo("second");
  }

  @Test
  void hookBehindOneThatRefusesIsNotAsked() {
    List<String> seen = new ArrayList<>();
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .use((request, response) -> Verdict.refuse("the first says no"))
                .use(
                    (request, response) -> {
                      seen.add("second");
                      return Verdict.allow();
                    }));

    FakeExchange refused = rig.get(HANDSHAKE);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("the first says no");
    assertThat(seen).isEmpty();
  }

  @Test
  void hookRefusesWithCodeThree() {
    EngineRig rig = new EngineRig(EngineRig.options().use((request, response) -> Verdict.refuse()));

    assertThat(rig.get(HANDSHAKE).text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(rig.refusals).containsExactly("3 MIDDLEWARE_FAILURE");
  }

  @Test
  void hookThatThrowsRefuses() {
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .use(
                    (request, response) -> {
                      throw new IllegalStateException("boom");
                    }));

    assertThat(rig.get(HANDSHAKE).status()).isEqualTo(400);
    assertThat(rig.hookFailures).hasSize(1);
  }

  @Test
  void hookThatFailsWithAnErrorRefusesAndTakesNoPlaceForEver() {
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .maxConcurrentHandshakes(1)
                .use(
                    (request, response) -> {
                      throw new StackOverflowError();
                    }));

    assertThat(rig.get(HANDSHAKE).status()).isEqualTo(400);
    assertThat(rig.get(HANDSHAKE).status()).isEqualTo(400);
  }

  @Test
  void headerHooksAddToSuccessfulAnswersTheInitialOnesToTheFirstOnly() {
    EngineRig rig =
        new EngineRig(
            EngineRig.options()
                .onInitialHeaders((headers, request) -> headers.add("X-First", "1"))
                .onHeaders((headers, request) -> headers.add("X-Each", "2")));

    FakeExchange handshake = rig.get(HANDSHAKE);
    FakeExchange post = rig.post(EngineRig.sidOf(handshake.text()), "4x");
    FakeExchange upgrade = rig.upgradeOf(EngineRig.sidOf(handshake.text()));

    assertThat(handshake.header("x-first")).isEqualTo("1");
    assertThat(handshake.header("x-each")).isEqualTo("2");
    assertThat(post.header("x-first")).isNull();
    assertThat(post.header("x-each")).isEqualTo("2");
    assertThat(upgrade.accept().headers().get("x-first")).isEmpty();
    assertThat(upgrade.accept().headers().get("x-each")).contains("2");
  }

  @Test
  void cookieCarriesTheIdWithTheFirstPollOnly() {
    EngineRig rig = new EngineRig(EngineRig.options().cookie(SessionCookie.create()));

    FakeExchange handshake = rig.get(HANDSHAKE);
    String sid = EngineRig.sidOf(handshake.text());

    assertThat(handshake.header("set-cookie"))
        .isEqualTo("io=" + sid + "; Path=/; HttpOnly; SameSite=Lax");
    assertThat(rig.post(sid, "4x").header("set-cookie")).isNull();
    assertThat(rig.upgrade("EIO=4&transport=websocket").accept().headers().get("set-cookie"))
        .isEmpty();
  }

  @Test
  void cookieIsBuiltAsAsked() {
    SessionCookie cookie =
        SessionCookie.named("__Host-io").sameSite("none").maxAge(java.time.Duration.ofDays(1));

    assertThat(cookie.headerValue("abc", false))
        .isEqualTo("__Host-io=abc; Max-Age=86400; Path=/; HttpOnly; Secure; SameSite=None");
    assertThat(SessionCookie.create().headerValue("abc", true)).contains("; Secure");
    assertThatThrownBy(() -> SessionCookie.named("a b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cookie.secure(false)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void headerThatCouldSplitTheAnswerIsRefused() {
    ResponseHeaders headers = new ResponseHeaders();

    assertThatThrownBy(() -> headers.add("X-A", "1\r\nX-B: 2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("header field X-A: control character U+000D at 1");
    assertThatThrownBy(() -> headers.add("X A", "1")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> headers.set("", "1")).isInstanceOf(IllegalArgumentException.class);
  }
}
