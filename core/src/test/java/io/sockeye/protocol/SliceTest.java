package io.sockeye.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A view on bytes. */
final class SliceTest {
  private final byte[] bytes = "hello world".getBytes(StandardCharsets.UTF_8);
  private final Slice world = new Slice(bytes, 6, 5);

  @Test
  void viewShowsItsPart() {
    assertThat(world.utf8()).isEqualTo("world");
    assertThat(world.at(0)).isEqualTo((byte) 'w');
    assertThat(world.toArray()).isEqualTo("world".getBytes(StandardCharsets.UTF_8));
    assertThat(world.part(1, 3).utf8()).isEqualTo("orl");
    assertThat(world.part(5, 0).isEmpty()).isTrue();
    assertThat(Slice.of(bytes).length()).isEqualTo(11);
  }

  @Test
  void equalityIsThatOfTheBytesShown() {
    assertThat(world).isEqualTo(Slice.of(world.toArray())).isNotEqualTo(Slice.of(bytes));
    assertThat(world).hasSameHashCodeAs(Slice.of(world.toArray()));
    assertThat(world).hasToString("Slice(5 bytes)");
  }

  @Test
  void nothingBeyondTheViewIsShown() {
    assertThatThrownBy(() -> world.at(5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> world.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> world.part(3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Slice(bytes, 7, 5)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
