package io.sockeye.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The parity table names its witnesses, and they exist. */
class ParityTest {
  private static List<String> rows() throws IOException {
    try (Stream<String> lines = Files.lines(Witnesses.ROOT.resolve("docs/parity.md"))) {
      return lines.filter(line -> line.matches("\\| \\d+ .*")).toList();
    }
  }

  @Test
  void testsThatItNamesExist() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String row : rows()) {
      named.addAll(Witnesses.in(row));
    }

    assertThat(named).hasSizeGreaterThan(100).isSubsetOf(Witnesses.all());
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
