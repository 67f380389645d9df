package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a template takes, and what it refuses to be. */
final class NamespaceTemplateTest {
  @Test
  void textBetweenVariablesIsTakenLiterally() {
    NamespaceTemplate template = new NamespaceTemplate("/a.b/{x}-\\E{y_1}/end");

    assertThat(template.variables("/a.b/1-\\E2/end")).isEqualTo(Map.of("x", "1", "y_1", "2"));
    assertThat(template.takes("/axb/1-\\E2/end")).isFalse();
    assertThat(template.takes("/a.b/1-\\E/end")).isFalse();
    assertThat(template.variables("/other")).isEmpty();
  }

  @Test
  void variablesMayHoldAnythingButASlash() {
    NamespaceTemplate template = new NamespaceTemplate("/{x}");

    assertThat(template.variables("/{x}?ö 😀")).isEqualTo(Map.of("x", "{x}?ö 😀"));
    assertThat(template.takes("/a/b")).isFalse();
    assertThat(template.takes("/")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a", "/{a}{b}", "/{a}/{a}", "/{a", "/a}/{b}", "/{}", "/{1}"})
  void whatIsNoTemplateIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NamespaceTemplate(text))
        .withMessageContaining(text);
  }
}
