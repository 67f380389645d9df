package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Which failures are those of the JVM. */
final class FatalTest {
  @Test
  void isWhatTheJvmCannotGoOnWith() {
    OutOfMemoryError noMemory = new OutOfMemoryError("expected by this test");

    assertThat(Fatal.isFatal(noMemory)).isTrue();
    assertThatThrownBy(() -> Fatal.rethrow(noMemory)).isSameAs(noMemory);
  }

  @Test
  void isNotWhatCodeDoesWrong() {
    for (Throwable each :
        new Throwable[] {
          new IllegalStateException(), new StackOverflowError(), new NoClassDefFoundError()
        }) {
      assertThat(Fatal.isFatal(each)).isFalse();
      assertThatCode(() -> Fatal.rethrow(each)).doesNotThrowAnyException();
    }
  }
}
