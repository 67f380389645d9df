package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The URIs of a session (section 1.3 of the behaviour spec). */
final class EndpointTest {
  private static Endpoint endpoint(String server, SessionOptions options) {
    return new Endpoint(URI.create(server), options, new SplittableRandom(1));
  }

  private static SessionOptions.StandaloneBuilder plain() {
    return SessionOptions.builder().timestampRequests(false);
  }

  private static String polling(String server, SessionOptions options) {
    return endpoint(server, options).polling(Optional.empty()).toString();
  }

  @Test
  void parametersAreInTheOrderOfTheJavaScriptClient() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("z", "1");
    query.put("a", "2");
    SessionOptions options = SessionOptions.builder().query(query).forceBase64(true).build();
    Endpoint endpoint = endpoint("http://h:1", options);

    assertThat(endpoint.polling(Optional.of("S_-9")).toString())
        .matches(
            "http://h:1/socket\\.io/\\?z=1&a=2&EIO=4&transport=polling&t=[0-9a-z]{8}&b64=1&sid=S_-9");
    assertThat(endpoint.webSocket(Optional.of("S_-9")).toString())
        .isEqualTo("ws://h:1/socket.io/?z=1&a=2&EIO=4&transport=websocket&b64=1&sid=S_-9");
  }

  @Test
  void stampIsNeverTheSame() {
    Endpoint endpoint = endpoint("http://h", SessionOptions.builder().build());

    assertThat(endpoint.polling(Optional.empty())).isNotEqualTo(endpoint.polling(Optional.empty()));
  }

  @Test
  void queryIsEncoded() {
    SessionOptions options = plain().query(Map.of("a b&", "é=+#?/%\uD83D\uDE00'")).build();

    assertThat(polling("http://h", options))
        .startsWith("http://h/socket.io/?a%20b%26=%C3%A9%3D%2B%23%3F%2F%25%F0%9F%98%80'&EIO=4");
  }

  @Test
  void secureServersAreAskedSecurely() {
    Endpoint endpoint = endpoint("https://h", plain().build());

    assertThat(endpoint.polling(Optional.empty()).getScheme()).isEqualTo("https");
    assertThat(endpoint.webSocket(Optional.empty()).getScheme()).isEqualTo("wss");
    assertThat(polling("wss://h", plain().build())).startsWith("https://h/");
    assertThat(polling("ws://h", plain().build())).startsWith("http://h/");
  }

  @Test
  void addressMayBeOfVersion6() {
    assertThat(polling("http://[::1]:3000", plain().build()))
        .startsWith("http://[::1]:3000/socket.io/?EIO=4");
  }

  @Test
  void pathHasASlashAtItsEndUnlessToldOtherwise() {
    assertThat(polling("http://h", plain().path("/a/b/").build())).startsWith("http://h/a/b/?");
    assertThat(polling("http://h", plain().path("/").build())).startsWith("http://h/?");
    assertThat(polling("http://h", plain().path("/a").addTrailingSlash(false).build()))
        .startsWith("http://h/a?");
    assertThat(polling("http://h", plain().path("/").addTrailingSlash(false).build()))
        .startsWith("http://h/?");
  }

  @Test
  void pathAndQueryOfTheServersUriAreLeftOut() {
    assertThat(polling("http://user@h/admin?x=1", plain().build()))
        .isEqualTo("http://h/socket.io/?EIO=4&transport=polling");
  }

  @Test
  void whatIsNoServerIsRefused() {
    for (String wrong : new String[] {"ftp://h", "h:3000", "/path", "http://under_score:1"}) {
      assertThatThrownBy(() -> endpoint(wrong, plain().build()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong);
    }
  }
}
