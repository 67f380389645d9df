package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** User code that looks at requests and adds to answers: {@code use}, header hooks, the cookie. */
class HooksTest {
  private static final String HANDSHAKE = "EIO=4&transport=polling";

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
