package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieHandler;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The cookies that a server may leave with us. */
final class BoundedCookiesTest {
  private static final URI SERVER = URI.create("http://localhost:3000/socket.io/");

  private final CookieHandler cookies =
      SessionOptions.builder().withCredentials(true).build().cookies().orElseThrow();

  private void put(URI uri, String... setCookies) throws Exception {
    cookies.put(uri, Map.of("set-cookie", List.of(setCookies)));
  }

  private List<String> sentTo(String uri) throws Exception {
    Map<String, List<String>> fields = cookies.get(URI.create(uri), Map.of());
    return fields.getOrDefault("Cookie", List.of());
  }

  @Test
  void cookieGoesBackToItsServerAlone() throws Exception {
    put(SERVER, "io=1; Path=/", "old=1; Max-Age=0", "tls=1; Path=/; Secure");

    assertThat(sentTo("http://localhost:3000/socket.io/?EIO=4")).containsExactly("io=1");
    assertThat(sentTo("http://elsewhere.example/")).isEmpty();
  }

  @Test
  void cookieOfADomainGoesToItsHosts() throws Exception {
    put(URI.create("https://a.example.com/"), "lb=1; Domain=.example.com; Path=/");
    put(URI.create("https://a.example.com/"), "evil=1; Domain=.example.org; Path=/");

    assertThat(sentTo("https://b.example.com/")).hasSize(1).first().asString().contains("lb=");
    assertThat(sentTo("https://b.example.org/")).isEmpty();
  }

  @Test
  void laterValueStandsForTheEarlier() throws Exception {
    put(SERVER, "io=1; Path=/");
    put(SERVER, "io=2; Path=/");
    assertThat(sentTo("http://localhost:3000/")).containsExactly("io=2");
    put(SERVER, "io=; Path=/; Max-Age=0");

    assertThat(sentTo("http://localhost:3000/")).isEmpty();
  }

  @Test
  void oldestOfTooManyGoes() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      put(SERVER, "c" + i + "=v; Path=/");
      if (i >= 500 - BoundedCookies.MAX_COOKIES) {
        expected.add("c" + i + "=v");
      }
    }

    assertThat(sentTo("http://localhost:3000/")).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void longCookieIsNotKept() throws Exception {
    put(SERVER, "a=" + "x".repeat(BoundedCookies.MAX_LENGTH) + "; Path=/");
    put(SERVER, "b=" + "x".repeat(BoundedCookies.MAX_LENGTH - 1) + "; Path=/");

    assertThat(sentTo("http://localhost:3000/")).singleElement().asString().startsWith("b=");
  }
}
