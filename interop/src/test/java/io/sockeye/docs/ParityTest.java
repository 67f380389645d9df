package io.sockeye.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The parity table names its witnesses, and they exist. */
class ParityTest {
  private static List<String> rows() throws IOException {
    return Witnesses.lines("docs/parity.md", "\\| \\d+ .*");
  }

  @Test
  void testsThatItNamesExist() throws IOException {
    assertThat(Witnesses.in(rows())).hasSizeGreaterThan(100).isSubsetOf(Witnesses.all());
  }

  @Test
  void whatIsDoneNamesATestOrTheRoleThatForeignSuitesRunAgainst() throws IOException {
    List<String> unproven =
        rows().stream()
            .flatMap(row -> Stream.of(row.split("\\|")).skip(3))
            .filter(cell -> cell.strip().startsWith("done"))
            .filter(cell -> Witnesses.in(cell).isEmpty() && !cell.contains("`interop/serve "))
            .toList();

    assertThat(unproven).isEmpty();
  }
}
