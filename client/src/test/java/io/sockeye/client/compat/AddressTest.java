package io.sockeye.client.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What URIs say, as the official client reads them. */
final class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "http://localhost:3000, http://localhost:3000, /, ",
    "https://example.com/chat?a=b, https://example.com, /chat, a=b",
    "ws://localhost:3000/, http://localhost:3000, /, ",
    "wss://user:secret@example.com/x, https://example.com, /x, ",
    "//example.com:8443/x, https://example.com:8443, /x, ",
    "HTTP://[::1]:3000/a%20b?c=%20, http://[::1]:3000, /a b, c=%20",
  })
  void partsAreFound(String uri, String server, String namespace, String query) {
    assertThat(Address.of(URI.create(uri))).isEqualTo(new Address(server, namespace, query));
  }
}
