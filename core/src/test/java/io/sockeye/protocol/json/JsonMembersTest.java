package io.sockeye.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.Slice;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonMembersTest {
  private static String pid(String json) {
    byte[] bytes = ("~" + json + "~").getBytes(StandardCharsets.UTF_8);
    return JsonMembers.text(new Slice(bytes, 1, bytes.length - 2), "pid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"pid\":\"x\"}",
        "{ \"pid\" :\t\"x\" }",
        "{\"a\":1,\"pid\":\"x\",\"b\":[]}",
        "{\"a\" : -1.5e3 , \"b\" : null\n, \"pid\":\"x\"}",
        "{\"a\":{\"pid\":\"no\",\"b\":[{\"pid\":\"}\"}]},\"pid\":\"x\"}",
        "{\"pid\":\"x\",\"a\":{\"pid\":\"no\"}}",
        "{\"a\":\"\\\"pid\\\":\\\"no\\\\\",\"pid\":\"x\"}",
        "{\"\":\"}\",\"päd\":\"ü\\u00e4]\",\"pid\":\"x\"}",
        "{\"\\u0070id\":\"\\u0078\"}",
        "{\"pid\":\"no\",\"pid\":\"x\"}",
        "{\"pid\":1,\"pid\":\"x\"}",
      })
  void textOfTheMemberIsFound(String json) {
    assertThat(pid(json)).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{ }",
        "[]",
        "1",
        "null",
        "\"pid\"",
        "[\"pid\",\"x\"]",
        "{\"pi\":\"x\",\"pidd\":\"x\"}",
        "{\"a\":{\"pid\":\"x\"}}",
        "{\"a\":\"pid\",\"b\":\"x\"}",
        "{\"pid\":1}",
        "{\"pid\":null}",
        "{\"pid\":{\"pid\":\"x\"}}",
        "{\"pid\":[\"x\"]}",
        "{\"pid\":\"x\",\"pid\":null}",
      })
  void anythingElseIsNone(String json) {
    assertThat(pid(json)).isNull();
  }

  @Test
  void textIsUnescaped() {
    assertThat(pid("{\"pid\":\"a\\n\\\"b\\\"\\u00fc\"}")).isEqualTo("a\n\"b\"ü");
  }
}
