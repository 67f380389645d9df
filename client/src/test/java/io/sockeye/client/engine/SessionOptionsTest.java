package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.CookieManager;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be chosen, and what is refused at once. */
class SessionOptionsTest {
  private static SessionOptions.StandaloneBuilder builder() {
    return SessionOptions.builder();
  }

  @Test
  void theDefaultsAreThoseOfTheJavaScriptClient() {
    SessionOptions options = builder().build();

    assertThat(options.path()).isEqualTo("/socket.io");
    assertThat(options.addTrailingSlash()).isTrue();
    assertThat(options.transports())
        .containsExactly(TransportType.POLLING, TransportType.WEBSOCKET);
    assertThat(options.upgrade()).isTrue();
    assertThat(options.rememberUpgrade()).isFalse();
    assertThat(options.tryAllTransports()).isFalse();
    assertThat(options.query()).isEmpty();
    assertThat(options.extraHeaders()).isEmpty();
    assertThat(options.protocols()).isEmpty();
    assertThat(options.timestampRequests()).isTrue();
    assertThat(options.timestampParam()).isEqualTo("t");
    assertThat(options.forceBase64()).isFalse();
    assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(options.requestTimeout()).isZero();
    assertThat(options.cookies()).isEmpty();
  }

  @Test
  void aSlashAtTheEndOfThePathIsDropped() {
    assertThat(builder().path("/chat/").build().path()).isEqualTo("/chat");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "chat", "/chat?a=b", "/chat#a", "/a b", "//host/path%", "/\r\nHost: a"})
  void whatIsNoPathIsRefused(String path) {
    assertThatThrownBy(() -> builder().path(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "connection",
        "Content-Length",
        "Content-Type",
        "UPGRADE",
        "Transfer-Encoding",
        "Expect",
        "Sec-WebSocket-Key",
        "sec-websocket-extensions",
        "",
        "a b",
        "a:",
        "a\r\nb",
        "ü",
      })
  void aHeaderFieldThatIsNotTheUsersIsRefused(String name) {
    assertThatThrownBy(() -> builder().extraHeaders(Map.of(name, "value")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("extraHeaders:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "a\nb", "a\u0000", "\u007f", "\u00e9", "\u20ac"})
  void aHeaderValueThatWouldBeSpoiltIsRefusedWithoutBeingTold(String value) {
    assertThatThrownBy(() -> builder().extraHeaders(Map.of("Authorization", "secret" + value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"Authorization\"")
        .hasMessageContaining("U+")
        .hasMessageNotContaining("secret");
  }

  @Test
  void headerFieldsKeepTheirOrderAndAreGivenOnce() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("X-B", "tab\there");
    fields.put("Authorization", "Bearer ~");

    assertThat(builder().extraHeaders(fields).build().extraHeaders())
        .containsExactlyEntriesOf(fields);
    fields.put("x-b", "again");
    assertThatThrownBy(() -> builder().extraHeaders(fields))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x-b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EIO", "transport", "sid", "b64", "j"})
  void theParametersOfTheProtocolAreNotTheUsers(String name) {
    assertThatThrownBy(() -> builder().query(Map.of(name, "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
    assertThatThrownBy(() -> builder().timestampParam(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void oneNameIsNotUsedTwiceInAQuery() {
    assertThatThrownBy(() -> builder().query(Map.of("t", "1")).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timestampParam");
    assertThat(builder().query(Map.of("t", "1")).timestampParam("u").build().query())
        .containsEntry("t", "1");
  }

  @Test
  void numbersAndTimesMustMakeSense() {
    assertRefused("maxPayload", () -> builder().maxPayload(0));
    assertRefused("maxQueuedBytes", () -> builder().maxQueuedBytes(-1));
    assertRefused("timeout", () -> builder().timeout(Duration.ofMillis(-1)));
    assertRefused("requestTimeout", () -> builder().requestTimeout(Duration.ofDays(2)));
    assertRefused(
        "transports", () -> builder().transports(TransportType.POLLING, TransportType.POLLING));
    assertRefused("protocols", () -> builder().protocols("a", "a"));
    assertRefused("protocols", () -> builder().protocols("a b"));
  }

  private static void assertRefused(String option, Runnable choice) {
    assertThatThrownBy(choice::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(option + ": expected");
  }

  @Test
  void cookiesAreKeptOnlyIfWanted() {
    CookieManager own = new CookieManager();

    assertThat(builder().withCredentials(true).build().cookies())
        .get()
        .isInstanceOf(CookieManager.class);
    assertThat(builder().cookies(own).withCredentials(true).build().cookies()).contains(own);
    assertThat(builder().protocols("a", "b").build().protocols()).isEqualTo(List.of("a", "b"));
  }
}
