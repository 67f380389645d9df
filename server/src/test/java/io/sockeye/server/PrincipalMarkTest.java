package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Principal;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** By what a principal is known again at another server. */
final class PrincipalMarkTest {
  private record User(String name) {}

  private record Admin(String name) {}

  /** Known by its name, whatever else it says of itself. */
  private static final class Named implements Principal {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    @Override
    public String getName() {
      return "ada";
    }

    @Override
    public String toString() {
      return "Named " + COUNTER.incrementAndGet();
    }
  }

  @Test
  void sameClassThatSaysTheSameIsTheSame() {
    assertThat(PrincipalMark.of(new User("ada"))).isEqualTo(PrincipalMark.of(new User("ada")));
    assertThat(PrincipalMark.of(new User("ada"))).isNotEqualTo(PrincipalMark.of(new User("bob")));
    assertThat(PrincipalMark.of(new User("ada"))).isNotEqualTo(PrincipalMark.of(new Admin("ada")));
  }

  @Test
  void nameOfAPrincipalCountsRatherThanItsText() {
    assertThat(PrincipalMark.of(new Named())).isEqualTo(PrincipalMark.of(new Named()));
  }

  @Test
  void oneThatSaysNothingIsNotEvenLikeItself() {
    Object nobody = new Object();

    assertThat(PrincipalMark.of(nobody)).isNotEqualTo(PrincipalMark.of(nobody));
  }

  @Test
  void markTellsNothingOfThePrincipal() {
    assertThat(PrincipalMark.of(new User("ada"))).hasSize(22).doesNotContain("ada", "User");
  }
}
