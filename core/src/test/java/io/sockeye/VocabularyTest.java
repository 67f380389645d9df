package io.sockeye;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Words that programs in other languages compare with, and types that say themselves. */
final class VocabularyTest {
  @Test
  void reasonsAreTheTextsOfTheJavaScriptImplementation() {
    assertThat(Arrays.stream(DisconnectReason.values()).map(DisconnectReason::toString))
        .containsExactlyInAnyOrder(
            "transport close",
            "transport error",
            "ping timeout",
            "parse error",
            "forced close",
            "forced server close",
            "server namespace disconnect",
            "client namespace disconnect",
            "server shutting down",
            "io server disconnect",
            "io client disconnect");
    assertThat(DisconnectReason.PING_TIMEOUT.text()).isEqualTo("ping timeout");
  }

  /** Section 9, item 45. */
  @Test
  void timeoutHasTheTextThatProgramsMatch() {
    assertThat(new AckTimeoutException()).hasMessage("operation has timed out");
    assertThat(new AckTimeoutException().answers()).isEmpty();
    assertThat(new AckTimeoutException(List.of(Args.of(1)), Set.of("id")).answers()).hasSize(1);
    assertThat(new DisconnectedException()).hasMessage("socket has been disconnected");
  }

  @Test
  void refusalCarriesData() {
    assertThat(new ConnectErrorException("no").data()).isEmpty();
    assertThat(new ConnectErrorException("no", Map.of("code", 1)).data())
        .contains(Map.of("code", 1));
  }

  @Test
  void typeRefSaysItsType() {
    TypeRef<List<String>> ref = new TypeRef<>() {};

    assertThat(ref.type()).isInstanceOf(ParameterizedType.class);
    assertThat(ref).hasToString("java.util.List<java.lang.String>");
    assertThat(ref).isEqualTo(new TypeRef<List<String>>() {});
    assertThat(ref).hasSameHashCodeAs(new TypeRef<List<String>>() {});
    assertThat(ref).isNotEqualTo(new TypeRef<List<Integer>>() {});
  }

  @Test
  @SuppressWarnings("rawtypes")
  void typeRefWithoutTypeIsRefused() {
    assertThatThrownBy(() -> new TypeRef() {}).isInstanceOf(IllegalStateException.class);
  }
}
