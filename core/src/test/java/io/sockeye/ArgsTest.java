package io.sockeye;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Arguments that are Java objects already. */
final class ArgsTest {
  @Test
  void argumentsAreReadByIndex() {
    Args args = Args.of("a", 1, null);

    assertThat(args.size()).isEqualTo(3);
    assertThat(args.get(0)).isEqualTo("a");
    assertThat(args.get(1, Integer.class)).isEqualTo(1);
    assertThat(args.get(2)).isNull();
    assertThat(args.toList()).isEqualTo(Arrays.asList("a", 1, null));
    assertThat(Args.empty().size()).isZero();
    assertThat(Args.of()).isSameAs(Args.empty());
  }

  @Test
  void nullIsOneArgument() {
    // What the compiler makes of emit("x", null).
    assertThat(Args.of((Object[]) null).toList()).isEqualTo(Arrays.asList((Object) null));
  }

  @Test
  void indexBeyondTheArgumentsReadsAsUndefined() {
    Args args = Args.of("a");

    assertThat(args.get(1)).isNull();
    assertThat(args.get(100, String.class)).isNull();
    assertThatThrownBy(() -> args.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> args.get(1, int.class))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("argument 1: expected int, got null");
  }

  @Test
  void mismatchNamesTheArgument() {
    assertThatThrownBy(() -> Args.of("a").get(0, Integer.class))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("argument 0: expected java.lang.Integer, got java.lang.String");
  }

  @Test
  void numberIsBoundToAnyNumericTypeThatHoldsIt() {
    assertThat(Args.of(7).get(0, int.class)).isEqualTo(7);
    assertThat(Args.of(7).get(0, long.class)).isEqualTo(7L);
    assertThat(Args.of(7L).get(0, Integer.class)).isEqualTo(7);
    assertThat(Args.of(7).get(0, short.class)).isEqualTo((short) 7);
    assertThat(Args.of(7).get(0, Byte.class)).isEqualTo((byte) 7);
    assertThat(Args.of(7).get(0, double.class)).isEqualTo(7.0);
    assertThat(Args.of(1.5).get(0, float.class)).isEqualTo(1.5f);
    assertThat(Args.of(7).get(0, BigInteger.class)).isEqualTo(BigInteger.valueOf(7));
    assertThat(Args.of(1.5).get(0, BigDecimal.class)).isEqualTo(new BigDecimal("1.5"));
    assertThat(Args.of(Double.NaN).get(0, double.class)).isNaN();
    for (Object number : List.of(1.5, 3_000_000_000L, BigInteger.TWO.pow(40), Double.NaN)) {
      assertThatThrownBy(() -> Args.of(number).get(0, int.class))
          .isInstanceOf(ArgumentException.class);
    }
    assertThatThrownBy(() -> Args.of(1).get(0, String.class)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> Args.of(1).get(0, boolean.class))
        .isInstanceOf(ArgumentException.class);
  }

  @Test
  void exponentThatWouldFillTheMemoryIsRefused() {
    BigDecimal huge = new BigDecimal("1e999999999");

    assertThatThrownBy(() -> Args.of(huge).get(0, long.class))
        .isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> Args.of(huge).get(0, BigInteger.class))
        .isInstanceOf(ArgumentException.class);
  }

  @Test
  void genericTypeIsCheckedByItsClass() {
    Args args = Args.of(List.of(1), Map.of("a", 1), new String[] {"x"});

    assertThat(args.get(0, new TypeRef<List<Integer>>() {})).isEqualTo(List.of(1));
    assertThat(args.get(1, new TypeRef<Map<String, Integer>>() {})).isEqualTo(Map.of("a", 1));
    assertThatThrownBy(() -> args.get(1, new TypeRef<List<Integer>>() {}))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("expected java.util.List<java.lang.Integer>, got ");
    assertThatThrownBy(() -> args.get(2, new TypeRef<List<String>[]>() {}))
        .isInstanceOf(ArgumentException.class);
  }

  @Test
  void arrayOfTheCallerMayChangeAfterwards() {
    Object[] values = {"a"};

    Args args = Args.of(values);
    values[0] = "b";

    assertThat(args.get(0)).isEqualTo("a");
    assertThatThrownBy(() -> args.toList().set(0, "c"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void typeThatWasFoundIsTheOneThatIsNamed() {
    TypeRef<List<String>> named = new TypeRef<>() {};

    assertThat(TypeRef.of(named.type())).isEqualTo(named).hasSameHashCodeAs(named);
    assertThat(Args.of(1L).get(0, TypeRef.of(int.class))).isEqualTo(1);
    assertThatThrownBy(() -> Args.empty().get(0, TypeRef.of(int.class)))
        .isInstanceOf(ArgumentException.class);
  }
}
