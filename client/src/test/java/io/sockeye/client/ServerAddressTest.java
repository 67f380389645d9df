package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "http://localhost:3000, http://localhost:3000",
    "http://localhost:3000/, http://localhost:3000",
    "https://Chat.Example, https://chat.example:443",
    "ws://chat.example, http://chat.example:80",
    "wss://chat.example:8443, https://chat.example:8443",
    "HTTPS://chat.example, https://chat.example:443",
    "http://[::1]:3000, http://[::1]:3000",
  })
  void takesTheAddressOfAServer(String url, String uri) {
    assertThat(ServerAddress.parse(url).uri()).hasToString(uri);
  }

  @Test
  void takesTheQueryApart() {
    ServerAddress address = ServerAddress.parse("http://localhost:3000/?token=a%20b&flag&x=1=2");

    assertThat(address.query()).isEqualTo(Map.of("token", "a b", "flag", "", "x", "1=2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://localhost:3000/chat | manager.socket(\"/chat\")",
        "localhost:3000 | http://localhost:3000",
        "ftp://localhost | the scheme is not http",
        "http://me:secret@localhost | extraHeaders",
        "http://localhost#top | fragment",
        "http:// | Expected authority",
        "http://my_host:3000 | \"my_host:3000\" is no host and port",
        "http://localhost:99999 | between 1 and 65535",
        "http://localhost?a=1&a=2 | \"a\" twice",
        "chat.example | the scheme is not http",
      })
  void saysWhatBelongsElsewhere(String url, String message) {
    assertThatThrownBy(() -> ServerAddress.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void queryBecomesThatOfTheRequests() {
    Manager manager = Manager.builder("http://localhost:3000?token=x").autoConnect(false).build();

    assertThat(manager.sessionOptions().query()).isEqualTo(Map.of("token", "x"));
  }
}
